import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { createServer } from 'node:net';
import { appendFileSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { ArtifactOptions, ArtifactRecord, RunContext } from 'tidemark';
import { runLocal } from '../../src/local/index.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { clientOf, errorOf } from './reading.js';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** A folder with these files. */
function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = join(temporaryFolder(), 'data');
  mkdirSync(folder);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

async function logged(home: string, options: ArtifactOptions): Promise<ArtifactRecord> {
  let record: ArtifactRecord | undefined;
  await runLocal(async (context: RunContext) => void (record = await context.logArtifact('data', options)), { home, name: 'run' });
  if (record === undefined) throw new Error('nothing was logged');
  return record;
}

const FILES = { 'a.txt': 'one', 'sub/b.txt': 'two!', 'sub/deep/c.txt': 'one', '.hidden': '', 'été 🙂.txt': 'é' };

describe('a directory', () => {
  it('is stored file by file under a manifest, and its record says how many files and bytes', async () => {
    const home = temporaryFolder();
    const record = await logged(home, { localPath: folderOf(FILES) });
    expect(record).toMatchObject({
      kind: 'artifact',
      mediaType: 'application/vnd.tidemark.directory.v1+json',
      size: 12,
      spec: { fileName: 'data', directory: { files: 5, size: 12 } },
      // Two files have the same bytes.
      status: { bodies: { stored: 4, reused: 1 } },
    });
    const manifest = readFileSync(fileURLToPath(record.target), 'utf8');
    expect(sha256(manifest)).toBe(record.sha256);
    const { version, files } = JSON.parse(manifest) as { version: number; files: { path: string; sha256: string; size: number }[] };
    expect(version).toBe(1);
    expect(files.map(({ path, sha256: digest }) => [path, digest])).toEqual([
      ['.hidden', sha256('')],
      ['a.txt', sha256('one')],
      ['sub/b.txt', sha256('two!')],
      ['sub/deep/c.txt', sha256('one')],
      ['été 🙂.txt', sha256('é')],
    ]);
  });

  it('logged again unchanged is the same bytes, and only what changed is sent', async () => {
    const home = temporaryFolder();
    const folder = folderOf(FILES);
    const first = await logged(home, { localPath: `${folder}/` });
    const again = await logged(home, { localPath: folder });
    expect(again).toMatchObject({ sha256: first.sha256, target: first.target, status: { bodies: { stored: 0, reused: 5 } } });
    writeFileSync(join(folder, 'a.txt'), 'three');
    const changed = await logged(home, { localPath: folder });
    expect(changed.status.bodies).toEqual({ stored: 1, reused: 4 });
    expect(changed.sha256).not.toBe(first.sha256);
    const client = await clientOf(home);
    expect(await client.getDataItem(first.uri).file('a.txt').text()).toBe('one');
    expect(await client.getDataItem(changed.uri).file('a.txt').text()).toBe('three');
  });

  it('is read file by file, or written out whole', async () => {
    const home = temporaryFolder();
    const record = await logged(home, { localPath: folderOf(FILES) });
    const item = (await clientOf(home)).getDataItem(record.uri);
    expect(await item.list()).toEqual(['.hidden', 'a.txt', 'sub/b.txt', 'sub/deep/c.txt', 'été 🙂.txt']);
    expect(await item.stat()).toMatchObject({ size: 12, mediaType: record.mediaType });
    const file = item.file('sub/b.txt');
    expect([await file.text(), await file.get({ offset: 1, size: 2, encoding: 'utf8' }), file.suffix]).toEqual(['two!', 'wo', '.txt']);
    expect(await file.stat()).toMatchObject({ size: 4, mediaType: 'text/plain' });
    expect(readFileSync(await file.local(), 'utf8')).toBe('two!');
    await expect(item.file('sub/none.txt').text()).rejects.toMatchObject({ code: 'ERR_INPUT_NOT_FOUND' });
    await expect(item.text()).rejects.toThrow(/is a directory, which has no body of its own but 5 files/);

    const out = join(temporaryFolder(), 'new', 'tree');
    expect(await item.download(out)).toBe(out);
    expect(filesUnder(out)).toEqual(FILES);
    expect(readdirSync(dirname(out))).toEqual(['tree']);
    const local = await item.local();
    expect(local.endsWith('/data')).toBe(true);
    expect(filesUnder(local)).toEqual(FILES);
    expect(await item.local()).toBe(local);
    await expect(item.download(out)).rejects.toMatchObject({ code: 'ERR_INVALID_ARGUMENT' });
    expect(filesUnder(out)).toEqual(FILES);
  });

  it('may be given as files, and may be empty', async () => {
    const home = temporaryFolder();
    const bytes = Buffer.from('bytes');
    async function* chunks() {
      yield Buffer.from('stre');
      yield Buffer.from('am');
    }
    const local = join(folderOf({ 'x.bin': 'local' }), 'x.bin');
    const run = await runLocal(
      (context: RunContext) => {
        context.logArtifact('data', { files: { 't.txt': 'text', 'in/b': bytes, s: chunks(), l: { localPath: local } } });
        context.logArtifact('none', { files: {} });
        bytes.fill(0);
      },
      { home },
    );
    expect(filesUnder(await run.artifact('data').local())).toEqual({ 't.txt': 'text', 'in/b': 'bytes', s: 'stream', l: 'local' });
    expect(await run.artifact('none').list()).toEqual([]);
    expect(filesUnder(await run.artifact('none').download(join(temporaryFolder(), 'empty')))).toEqual({});
  });

  it('stays where it is with upload: false, and its files are checked when they are read', async () => {
    const home = temporaryFolder();
    const folder = folderOf({ 'a.txt': 'one' });
    const record = await logged(home, { localPath: folder, upload: false });
    expect(record.status.bodies).toEqual({ stored: 0, reused: 0 });
    const file = (await clientOf(home)).getDataItem(record.uri).file('a.txt');
    expect(await file.text()).toBe('one');
    expect(await file.local()).toBe(join(folder, 'a.txt'));
    appendFileSync(join(folder, 'a.txt'), '!');
    await expect(file.text()).rejects.toMatchObject({ code: 'ERR_ARTIFACT_CORRUPT' });
  });

  it('keeps no empty folders, and follows links that stay inside', async () => {
    const home = temporaryFolder();
    const folder = folderOf({ 'a.txt': 'one', 'sub/b.txt': 'two' });
    mkdirSync(join(folder, 'empty'));
    symlinkSync('a.txt', join(folder, 'link.txt'));
    symlinkSync('sub', join(folder, 'linked'));
    const record = await logged(home, { localPath: folder });
    const item = (await clientOf(home)).getDataItem(record.uri);
    expect(await item.list()).toEqual(['a.txt', 'link.txt', 'linked/b.txt', 'sub/b.txt']);
  });

  it('as an input is known by its manifest, whichever file is read', async () => {
    const home = temporaryFolder();
    const record = await logged(home, { localPath: folderOf(FILES) });
    const read = async (context: RunContext) => [await context.getInput('in').file('a.txt').text(), await context.getInput('in').list()];
    const run = await runLocal(read, { home, name: 'reader', inputs: { in: record.uri } });
    expect(run.results['return']).toEqual(['one', Object.keys(FILES).toSorted()]);
    const { openTrackingStore } = await import('../../src/tracking/index.js');
    const store = await openTrackingStore(`sqlite:${join(home, 'tracking.db')}`);
    expect(await store.inputs(run.uid)).toMatchObject([{ uri: record.uri, sha256: record.sha256, size: 12 }]);
    await store.close();
  });

  it('reads the same from a local folder', async () => {
    const folder = folderOf(FILES);
    const read = async (context: RunContext) => {
      const item = context.getInput('in');
      return [await item.list(), (await item.stat()).size, await item.file('sub/b.txt').text(), await item.local()];
    };
    const run = await runLocal(read, { home: temporaryFolder(), inputs: { in: folder } });
    expect(run.results['return']).toEqual([Object.keys(FILES).toSorted(), 12, 'two!', folder]);
  });
});

describe('a directory is refused', () => {
  const refused = async (folder: string, home = temporaryFolder()) => {
    const error = await errorOf(logged(home, { localPath: folder }));
    expect(await (await clientOf(home)).listArtifacts({ includePending: true })).toEqual([]);
    return error;
  };

  it.each([
    ['out of it', '../secret.txt', /link\.txt" in it is a link that leads out of it, to .*secret\.txt/],
    ['out of it by an absolute path', '/etc/passwd', /leads out of it, to \/etc\/passwd/],
    ['nowhere', 'missing.txt', /leads nowhere \(ENOENT\)/],
    ['round in a circle', '.', /is a link to a folder that it is in/],
    ['to itself', 'link.txt', /leads nowhere \(ELOOP\)/],
  ])('with a link that leads %s', async (_, target, message) => {
    const folder = folderOf({ 'a.txt': 'one' });
    writeFileSync(join(folder, '../secret.txt'), 'secret');
    symlinkSync(target, join(folder, 'link.txt'));
    const error = await refused(folder);
    expect(error).toMatchObject({ name: 'InvalidDirectoryError', code: 'ERR_INVALID_DIRECTORY' });
    expect(error.message).toMatch(message);
  });

  it('with a folder beside it that begins with its name behind a link', async () => {
    const folder = folderOf({ 'a.txt': 'one' });
    mkdirSync(`${folder}-other`);
    symlinkSync(`${folder}-other`, join(folder, 'link'));
    expect(await refused(folder)).toMatchObject({ code: 'ERR_INVALID_DIRECTORY' });
  });

  it('with a pipe or a socket in it', async () => {
    const folder = folderOf({ 'a.txt': 'one' });
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    expect((await refused(folder)).message).toContain('"pipe" in it is a pipe, and only files can be stored');
    rmSync(join(folder, 'pipe'));
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(join(folder, 'socket'), resolve));
    expect((await refused(folder)).message).toContain('"socket" in it is a socket');
    server.close();
  });

  it.each(['line\nbreak', 'back\\slash', 'bell\u0007'])('with a file named %j', async (name) => {
    const folder = folderOf({ 'sub/a.txt': 'one' });
    writeFileSync(join(folder, 'sub', name), '');
    expect(await refused(folder)).toMatchObject({ code: 'ERR_INVALID_DIRECTORY' });
  });

  it('with a file whose name is not UTF-8', async () => {
    const folder = folderOf({ 'a.txt': 'one' });
    writeFileSync(Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0x66, 0xff])]), '');
    expect((await refused(folder)).message).toContain('is not valid Unicode');
  });

  it('with a file that is written to while it is read', async () => {
    const folder = folderOf({ 'a.txt': 'x' });
    const path = join(folder, 'big.bin');
    writeFileSync(path, Buffer.alloc(64 * 1024 * 1024));
    let writing = true;
    const writer = (async () => {
      for (let at = 0; writing; at++) {
        appendFileSync(path, String(at));
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
    })();
    const error = await refused(folder);
    writing = false;
    await writer;
    expect(error).toMatchObject({ name: 'BodyChangedError', code: 'ERR_BODY_CHANGED' });
    expect(error.message).toContain('big.bin changed while it was read');
  });

  it.each(['../out.txt', '/abs.txt', 'a//b', 'C:/x', ''])('with the path %j among its files', async (path) => {
    expect(await errorOf(logged(temporaryFolder(), { files: { [path]: 'x' } }))).toMatchObject({ code: 'ERR_INVALID_DIRECTORY' });
  });

  it('with content that is none, or options that no directory has', async () => {
    const files = { 'a.txt': 7 as never };
    expect(await errorOf(logged(temporaryFolder(), { files }))).toMatchObject({ code: 'ERR_INVALID_ARGUMENT' });
    for (const options of [{ body: 'x' }, { localPath: 'x' }, { mediaType: 'text/plain' }, { format: 'txt' }]) {
      expect(await errorOf(logged(temporaryFolder(), { files: { a: 'x' }, ...options }))).toMatchObject({ code: 'ERR_INVALID_ARGUMENT' });
    }
    const mediaType = 'application/vnd.tidemark.directory.v1+json';
    expect(await errorOf(logged(temporaryFolder(), { body: '{}', mediaType }))).toMatchObject({ code: 'ERR_INVALID_ARGUMENT' });
  });
});

