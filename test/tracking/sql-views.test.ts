import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { toTagged } from '../../src/core/index.js';
import { openTrackingStore } from '../../src/tracking/index.js';
import { completed, draft, logged, newUid, opening, T0 } from '../contracts/tracking-store/story.js';
import { python } from '../support/python.js';
import { temporaryFolder } from './temporary-folder.js';

const folder = temporaryFolder();
const docs = readFileSync(join(import.meta.dirname, '../../docs/sql-views.md'), 'utf8');

const READ = `
import json, sqlite3, sys
import pandas as pd
with sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True) as database:
    frame = pd.read_sql(sys.argv[2], database)
print(json.dumps({"dtypes": frame.dtypes.astype(str).to_dict(), "rows": json.loads(frame.to_json(orient="records", double_precision=15))}))
`;

describe('the SQL views', () => {
  it('are read by pandas, with what the store says', async () => {
    const path = `${folder()}/views.db`;
    const store = await openTrackingStore(`sqlite:${path}`);
    const read = async (sql: string) =>
      JSON.parse(await python(READ, path, sql)) as { dtypes: Record<string, string>; rows: Record<string, unknown>[] };
    const [done, failed] = [newUid(), newUid()];
    const artifact = draft('model', { kind: 'model', tags: ['best'], labels: { a: 'b' } });
    await logged(store, opening(done, { run: { parentUid: 'pp', workflowId: 'w', tree: 'pp' } }), [
      { type: 'metric', key: 'old', step: 1, value: 1 },
      { type: 'artifact', artifact: draft('lost') },
    ]);
    await completed(store, opening(done, { labels: { owner: 'ann' }, parameters: { p: [1, 'x'] } }), [
      { type: 'result', key: 'accuracy', value: 0.5 },
      { type: 'result', key: 'nan', value: toTagged(NaN) },
      { type: 'metric', key: 'loss', step: 1, value: 0.25 },
      { type: 'metric', key: 'loss', step: 2, value: NaN },
      { type: 'artifact', artifact },
    ]);
    await store.openAttempt(opening(failed, { time: T0 + 60_000, run: { name: 'other' } }));
    await store.closeAttempt({
      uid: failed,
      attempt: 1,
      time: T0 + 61_500,
      state: 'error',
      error: { name: 'TypeError', message: 'no "x"' },
    });

    const runs = await read('SELECT * FROM runs_v1 ORDER BY start_time');
    expect(
      runs.rows.map(({ parameters, results, labels, ...row }) => ({
        ...row,
        json: [parameters, results, labels].map((text) => JSON.parse(String(text))),
      })),
    ).toEqual([
      {
        uid: done,
        name: 'train',
        project: 'demo',
        kind: 'step',
        state: 'completed',
        attempt: 2,
        parent_uid: 'pp',
        workflow_id: 'w',
        start_time: '2026-01-02T03:04:05.678Z',
        end_time: '2026-01-02T03:04:06.678Z',
        duration_seconds: 1,
        error: null,
        json: [{ p: [1, 'x'] }, { accuracy: 0.5, nan: toTagged(NaN) }, { owner: 'ann' }],
      },
      {
        uid: failed,
        name: 'other',
        project: 'demo',
        kind: 'step',
        state: 'error',
        attempt: 1,
        parent_uid: null,
        workflow_id: null,
        start_time: '2026-01-02T03:05:05.678Z',
        end_time: '2026-01-02T03:05:07.178Z',
        duration_seconds: 1.5,
        error: 'TypeError: no "x"',
        json: [{}, {}, {}],
      },
    ]);
    expect(runs.dtypes).toMatchObject({ duration_seconds: 'float64', attempt: 'int64' });

    expect(await read('SELECT * FROM metrics_v1 ORDER BY step')).toEqual({
      dtypes: { run_uid: 'str', key: 'str', step: 'int64', value: 'float64', time: 'str' },
      rows: [
        { run_uid: done, key: 'loss', step: 1, value: 0.25, time: '2026-01-02T03:04:05.681Z' },
        { run_uid: done, key: 'loss', step: 2, value: null, time: '2026-01-02T03:04:05.682Z' },
      ],
    });

    const { uri: _uri, ...record } = (await store.listArtifacts())[0] ?? {};
    expect(record).toMatchObject({ uid: artifact.uid, version: 1 });
    expect((await read('SELECT * FROM artifacts_v1')).rows).toEqual([
      {
        uid: artifact.uid,
        run_uid: done,
        project: 'demo',
        kind: 'model',
        key: 'model',
        db_key: 'train_model',
        version: 1,
        tree: 'pp',
        iteration: 0,
        tags: '["best","latest"]',
        created: '2026-01-02T03:04:05.683Z',
        media_type: 'text/plain',
        size: 3,
        sha256: artifact.sha256,
        target: artifact.target,
        labels: '{"a":"b"}',
      },
    ]);
    await store.close();
  });

  it('have the columns that docs/sql-views.md lists', async () => {
    const path = `${folder()}/columns.db`;
    await (await openTrackingStore(`sqlite:${path}`)).close();
    const database = new Database(path);
    for (const view of ['runs_v1', 'metrics_v1', 'artifacts_v1']) {
      const section = docs.split(`## \`${view}\``)[1]?.split('##')[0] ?? '';
      const listed = [...section.matchAll(/^\| `(\w+)` \|/gm)].map(([, column]) => column);
      expect(listed).toEqual(database.prepare(`SELECT name FROM pragma_table_info('${view}')`).pluck().all());
    }
    database.close();
  });

  it('work with the example of docs/sql-views.md', async () => {
    const store = await openTrackingStore(`sqlite:${folder()}/.tidemark/tracking.db`);
    for (const accuracy of [0.25, 0.75]) {
      await completed(store, opening(newUid()), [
        { type: 'result', key: 'accuracy', value: accuracy },
        { type: 'metric', key: 'loss', step: 1, value: 1 - accuracy },
        { type: 'artifact', artifact: draft('m', { kind: 'model' }) },
      ]);
    }
    await store.close();
    const example = /```python\n(.*?)```/s.exec(docs)?.[1] ?? '';
    const printed = await python(
      `import os, sys; os.chdir(sys.argv[1]); import pandas; pandas.set_option("display.width", 400, "display.max_columns", 40)\n${example}`,
      folder(),
    );
    expect(printed).toMatch(/results\.accuracy\n.*0\.75\n.*0\.25\n/);
    const query = /```sql\n(.*?)```/s.exec(docs)?.[1] ?? '';
    const database = new Database(`${folder()}/.tidemark/tracking.db`);
    expect(database.prepare(query).all()).toEqual([
      { name: 'train', accuracy: 0.75, db_key: 'train_m', version: 2 },
      { name: 'train', accuracy: 0.25, db_key: 'train_m', version: 1 },
    ]);
    database.close();
  });
});
