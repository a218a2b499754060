import fc from 'fast-check';
import { Client } from 'pg';
import { describe, expect, it } from 'vitest';
import { openTrackingStore } from '../../src/tracking/index.js';
import { decodeText, encodeText } from '../../src/tracking/drivers/postgres/text.js';
import { completed, draft, newUid, opening, T0 } from '../contracts/tracking-store/story.js';
import { postgresServer } from './postgres-server.js';

const server = postgresServer();

/** Any text, with much of what PostgreSQL cannot store, raw and as escapes. */
const text = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('\0', '\ud800', '\udfff', '\u001a', '\\', '\\u0000', '\\u001a', 'ud800', '0000', 'é'),
    ),
  )
  .map((parts) => parts.join(''));

describe('text in PostgreSQL', () => {
  it('is stored as it is, unless it has a character that cannot be', () => {
    expect(encodeText('plain "text"\n\\n {"a":"\\u00e9"} 💡 \\\\u0000')).toBe('plain "text"\n\\n {"a":"\\u00e9"} 💡 \\\\u0000');
    expect(encodeText('a\0b')).toBe('a\u001a0000b');
    expect(encodeText(JSON.stringify('a\0b\ud83d'))).toBe('"a\\u001a0000b\\u001ad83d"');
  });

  it('comes back as it was, raw and in JSON', () => {
    fc.assert(
      fc.property(text, (any) => {
        expect(decodeText(encodeText(any))).toBe(any);
        expect(JSON.parse(decodeText(encodeText(JSON.stringify({ [any]: any }))))).toEqual({ [any]: any });
        expect(encodeText(any)).not.toMatch(/[\0\p{Cs}]/u);
      }),
      { numRuns: 500 },
    );
  });

  it('of every field comes back as it was logged, and lets every view be read', async () => {
    const url = server().newStoreUrl();
    const store = await openTrackingStore(url);
    await fc.assert(
      fc.asyncProperty(text, async (start) => {
        const any = `${start}${newUid()}`;
        const request = opening(newUid(), {
          labels: { [`l${any}`]: any },
          parameters: { [`p${any}`]: any },
          inputs: { [any]: { uri: any } },
          host: any,
          run: { name: any, project: any, workflowId: any, handler: any, source: { file: any } },
        });
        const artifact = draft('m', { dbKey: any, labels: { [any]: any }, spec: { fileName: any }, tags: [any], target: any });
        await completed(store, request, [
          { type: 'result', key: `r${any}`, value: [any] },
          { type: 'annotation', key: any, value: any },
          { type: 'metric', key: any, step: 1, value: 1 },
          { type: 'log', level: 'info', stream: 'logger', message: any, fields: { [any]: any } },
          { type: 'artifact', artifact },
        ]);
        const { uid } = request.run;
        expect(await store.getRun(uid)).toMatchObject({
          name: any,
          project: any,
          workflowId: any,
          handler: any,
          source: { file: any },
          labels: { [`l${any}`]: any },
          parameters: { [`p${any}`]: any },
          inputs: { [any]: any },
          results: { [`r${any}`]: [any] },
          annotations: { [any]: any },
          metrics: { [any]: { count: 1 } },
          attempts: [{ host: any }],
        });
        expect(await store.logs(uid)).toMatchObject([{ message: any, fields: { [any]: any } }]);
        expect(await store.listRuns({ name: any, labels: { [`l${any}`]: any } })).toMatchObject([{ uid }]);
        expect(await store.listArtifacts({ dbKey: any, tag: any, project: any })).toMatchObject([
          { dbKey: any, labels: { [any]: any }, spec: { fileName: any }, tags: [any, 'latest'].toSorted(byBytes), target: any },
        ]);
        await store.settleRun({
          run: { ...request.run, uid: newUid() },
          time: T0,
          state: 'error',
          statusReason: any,
          error: { name: any, message: any },
        });
        expect(await store.listRuns({ name: any, state: 'error' })).toMatchObject([
          { statusReason: any, error: { name: any, message: any } },
        ]);
      }),
      { numRuns: 30, examples: [['\0'], ['\ud800 \udc00'], ['\\u0000\u001a']] },
    );
    await store.close();
    const client = new Client(server().url);
    await client.connect();
    await client.query(`SET search_path TO ${String(new URL(url).searchParams.get('schema'))}`);
    // PostgreSQL itself takes the texts apart.
    const runs = await client.query(
      `SELECT json_each_text(results::json), json_each_text(labels::json), error FROM runs_v1 WHERE results <> '{}'`,
    );
    expect(runs.rows.length).toBeGreaterThan(20);
    const artifacts = await client.query('SELECT json_array_elements_text(tags::json), json_each_text(labels::json) FROM artifacts_v1');
    expect(artifacts.rows.length).toBeGreaterThan(40);
    await client.end();
  });
});

function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(encodeText(a)), Buffer.from(encodeText(b)));
}
