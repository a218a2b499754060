import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { command } from '../command.js';
import { parsePort } from '../parse-text.js';
import { UsageError } from '../usage-error.js';

/** `tidemark dev` */
export const dev = command({
  name: 'dev',
  description: 'Start a Temporal dev server, the web UI, and a worker for your handlers and pipelines',
  examples: ['tidemark dev', 'tidemark dev --handlers src/handlers.ts --pipelines src/pipelines.ts'],
  options: {
    handlers: { type: 'string', many: true, valueHint: 'file', description: 'A file of handlers; may be repeated' },
    pipelines: { type: 'string', valueHint: 'file', description: 'The file of pipelines; needs --handlers' },
    'task-queue': { type: 'string', valueHint: 'name', description: "The worker's task queue (default: tidemark)" },
    port: {
      type: 'string',
      valueHint: 'n',
      description: "The web UI's port; 0 takes any free one (default: 4600, or any when it is taken)",
    },
    project: { type: 'string', description: 'The project of runs that name none' },
  },
  async run({ options }) {
    const { handlers, pipelines, project } = options;
    for (const file of [...handlers, ...(pipelines === undefined ? [] : [pipelines])]) {
      if (!existsSync(file)) throw new UsageError(`There is no file ${resolve(file)}.`);
    }
    if (pipelines !== undefined && handlers.length === 0) throw new UsageError('--pipelines needs --handlers: their steps are handlers.');
    const port = parsePort(options.port);
    const { runDev } = await import('../run/run-dev.js');
    return runDev({ handlers: handlers.map((file) => resolve(file)), pipelines, project, port, taskQueue: options['task-queue'] });
  },
});
