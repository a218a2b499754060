import { z } from '@hono/zod-openapi';
import { Time } from './json.js';

const Project = z.object({ project: z.string(), runs: z.number().int(), lastStart: Time }).openapi('Project');

/** Those that have runs. */
export const Projects = z.object({ projects: z.array(Project) });
