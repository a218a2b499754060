import { execFile } from 'node:child_process';
import { beforeAll, describe, expect, it } from 'vitest';
import { errorOf } from '../context/reading.js';
import { pythonEnvironment } from '../support/python.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { logEverything, serve } from './serve.js';
import type { Served } from './serve.js';

/** Everything that schemathesis knows to check, but that what the schema allows is accepted: a cursor, a query or a tag may say what there is not. */
const OPTIONS = [
  '--seed=7',
  '--max-examples=20',
  '--phases=examples,coverage,fuzzing',
  '--checks=all',
  '--exclude-checks=positive_data_acceptance',
  // It never ends.
  '--exclude-path=/api/v1/events',
  '--continue-on-failure',
  '--no-shrink',
  '--no-color',
  '--warnings=off',
];

let served: Served;
beforeAll(async () => {
  served = await serve({ rate: { perSecond: 1e6, burst: 1e6 } });
  for (let n = 1; n <= 4; n++) await logEverything(served.home, { n });
  await errorOf(logEverything(served.home, { fail: true, name: 'failing' }));
});

describe('the API', () => {
  it(
    'does what its OpenAPI document says, whatever it is asked: statuses, content types and bodies, and never a 500',
    { timeout: 300_000 },
    async () => {
      const { code, output } = await schemathesis(`${served.url}/api/openapi.json`);
      expect(output).toMatch(/Test cases:\s+\d{3,} generated/);
      // The whole report, which names each fault and how to see it again.
      expect(code === 0 ? '' : output).toBe('');
    },
  );

  it('says of a path which methods it has, when it is asked with another one', async () => {
    const answer = await served.fetch('/runs', { method: 'DELETE' });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET']);
    expect(await answer.json()).toMatchObject({ error: { code: 'ERR_METHOD_NOT_ALLOWED' } });
    expect((await served.fetch(`/runs/${'0'.repeat(32)}`, { method: 'PUT' })).headers.get('allow')).toBe('GET, DELETE');
    expect((await served.fetch('/runs/labels')).headers.get('allow')).toBe('PATCH');
    expect((await served.fetch('/runs', { method: 'HEAD' })).status).toBe(200);
    expect((await served.fetch('/nowhere', { method: 'DELETE' })).status).toBe(404);
  });
});

/** Keeps what it finds in its working folder: not in ours. */
async function schemathesis(url: string): Promise<{ readonly code: number; readonly output: string }> {
  const interpreter = await pythonEnvironment();
  return new Promise((resolve) => {
    const run = execFile(
      interpreter,
      ['-m', 'schemathesis.cli', 'run', url, ...OPTIONS],
      { maxBuffer: 1 << 26, cwd: temporaryFolder() },
      (_error, stdout, stderr) => resolve({ code: run.exitCode ?? 1, output: stdout + stderr }),
    );
  });
}
