import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdirSync, readFileSync, readdirSync, renameSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { digestFile, fileBody, openFileStore } from '../../../src/artifacts/index.js';
import { guarded } from '../../../src/artifacts/files/file-errors.js';
import { describeArtifactStore } from '../../contracts/artifact-store.js';
import { runProgram, startProgram } from '../programs/run-program.js';
import { temporaryFolder } from '../temporary-folder.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const mounted: string[] = [];
afterAll(() => mounted.forEach((folder) => execFileSync('umount', [folder])));

describeArtifactStore('file', async () => openFileStore(temporaryFolder()));

describe('the file store', () => {
  it('lays a body under its project and digest, read-only, and leaves no temporary file', async () => {
    const folder = temporaryFolder();
    const { target, sha256 } = await openFileStore(folder).put('demo', bytes('abc is 123'));
    const path = join(folder, 'demo', sha256.slice(0, 2), sha256);
    expect(target).toBe(pathToFileURL(path).href);
    expect(readFileSync(path, 'utf8')).toBe('abc is 123');
    expect(statSync(path).mode & 0o222).toBe(0);
    expect(readdirSync(join(folder, '.tmp'))).toEqual([]);
  });

  it('makes nothing before something is put', async () => {
    const folder = join(temporaryFolder(), 'later');
    const store = openFileStore(folder);
    for await (const target of store.list('demo')) expect.unreachable(target);
    expect(() => statSync(folder)).toThrow('ENOENT');
    await store.put('demo', bytes('x'));
    expect(readdirSync(folder).sort()).toEqual(['.tmp', 'demo']);
  });

  it('does not write a body that is there, but renews its age', async () => {
    const store = openFileStore(temporaryFolder());
    const { target } = await store.put('demo', bytes('again'));
    const path = fileURLToPath(target);
    const { ino } = statSync(path);
    for (const body of [bytes('again'), Readable.from([bytes('aga'), bytes('in')])]) {
      utimesSync(path, 1, 1);
      await store.put('demo', body);
      expect(statSync(path).ino).toBe(ino);
      expect(Date.now() - statSync(path).mtimeMs).toBeLessThan(60_000);
    }
  });

  it('replaces a file that cannot be the body that its name says', async () => {
    const store = openFileStore(temporaryFolder());
    const { target } = await store.put('demo', bytes('whole body'));
    renameSync(fileURLToPath(target), `${fileURLToPath(target)}.old`);
    writeFileSync(fileURLToPath(target), 'whole');
    await store.put('demo', bytes('whole body'));
    expect(readFileSync(fileURLToPath(target), 'utf8')).toBe('whole body');
  });

  it('finds its bodies after the folder was moved', async () => {
    const folder = temporaryFolder();
    const { target } = await openFileStore(join(folder, 'old')).put('demo', bytes('moved'));
    const store = openFileStore(join(folder, 'new'));
    expect(store.owns(target)).toBe(false);
    renameSync(join(folder, 'old'), join(folder, 'new'));
    expect(store.owns(target)).toBe(true);
    expect(await store.stat(target)).toMatchObject({ size: 5 });
  });

  it('lists bodies and nothing else that lies about', async () => {
    const folder = temporaryFolder();
    const store = openFileStore(folder);
    const { target } = await store.put('demo', bytes('x'));
    writeFileSync(join(folder, 'demo', '.DS_Store'), '');
    mkdirSync(join(folder, 'demo', 'ab'));
    writeFileSync(join(folder, 'demo', 'ab', 'notes.txt'), '');
    const found: string[] = [];
    for await (const listed of store.list('demo')) found.push(listed);
    expect(found).toEqual([target]);
  });

  it('removes what killed processes left a day ago, and nothing younger', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, '.tmp'));
    writeFileSync(join(folder, '.tmp', 'old'), 'half');
    writeFileSync(join(folder, '.tmp', 'young'), 'half');
    const dayAgo = Date.now() / 1000 - 25 * 60 * 60;
    utimesSync(join(folder, '.tmp', 'old'), dayAgo, dayAgo);
    await openFileStore(folder).put('demo', bytes('x'));
    expect(readdirSync(join(folder, '.tmp'))).toEqual(['young']);
  });
});

