import { z } from '@hono/zod-openapi';
import { KIND_OF } from '../../core/index.js';
import type { Kind } from '../../core/index.js';
import { Texts, Time } from './json.js';
import { NextCursor } from './page.js';
import { RunUid } from './run.js';

export const ArtifactUid = z
  .string()
  .regex(/^[0-9a-f]{32}$/)
  .openapi({ description: '32 hex digits', example: 'c9f0f895fb98ab9159f51fd0297e236d' });

export const ArtifactKind = z.enum(Object.values(KIND_OF) as [Kind, ...Kind[]]).openapi('Kind');

export const Artifact = z
  .object({
    uri: z.string(),
    uid: ArtifactUid,
    kind: ArtifactKind,
    key: z.string(),
    dbKey: z.string(),
    version: z.number().int().openapi({ description: '1, 2, … per project, kind and db key; 0 until published.' }),
    project: z.string(),
    tree: z.string(),
    iteration: z.number().int(),
    runUid: RunUid,
    attempt: z.number().int(),
    tags: z.array(z.string()),
    created: Time,
    mediaType: z.string(),
    size: z.number().int().openapi({ description: 'Bytes.' }),
    sha256: z.string(),
    target: z.string(),
    labels: Texts,
    spec: z.looseObject({}).openapi({ description: 'What the kind has: schema, header, file name, framework, …' }),
    status: z.looseObject({ state: z.enum(['pending', 'published', 'superseded']) }),
  })
  .openapi('Artifact');

export const ArtifactPage = z.object({ artifacts: z.array(Artifact), nextCursor: NextCursor });
