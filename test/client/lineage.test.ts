import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { ArtifactNotFoundError, InvalidArgumentError } from 'tidemark';
import type { RunContext } from 'tidemark';
import type { Lineage, TidemarkClient } from '../../src/client/index.js';
import { lineageTree } from '../../src/cli/print/lineage.js';
import { runLocal } from '../../src/local/index.js';
import { clientOf, errorOf } from '../context/reading.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const uri = (key: string) => `store://artifacts/default/${key}`;
let client: TidemarkClient;
let file: string;

/** A run that reads inputs and logs one artifact under `out`. */
const step = (home: string, name: string, inputs: Record<string, string>) =>
  runLocal(
    async (context: RunContext) => {
      for (const key of Object.keys(inputs)) await context.getInput(key).text();
      context.logArtifact('out', { body: `of ${name}` });
    },
    { home, name, inputs },
  );

// file -> clean -> train -> evaluate -> report, and train -> publish
beforeAll(async () => {
  const home = temporaryFolder();
  file = join(home, 'raw.csv');
  writeFileSync(file, 'a,b\n');
  await step(home, 'clean', { raw: file });
  await step(home, 'train', { data: uri('clean_out') });
  await step(home, 'evaluate', { model: uri('train_out'), data: uri('clean_out') });
  await step(home, 'publish', { model: uri('train_out') });
  await step(home, 'report', { scores: uri('evaluate_out') });
  client = await clientOf(home);
});

/** Names in the place of uids. */
function named({ nodes, edges }: Lineage): string[] {
  const names = new Map(
    nodes.map((node) => [
      node.id,
      node.type === 'run' ? node.run.name : node.type === 'file' ? 'file' : (node.record?.dbKey ?? node.uri.replace(/@.*/, ' deleted')),
    ]),
  );
  return edges.map(({ type, from, to, key }) => `${names.get(from)} ${type} ${names.get(to)} ${key}`).toSorted();
}

describe('lineage', () => {
  it('goes up to what an artifact was made from', async () => {
    expect(named(await client.lineage(uri('evaluate_out'), { direction: 'up' }))).toEqual([
      'clean logged clean_out out',
      'clean_out read evaluate data',
      'clean_out read train data',
      'evaluate logged evaluate_out out',
      'file read clean raw',
      'train logged train_out out',
      'train_out read evaluate model',
    ]);
  });

  it('goes down to what was made from it', async () => {
    expect(named(await client.lineage(uri('train_out'), { direction: 'down' }))).toEqual([
      'evaluate logged evaluate_out out',
      'evaluate_out read report scores',
      'publish logged publish_out out',
      'report logged report_out out',
      'train_out read evaluate model',
      'train_out read publish model',
    ]);
  });

  it('goes both ways, as many runs far as it is told', async () => {
    const lineage = await client.lineage(uri('train_out'), { depth: 1 });
    expect(named(lineage)).toEqual([
      'clean_out read train data',
      'evaluate logged evaluate_out out',
      'publish logged publish_out out',
      'train logged train_out out',
      'train_out read evaluate model',
      'train_out read publish model',
    ]);
    expect(lineage.root).toBe((await client.getArtifact(uri('train_out'))).uid);
    const [up, down] = await Promise.all([
      client.lineage(uri('train_out'), { direction: 'up' }),
      client.lineage(uri('train_out'), { direction: 'down' }),
    ]);
    expect(named(await client.lineage(uri('train_out')))).toEqual([...named(up), ...named(down)].toSorted());
  });

  it('is a tree on the command line', async () => {
    const text = lineageTree(await client.lineage(uri('train_out'))).replaceAll(/\b[0-9a-f]{8}\b/g, '<uid>');
    expect(text.replace(file, 'raw.csv')).toBe(
      [
        'store://artifacts/default/train_out:v1',
        '├─ logged by a run as out  train <uid>  completed',
        '│  └─ which had read data  store://artifacts/default/clean_out:v1',
        '│     └─ logged by a run as out  clean <uid>  completed',
        '│        └─ which had read raw  raw.csv',
        '├─ read by a run as model  evaluate <uid>  completed',
        '│  └─ which logged out  store://artifacts/default/evaluate_out:v1',
        '│     └─ read by a run as scores  report <uid>  completed',
        '│        └─ which logged out  store://artifacts/default/report_out:v1',
        '└─ read by a run as model  publish <uid>  completed',
        '   └─ which logged out  store://artifacts/default/publish_out:v1',
      ].join('\n'),
    );
  });

  it('says what was deleted', async () => {
    const home = temporaryFolder();
    await step(home, 'clean', {});
    await step(home, 'train', { data: uri('clean_out') });
    const other = await clientOf(home);
    await other.deleteArtifact(uri('clean_out'), { force: true });
    const lineage = await other.lineage(uri('train_out'));
    expect(named(lineage)).toEqual(['store://artifacts/default/clean_out deleted read train data', 'train logged train_out out']);
    expect(lineageTree(lineage)).toMatch(/which had read data {2}store:\/\/artifacts\/default\/clean_out\^[0-9a-f]{32} {2}deleted$/);
  });

  it('of an artifact that there is not, or by options that make no sense, is refused', async () => {
    expect(await errorOf(client.lineage(uri('none')))).toBeInstanceOf(ArtifactNotFoundError);
    for (const options of [{ depth: 0 }, { depth: 1.5 }, { direction: 'left' as never }]) {
      expect(await errorOf(client.lineage(uri('train_out'), options))).toBeInstanceOf(InvalidArgumentError);
    }
  });
});
