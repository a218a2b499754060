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
    /** Answers a GET with the endpoint and the folder of the test run's S3 server, as JSON. */
    s3OnDemand: string;
  }
}

/**
 * One Temporal server and one S3 server for the whole run, and only for a run that asks for them: test files run in processes of their own, and most
 * need none, so this process starts a server at the first request and ends it.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'tidemark-temporal-'));
  const temporal = await onDemand(async () => {
    const server = await startTemporal(folder);
    return { answer: server.address, stop: () => server.stop() };
  });
  const s3 = await onDemand(async () => {
    const server = await (await import('./s3.js')).startS3();
    return { answer: JSON.stringify({ endpoint: server.endpoint, folder: server.folder }), stop: () => server.stop() };
  });
  project.provide('temporalOnDemand', temporal.url);
  project.provide('s3OnDemand', s3.url);
  return async () => {
    await Promise.all([temporal.stop(), s3.stop()]);
    rmSync(folder, { recursive: true, force: true });
  };
}

interface Started {
  readonly answer: string;
  stop(): Promise<void>;
}

async function onDemand(start: () => Promise<Started>): Promise<{ readonly url: string; stop(): Promise<void> }> {
  let started: Promise<Started> | undefined;
  const door = createServer((_request, response) => {
    started ??= start();
    started.then(
      ({ answer }) => response.end(answer),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  // Getting a server may take minutes on a new machine.
  door.requestTimeout = 0;
  door.unref();
  await new Promise<void>((done) => door.listen(0, '127.0.0.1', done));
  const address = door.address();
  if (address === null || typeof address === 'string') throw new Error('no port to offer a server on');
  return {
    url: `http://127.0.0.1:${address.port}`,
    async stop() {
      door.close();
      await started?.then((server) => server.stop()).catch(() => {});
    },
  };
}

async function startTemporal(folder: string): Promise<DevServer> {
  const { startDevServer } = await import('../../src/worker/dev-server/index.js');
  return startDevServer({ folder, inMemory: true, ui: false, onProgress: (line) => console.error(line) });
}
