import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { command } from '../command.js';
import { UsageError } from '../usage-error.js';

/** `tidemark dev` */
export const dev = command({
  name: 'dev',
  description: 'Start a Temporal dev server, and a worker for your handlers and pipelines',
  examples: ['tidemark dev', 'tidemark dev --handlers src/handlers.ts --pipelines src/pipelines.ts'],
  options: {
    handlers: { type: 'string', many: true, valueHint: 'file', description: 'A file of handlers; may be repeated' },
    pipelines: { type: 'string', valueHint: 'file', description: 'The file of pipelines; needs --handlers' },
    'task-queue': { type: 'string', valueHint: 'name', description: "The worker's task queue (default: tidemark)" },
    project: { type: 'string', description: 'The project of runs that name none' },
  },
  async run({ options }) {
    const { handlers, pipelines, project } = options;
    for (const file of [...handlers, ...(pipelines === undefined ? [] : [pipelines])]) {
      if (!existsSync(file)) throw new UsageError(`There is no file ${resolve(file)}.`);
    }
    if (pipelines !== undefined && handlers.length === 0) throw new UsageError('--pipelines needs --handlers: their steps are handlers.');
    const { runDev } = await import('../run/run-dev.js');
    return runDev({ handlers: handlers.map((file) => resolve(file)), pipelines, project, taskQueue: options['task-queue'] });
  },
});