describe('a stored directory that somebody changed', () => {
  it('is found out file by file, and nothing of it is left behind', async () => {
    const home = temporaryFolder();
    const record = await logged(home, { localPath: folderOf({ 'a.txt': 'one', 'b.txt': 'two' }) });
    const { files } = JSON.parse(readFileSync(fileURLToPath(record.target), 'utf8')) as { files: { path: string; target: string }[] };
    const body = fileURLToPath(files[1]?.target ?? '');
    rmSync(body);
    writeFileSync(body, 'ewo');
    const item = (await clientOf(home)).getDataItem(record.uri);
    expect(await item.file('a.txt').text()).toBe('one');
    await expect(item.file('b.txt').text()).rejects.toMatchObject({ code: 'ERR_ARTIFACT_CORRUPT' });
    const out = join(temporaryFolder(), 'tree');
    await expect(item.download(out)).rejects.toMatchObject({
      code: 'ERR_ARTIFACT_CORRUPT',
      digests: { expected: sha256('two'), found: sha256('ewo') },
    });
    await expect(item.local()).rejects.toMatchObject({ code: 'ERR_ARTIFACT_CORRUPT' });
    expect(readdirSync(dirname(out))).toEqual([]);
    rmSync(body);
    await expect(item.file('b.txt').text()).rejects.toMatchObject({ code: 'ERR_BODY_NOT_FOUND' });
    await expect(item.download(out)).rejects.toMatchObject({ code: 'ERR_BODY_NOT_FOUND' });
  });

  it('leads nowhere else, whatever its manifest says', async () => {
    const home = temporaryFolder();
    const record = await logged(home, { localPath: folderOf({ 'a.txt': 'one' }) });
    const path = fileURLToPath(record.target);
    const manifest = readFileSync(path, 'utf8').replace('a.txt', '../a.txt');
    rmSync(path);
    writeFileSync(path, manifest);
    const out = join(temporaryFolder(), 'tree');
    await expect((await clientOf(home)).getDataItem(record.uri).download(out)).rejects.toMatchObject({ code: 'ERR_ARTIFACT_CORRUPT' });
    expect(existsSync(join(out, '..', 'a.txt'))).toBe(false);
  });
});