describe('the file store, when the disk refuses', () => {
  it('says that a part of the path is a file', async () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    for (const folder of [file, join(file, 'below')]) {
      const put = openFileStore(folder).put('demo', bytes('x'));
      await expect(put).rejects.toMatchObject({ name: 'ArtifactStoreError', retryable: true });
      await expect(put).rejects.toThrow(/Writing to the artifact store at .*file.*TIDEMARK_ARTIFACTS.*A part of the path is a file/);
    }
  });

  it('says that there is no space, and leaves nothing of the body', async () => {
    const folder = mountSmallDisk('size=1m');
    // Without the right to mount, the device that is always full gives the same error.
    const store = openFileStore(folder ?? temporaryFolder());
    const small = await store.put('demo', bytes('small'));
    const puts =
      folder === undefined
        ? [() => guarded('Writing to /dev/full', () => writeFile('/dev/full', 'x'))]
        : [() => store.put('demo', new Uint8Array(4_000_000)), () => store.put('demo', tooMuch())];
    for (const put of puts) {
      const error: unknown = await put().catch((reason: unknown) => reason);
      expect(error).toMatchObject({ code: 'ERR_ARTIFACT_STORE', retryable: true, cause: { code: 'ENOSPC' } });
      expect(String(error)).toMatch(/Writing to .* failed \(ENOSPC\)\. There is no space left\. Free some/);
    }
    expect(readdirSync(join(fileURLToPath(small.target), '..', '..', '..', '.tmp'))).toEqual([]);
    expect(await store.stat(small.target)).toMatchObject({ size: 5 });
    await expect(store.put('demo', new Uint8Array(500_000))).resolves.toMatchObject({ size: 500_000 });
  });

  it('says that it may not write', async () => {
    const folder = mountSmallDisk('size=1m') ?? temporaryFolder();
    const store = openFileStore(folder);
    const { target } = await store.put('demo', bytes('before'));
    const isMounted = mounted.includes(folder);
    if (isMounted) execFileSync('mount', ['-o', 'remount,ro', folder]);
    else execFileSync('chmod', ['-R', 'a-w', folder]);
    await expect(store.put('demo', bytes('after'))).rejects.toThrow(isMounted ? /EROFS.*read-only/ : /EACCES.*Permission is denied/);
    await expect(store.delete(target)).rejects.toMatchObject({ code: 'ERR_ARTIFACT_STORE' });
    await expect(store.put('demo', bytes('before'))).resolves.toMatchObject({ target });
    if (!isMounted) execFileSync('chmod', ['-R', 'u+w', folder]);
  });
});

describe('the file store, of a file that somebody writes to', () => {
  it('says that it changed, and keeps nothing of it', async () => {
    const store = openFileStore(temporaryFolder());
    const path = join(temporaryFolder(), 'growing');
    writeFileSync(path, Buffer.alloc(30_000_000, 1));
    const put = store.put('demo', fileBody(path));
    const writing = setInterval(() => appendFileSync(path, 'more'), 1);
    const error: unknown = await put.catch((reason: unknown) => reason).finally(() => clearInterval(writing));
    expect(error).toMatchObject({ name: 'BodyChangedError', code: 'ERR_BODY_CHANGED', retryable: true });
    for await (const target of store.list('demo')) expect.unreachable(target);
    // Left alone, it goes in.
    expect(await store.put('demo', fileBody(path))).toEqual({ ...(await digestFile(path)), target: expect.any(String) as string });
  });
});

describe('the file store, shared by processes', () => {
  it('keeps bodies once and whole when two processes put the same ones at the same time', async () => {
    const folder = temporaryFolder();
    const time = String(Date.now() + 1500);
    const [first, second] = await Promise.all([runProgram('put-at', folder, time), runProgram('put-at', folder, time)]);
    expect(first).toBe(second);
    const targets = JSON.parse(first) as string[];
    expect(targets).toHaveLength(20);
    for (const target of targets) expect((await digestFile(fileURLToPath(target))).sha256).toBe(target.slice(-64));
    expect(readdirSync(join(folder, '.tmp'))).toEqual([]);
  });

  it('shows whole bodies alone after kill -9 in the middle of a put', async () => {
    const folder = temporaryFolder();
    const child = startProgram('put-until-killed', folder);
    await once(child.stdout ?? child, 'data');
    child.kill('SIGKILL');
    await once(child, 'close');
    let bodies = 0;
    for await (const target of openFileStore(folder).list('demo')) {
      expect((await digestFile(fileURLToPath(target))).sha256).toBe(target.slice(-64));
      bodies++;
    }
    expect(bodies).toBeGreaterThan(0);
  });

  it('puts and reads 256 MiB without holding them in memory', async () => {
    const folder = temporaryFolder();
    const done = JSON.parse(await runProgram('stream-large-body', folder, '256')) as Record<string, number | string>;
    expect(done['size']).toBe(256 * 1024 * 1024);
    expect(done['readDigest']).toBe(done['sha256']);
    expect(done['growthMegabytes']).toBeLessThan(100);
  });
});

async function* tooMuch(): AsyncGenerator<Uint8Array> {
  for (let index = 0; index < 40; index++) yield new Uint8Array(100_000).fill(index);
}

// A disk of its own, where this user may mount one.
function mountSmallDisk(options: string): string | undefined {
  const folder = temporaryFolder();
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    return undefined;
  }
  mounted.push(folder);
  return folder;
}
