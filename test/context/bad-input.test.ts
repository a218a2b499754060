import { appendFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  ArtifactStoreError,
  BodyChangedError,
  InvalidArgumentError,
  InvalidChartError,
  InvalidDatasetError,
  InvalidDirectoryError,
  InvalidKeyError,
  ProtectedTagError,
} from 'tidemark';
import type { RunContext } from 'tidemark';
import { runLocal } from '../../src/local/index.js';
import { prepared } from '../datasets/prepared.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { clientOf, errorOf, newestRun, recordedFailure } from './reading.js';

interface Refused {
  readonly error: new (...args: never[]) => Error;
  readonly code: string;
  /** What the error says, with where the fault is. */
  readonly says: RegExp;
  /** Fields of the error. */
  readonly fields?: object;
}

/** Logs in a run whose failure is what the error says, and which leaves no record behind. */
async function refuses(work: (context: RunContext) => unknown, { error, code, says, fields = {} }: Refused, artifacts?: string) {
  const home = temporaryFolder();
  await (await clientOf(home)).protectTag('default', 'prod');
  const handler = async (context: RunContext) => void (await work(context));
  const thrown = await errorOf(runLocal(handler, { home, name: 'bad', ...(artifacts !== undefined && { artifacts }) }));
  expect(thrown).toBeInstanceOf(error);
  expect(thrown).toMatchObject({ code, ...fields });
  expect(thrown.message).toMatch(says);
  expect(await recordedFailure(home)).toMatchObject({ state: 'error', name: error.name, code });
  expect(await (await newestRun(home)).artifactRecords()).toEqual([]);
}

function file(name: string, body: string | Uint8Array): string {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, body);
  return path;
}

describe('bad input is an error with a class and a code, and leaves no record:', () => {
  it('a spec that does not compile, with the path of the fault', () =>
    refuses(
      (context) =>
        context.logChart('c', {
          data: { values: [{ a: 1 }] },
          layer: [{ mark: 'bar' }, { mark: 'point', encoding: { x: { field: 'a', type: 'quantitive' } } }],
        } as never),
      {
        error: InvalidChartError,
        code: 'ERR_INVALID_CHART',
        says: /layer\[1\]\.encoding\.x\.type/,
        fields: { path: 'layer[1].encoding.x.type' },
      },
    ));

  it('columns of unequal length, in a dataset and in a chart', async () => {
    const columns = { a: [1, 2], b: [1] };
    await refuses((context) => context.logDataset('d', columns), {
      error: InvalidDatasetError,
      code: 'ERR_INVALID_DATASET',
      says: /"a" has 2, "b" has 1/,
    });
    await refuses((context) => context.logChart('c', { data: columns, mark: 'bar' } as never), {
      error: InvalidChartError,
      code: 'ERR_INVALID_CHART',
      says: /unequal length \(a has 2, b has 1\)/,
    });
  });

  it('a Parquet file that is cut short', async () => {
    const { bytes } = await prepared('whole', { a: [1, 2, 3] });
    for (const length of [bytes.length - 9, 20, 3, 0])
      await refuses((context) => context.logDataset('d', { localPath: file('cut.parquet', bytes.subarray(0, length)) }), {
        error: InvalidDatasetError,
        code: 'ERR_INVALID_DATASET',
        says: /Dataset "d".*Parquet/s,
      });
  });

  it('a CSV file with a broken row, with its line', () =>
    refuses((context) => context.logDataset('d', { localPath: file('broken.csv', 'a,b\n1,2\n"x\ny",3\n4\n') }), {
      error: InvalidDatasetError,
      code: 'ERR_INVALID_DATASET',
      says: /line 5 has 1 value, and its header 2/,
      fields: { line: 5 },
    }));

  it('a directory with a link out of itself', () => {
    const folder = join(temporaryFolder(), 'site');
    mkdirSync(folder);
    symlinkSync('/etc/hostname', join(folder, 'name'));
    return refuses((context) => context.logArtifact('site', { localPath: folder }), {
      error: InvalidDirectoryError,
      code: 'ERR_INVALID_DIRECTORY',
      says: /"name" in it is a link that leads out of it/,
    });
  });

  it('a name with path separators: of a key, a file, a file of a directory', async () => {
    for (const key of ['a/b', 'a\\b', '../a'])
      await refuses((context) => context.logArtifact(key, { body: 'x' }), {
        error: InvalidKeyError,
        code: 'ERR_INVALID_KEY',
        says: /letters, digits/,
      });
    for (const localPath of ['a/b.txt', '../b.txt', '/b.txt'])
      await refuses((context) => context.logArtifact('a', { body: 'x', localPath }), {
        error: InvalidArgumentError,
        code: 'ERR_INVALID_ARGUMENT',
        says: /b\.txt/,
      });
    for (const path of ['../b.txt', '/b.txt', 'a\\b.txt'])
      await refuses((context) => context.logArtifact('a', { files: { [path]: 'x' } }), {
        error: InvalidDirectoryError,
        code: 'ERR_INVALID_DIRECTORY',
        says: /b\.txt/,
      });
  });

  it('a tag that is protected', () =>
    refuses((context) => context.logModel('m', { body: 'x', tag: 'prod' }), {
      error: ProtectedTagError,
      code: 'ERR_PROTECTED_TAG',
      says: /prod.*protected/s,
    }));

  it('a store without permission', () =>
    // Nobody may make a folder there, not even root.
    refuses(
      (context) => context.logArtifact('a', { body: 'x' }),
      { error: ArtifactStoreError, code: 'ERR_ARTIFACT_STORE', says: /Writing .*\/sys\/tidemark.* failed \((EACCES|EPERM|EROFS|ENOENT)\)/ },
      'file:/sys/tidemark',
    ));

  it('a body that changes while it is read', async () => {
    const path = file('growing.bin', Buffer.alloc(30_000_000, 1));
    const writing = setInterval(() => appendFileSync(path, 'more'), 1);
    onTestFinished(() => clearInterval(writing));
    await refuses((context) => context.logArtifact('a', { localPath: path }), {
      error: BodyChangedError,
      code: 'ERR_BODY_CHANGED',
      says: /growing\.bin/,
      fields: { retryable: true },
    });
  });
});
