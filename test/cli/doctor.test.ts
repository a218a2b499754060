import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporalAddress } from '../support/temporal.js';
import { tidemarkForTest } from './tidemark-process.js';
import type { Tidemark } from './tidemark-process.js';

interface Report {
  readonly ok: boolean;
  readonly checks: readonly { readonly name: string; readonly status: string; readonly detail: string; readonly advice?: string }[];
}

async function examine(tidemark: Tidemark) {
  const { code, stdout } = await tidemark.run('doctor', '--json');
  const { ok, checks } = JSON.parse(stdout) as Report;
  return { code, ok, checks, of: (name: string) => checks.find((check) => check.name === name) };
}

describe('tidemark doctor', () => {
  it('ends with 0 when all that a run needs is there', async () => {
    const address = await temporalAddress();
    const { code, ok, checks, of } = await examine(tidemarkForTest({ TEMPORAL_ADDRESS: address }));
    expect({ code, ok }).toEqual({ code: 0, ok: true });
    expect(checks.map(({ name }) => name)).toEqual(['Node', 'tracking', 'artifacts', 'Temporal', 'secrets', 'event loop', 'git']);
    expect(of('Temporal')).toEqual({ name: 'Temporal', status: 'ok', detail: `${address}, namespace default (answers)` });
    expect(of('artifacts')?.detail).toContain('can be written');
  });

  it('leaves no trace of its trial in the artifact store', async () => {
    const tidemark = tidemarkForTest({ TEMPORAL_ADDRESS: await temporalAddress() });
    await examine(tidemark);
    const { artifacts } = await tidemark.json<{ artifacts: unknown[] }>('artifacts', 'list', '--all', '--json');
    expect(artifacts).toEqual([]);
  });

  it('says which server does not answer, and what to do', async () => {
    const { code, ok, of } = await examine(tidemarkForTest({ TEMPORAL_ADDRESS: '127.0.0.1:1' }));
    expect({ code, ok }).toEqual({ code: 1, ok: false });
    expect(of('Temporal')).toMatchObject({ status: 'failed', detail: expect.stringContaining('127.0.0.1:1') as string });
    expect(of('Temporal')?.advice).toContain('--local');
    expect(of('tracking')?.status).toBe('ok');
  });

  it('says that there is no Temporal to be had, without getting one', async () => {
    const tidemark = tidemarkForTest({ PATH: '/nowhere', TIDEMARK_CACHE: '/nowhere' });
    const { code, of } = await examine(tidemark);
    expect(code).toBe(1);
    expect(of('Temporal')?.detail).toContain('TEMPORAL_ADDRESS');
    expect(of('git')).toMatchObject({ status: 'warning', detail: 'not found' });
  });

  it('says which store cannot be used', async () => {
    const tidemark = tidemarkForTest({ TEMPORAL_ADDRESS: await temporalAddress() });
    writeFileSync(join(tidemark.folder, 'file'), 'not a folder');
    mkdirSync(join(tidemark.folder, 'home'));
    writeFileSync(
      join(tidemark.folder, 'home', 'tracking.db'),
      'not a database, but long enough to be taken for one by its size alone. '.repeat(40),
    );
    const broken = tidemarkForTest({
      TEMPORAL_ADDRESS: await temporalAddress(),
      TIDEMARK_HOME: join(tidemark.folder, 'home'),
      TIDEMARK_ARTIFACTS: `file:${join(tidemark.folder, 'file')}`,
    });
    const { code, of } = await examine(broken);
    expect(code).toBe(1);
    expect(of('tracking')).toMatchObject({ status: 'failed' });
    expect(of('artifacts')).toMatchObject({ status: 'failed' });
  });

  it('says that the database is of a newer Tidemark', async () => {
    const tidemark = tidemarkForTest({ TEMPORAL_ADDRESS: await temporalAddress() });
    await tidemark.run('runs', 'list');
    const Database = createRequire(import.meta.url)('better-sqlite3') as new (file: string) => {
      exec(sql: string): void;
      close(): void;
    };
    const database = new Database(join(tidemark.folder, 'home', 'tracking.db'));
    database.exec('INSERT INTO schema_version (version, applied_time) VALUES (999, 0)');
    database.close();
    const { code, of } = await examine(tidemark);
    expect({ code, status: of('tracking')?.status }).toEqual({ code: 1, status: 'failed' });
    expect(of('tracking')?.detail).toContain('999');
  });

  it('names the secrets file that cannot be read', async () => {
    const { code, of } = await examine(tidemarkForTest({ TIDEMARK_SECRETS_FILE: '/nowhere.env' }));
    expect(code).toBe(1);
    expect(of('settings')?.detail).toContain('/nowhere.env');
  });

  it('shows people a line a check', async () => {
    const { stdout } = await tidemarkForTest({ TEMPORAL_ADDRESS: '127.0.0.1:1' }).run('doctor');
    expect(stdout).toMatch(/^✓ Node {8}v\d+/m);
    expect(stdout).toMatch(/^✗ Temporal {4}No Temporal server answers/m);
    expect(stdout).toMatch(/^ {14}Handlers also run without it/m);
  });
});
