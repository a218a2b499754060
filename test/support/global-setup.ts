import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import type { DevServer } from '../../src/worker/dev-server/index.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** Answers a GET with the address of the test run's Temporal server, which it starts at the first one. */
    temporalOnDemand: string;
  }
}

/**
 * One Temporal server for the whole run, and only for a run that asks for it: test files run in processes of their own, and most need none,
 * so this process starts it at the first request and ends it.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'tidemark-temporal-'));
  let started: Promise<DevServer> | undefined;
  const onDemand = createServer((_request, response) => {
    started ??= start(folder);
    started.then(
      (server) => response.end(server.address),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  // Getting a Temporal server may take minutes on a new machine.
  onDemand.requestTimeout = 0;
  onDemand.unref();
  await new Promise<void>((done) => onDemand.listen(0, '127.0.0.1', done));
  const address = onDemand.address();
  if (address === null || typeof address === 'string') throw new Error('no port to offer Temporal on');
  project.provide('temporalOnDemand', `http://127.0.0.1:${address.port}`);

  return async () => {
    onDemand.close();
    await started?.then((server) => server.stop()).catch(() => {});
    rmSync(folder, { recursive: true, force: true });
  };
}

async function start(folder: string): Promise<DevServer> {
  const { startDevServer } = await import('../../src/worker/dev-server/index.js');
  return startDevServer({ folder, inMemory: true, ui: false, onProgress: (line) => console.error(line) });
}
