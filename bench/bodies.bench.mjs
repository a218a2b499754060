import { execFile } from 'node:child_process';
import { randomFillSync } from 'node:crypto';
import { existsSync, mkdtempSync, openSync, rmSync, writeSync, closeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { tsImport } from 'tsx/esm/api';
import { alone, millis, pair } from './frame.mjs';

const run = promisify(execFile);
const MEGABYTE = 1024 * 1024;
const MEMORY_MEGABYTES = 100;

/** Large bodies, into a store and out of it, beside `cp` and `sha256sum`. In memory where there is a file system in it, so that no disk is measured. */
export async function* benchmark({ quick }) {
  const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'tidemark-bench-'));
  const megabytes = quick ? 64 : 2048;
  const size = quick ? '64 MiB' : '2 GiB';
  const rounds = quick ? 1 : 3;
  const source = join(folder, 'source');
  const copied = () =>
    millis(async () => {
      await run('cp', [source, join(folder, 'copy')]);
      await run('sha256sum', [join(folder, 'copy')]);
      rmSync(join(folder, 'copy'));
    });
  try {
    fill(source, megabytes);
    let grown = 0;
    const measured = async (url, what, how) => {
      const found = await bodyProcess(url, source, how);
      grown = Math.max(grown, found.growthMegabytes);
      return found[what];
    };
    const url = `file:${join(folder, 'store')}`;
    const common = { unit: 'ms', against: 'cp, then sha256sum', theirs: copied, rounds, per: 'theirs/ours' };
    yield await pair({ name: `a file of ${size} into a folder`, ours: () => measured(url, 'putMillis'), atLeast: 1.7, ...common });
    yield await pair({ name: `a stream of ${size} into a folder`, ours: () => measured(url, 'putMillis', 'stream'), ...common });
    yield await pair({ name: `a body of ${size} out of a folder, hashed`, ours: () => measured(url, 'readMillis'), ...common });
    yield await memory(`${size} into a folder and out of it: memory`, grown);
    yield* inS3({ measured, size, common, grown: () => grown, reset: () => (grown = 0) });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function* inS3({ measured, size, common, grown, reset }) {
  const { newS3Url, s3Environment, startS3 } = await tsImport('../test/support/s3.ts', import.meta.url);
  const server = await startS3();
  try {
    Object.assign(process.env, s3Environment(server));
    reset();
    const note = 'versitygw on this machine, on its disk';
    yield await pair({ name: `a file of ${size} into S3`, ours: () => measured(newS3Url(), 'putMillis'), note, ...common, rounds: 1 });
    yield await pair({
      name: `a body of ${size} out of S3, hashed`,
      ours: () => measured(newS3Url(), 'readMillis'),
      note,
      ...common,
      rounds: 1,
    });
    yield await memory(`${size} into S3 and out of it: memory`, grown());
    reset();
    await measured(newS3Url(), 'putMillis', 'stream');
    yield await memory(`a stream of ${size} into S3: memory`, grown());
  } finally {
    await server.stop();
  }
}

const memory = (name, value) =>
  alone({
    name,
    unit: 'MB',
    measure: async () => value,
    rounds: 1,
    atMost: MEMORY_MEGABYTES,
    note: 'peak of the process, less what it began with',
  });

async function bodyProcess(url, source, how = 'file') {
  const { stdout } = await run(process.execPath, [join(import.meta.dirname, 'body-process.mjs'), url, source, how]);
  return JSON.parse(stdout);
}

function fill(path, megabytes) {
  const file = openSync(path, 'w');
  const chunk = Buffer.alloc(MEGABYTE);
  for (let index = 0; index < megabytes; index++) writeSync(file, randomFillSync(chunk));
  closeSync(file);
}