it('the name of a body is a file name alone', async () => {
  for (const localPath of ['sub/x.txt', '../x.txt', 'a\\b', '..', 'line\nbreak']) {
    const error = await errorOf(logged(temporaryFolder(), { body: 'x', localPath }));
    expect(error, localPath).toMatchObject({ code: 'ERR_INVALID_ARGUMENT' });
    expect(error.message).toContain('it must be a file name alone');
  }
  const key = await errorOf(runLocal((context: RunContext) => void context.logArtifact('a/b', { body: 'x' }), { home: temporaryFolder() }));
  expect(key).toMatchObject({ code: 'ERR_INVALID_KEY' });
});

it('a file that is written to while it is logged is refused', async () => {
  const path = join(temporaryFolder(), 'big.bin');
  writeFileSync(path, Buffer.alloc(64 * 1024 * 1024));
  const logging = logged(temporaryFolder(), { localPath: path });
  let over = false;
  const failure = errorOf(logging).finally(() => (over = true));
  while (!over) {
    appendFileSync(path, 'x');
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  expect(await failure).toMatchObject({ code: 'ERR_BODY_CHANGED', message: expect.stringContaining(path) });
});

/** Path to text, of all files under a folder. */
function filesUnder(folder: string): Record<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    entries.map(({ parentPath, name }) => [join(parentPath, name).slice(folder.length + 1), readFileSync(join(parentPath, name), 'utf8')]),
  );
}
