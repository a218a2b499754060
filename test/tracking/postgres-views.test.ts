import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toTagged } from '../../src/core/index.js';
import { openTrackingStore } from '../../src/tracking/index.js';
import type { TrackingStore } from '../../src/tracking/index.js';
import { completed, draft, logged, newUid, opening, T0 } from '../contracts/tracking-store/story.js';
import { python } from '../support/python.js';
import { postgresServer } from './postgres-server.js';
import { temporaryFolder } from './temporary-folder.js';

const server = postgresServer();
const folder = temporaryFolder();
const documentation = (name: string) => readFileSync(join(import.meta.dirname, '../../docs', name), 'utf8');

let client: Client;
beforeAll(async () => {
  client = new Client(server().url);
  await client.connect();
});
afterAll(() => client.end());

describe('the SQL views in PostgreSQL', () => {
  it('say what those in SQLite say', async () => {
    const url = server().newStoreUrl();
    const stores = [await openTrackingStore(url), await openTrackingStore(`sqlite:${folder()}/same.db`)];
    const [done, failed] = [
      opening(newUid(), { labels: { owner: 'ann' }, parameters: { p: [1, 'x'], q: null } }),
      opening(newUid(), { time: T0 + 60_000 }),
    ];
    const artifact = draft('model', { kind: 'model', tags: ['best'], labels: { a: 'b' } });
    for (const store of stores) await tellStory(store, { done, failed, artifact });
    await Promise.all(stores.map((store) => store.close()));
    await client.query(`SET search_path TO ${String(new URL(url).searchParams.get('schema'))}`);
    const inSqlite = JSON.parse(await python(READ_SQLITE, `${folder()}/same.db`)) as Record<string, unknown[]>;
    for (const [view, order] of [
      ['runs_v1', 'start_time'],
      ['metrics_v1', 'step'],
      ['artifacts_v1', 'uid'],
    ] as const) {
      const { rows } = await client.query<Record<string, unknown>>(`SELECT to_json(v)::text AS row FROM ${view} v ORDER BY ${order}`);
      expect(rows.map(({ row }) => JSON.parse(String(row)) as unknown)).toEqual(inSqlite[view]);
    }
    expect(inSqlite['runs_v1']).toHaveLength(2);
    expect(inSqlite['artifacts_v1']).toHaveLength(1);
  });

  it('have the columns that docs/sql-views.md lists', async () => {
    await (await openTrackingStore(server().url)).close();
    for (const view of ['runs_v1', 'metrics_v1', 'artifacts_v1']) {
      const section = documentation('sql-views.md').split(`## \`${view}\``)[1]?.split('##')[0] ?? '';
      const listed = [...section.matchAll(/^\| `(\w+)` \|/gm)].map(([, column]) => column);
      const { fields } = await client.query(`SELECT * FROM public.${view} LIMIT 0`);
      expect(fields.map(({ name }) => name)).toEqual(listed);
    }
  });

  it('are read by pandas, as in the example of docs/postgresql.md', async () => {
    const store = await openTrackingStore(server().url);
    for (const accuracy of [0.25, 0.75]) {
      await completed(store, opening(newUid()), [
        { type: 'result', key: 'accuracy', value: accuracy },
        { type: 'metric', key: 'loss', step: 1, value: accuracy === 0.25 ? NaN : Infinity },
      ]);
    }
    await store.close();
    const example = /```python\n(.*?)```/s.exec(documentation('postgresql.md'))?.[1] ?? '';
    expect(example).toContain('postgres://reader@db.example/tidemark');
    const printed = await python(`${example.replace('postgres://reader@db.example/tidemark', server().url)}${PRINT_TYPES}`);
    expect(printed).toMatch(/train\s+0\.75\n.*train\s+0\.25\n/);
    expect(printed).toContain('{"uid": "str", "attempt": "int64", "duration_seconds": "float64", "start_time": "str"}');
    expect(printed).toContain('{"step": "float64", "value": "float64", "values": ["inf", "nan"]}');
  });
});

const READ_SQLITE = `
import json, sqlite3, sys
with sqlite3.connect(sys.argv[1]) as database:
    database.row_factory = sqlite3.Row
    views = {"runs_v1": "start_time", "metrics_v1": "step", "artifacts_v1": "uid"}
    print(json.dumps({view: [dict(row) for row in database.execute(f"SELECT * FROM {view} ORDER BY {order}")] for view, order in views.items()}))
`;

const PRINT_TYPES = `
import json
print(json.dumps(runs.dtypes.astype(str)[["uid", "attempt", "duration_seconds", "start_time"]].to_dict()))
print(json.dumps({**loss.dtypes.astype(str)[["step", "value"]].to_dict(), "values": sorted(map(str, loss["value"]))}))
`;

interface Story {
  readonly done: ReturnType<typeof opening>;
  readonly failed: ReturnType<typeof opening>;
  readonly artifact: ReturnType<typeof draft>;
}

async function tellStory(store: TrackingStore, { done, failed, artifact }: Story): Promise<void> {
  await logged(store, { ...done, nonce: newUid() }, [
    { type: 'metric', key: 'old', step: 1, value: 1 },
    { type: 'artifact', artifact: draft('lost') },
  ]);
  await completed(store, done, [
    { type: 'result', key: 'accuracy "of" it', value: 0.5 },
    { type: 'result', key: 'nan', value: toTagged(NaN) },
    { type: 'metric', key: 'loss', step: 1, value: 0.25 },
    { type: 'metric', key: 'loss', step: 2.5, value: -1e300 },
    { type: 'artifact', artifact },
  ]);
  await store.openAttempt(failed);
  const error = { name: 'TypeError', message: 'no "x"' };
  await store.closeAttempt({ uid: failed.run.uid, attempt: 1, time: T0 + 61_500, state: 'error', error });
}
