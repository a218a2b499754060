import { afterAll } from 'vitest';
import type { RunContext } from '../../src/index.js';
import { runLocal } from '../../src/local/index.js';
import { startServer } from '../../src/server/index.js';
import type { RunningServer, ServerOptions } from '../../src/server/index.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const servers: RunningServer[] = [];
afterAll(async () => {
  for (const server of servers.splice(0)) await server.stop();
});

/** A server on a home folder; stopped after the tests of the file. */
export interface Served {
  readonly home: string;
  readonly url: string;
  /** The JSON of an answer under `/api/v1`; rejects on a status of 400 and more. */
  get<T>(path: string): Promise<T>;
  /** The answer itself. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
}

/** Serves a new folder, or the one that is given. */
export async function serve(options: ServerOptions = {}): Promise<Served> {
  const home = options.home ?? temporaryFolder();
  const server = await startServer({ port: 0, ...options, home });
  servers.push(server);
  const ask = (path: string, init?: RequestInit) => fetch(`${server.url}/api/v1${path}`, init);
  return {
    home,
    url: server.url,
    fetch: ask,
    async get<T>(path: string) {
      const answer = await ask(path);
      if (!answer.ok) throw new Error(`GET ${path} answered ${answer.status}: ${await answer.text()}`);
      return (await answer.json()) as T;
    },
  };
}

/** A run that logs something of every kind. */
export function logEverything(home: string, { name = 'job', n = 1, fail = false }: { name?: string; n?: number; fail?: boolean } = {}) {
  const handler = async (context: RunContext) => {
    context.logResults({ accuracy: n / 10, none: NaN });
    for (let step = 0; step < 20; step++) context.logMetric('loss', 1 / (step + n), step);
    for (let line = 0; line < 10; line++) context.logger[line % 2 === 0 ? 'info' : 'debug'](`line ${line}`, { line });
    context.setLabel('parity', n % 2 === 0 ? 'even' : 'odd');
    await context.logDataset('rows', [
      { a: 1, b: 'x', c: NaN },
      { a: 2, b: null, c: 1.5 },
    ]);
    context.logArtifact('page', { body: '<script>parent.location = "/"</script>', localPath: 'page.html' });
    context.logArtifact('notes', { body: '# Notes', localPath: 'notes.md' });
    if (fail) throw new TypeError('on purpose');
  };
  return runLocal(handler, { home, name, params: { n } });
}
