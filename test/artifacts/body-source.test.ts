import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { bodySource, digestFile, fileBody, openMemoryStore, writeToPath } from '../../src/artifacts/index.js';
import { temporaryFolder } from './temporary-folder.js';

describe('a body source', () => {
  it('is UTF-8 for text, and bytes and streams as they are', () => {
    expect(bodySource('é')).toEqual(new Uint8Array([0xc3, 0xa9]));
    expect(bodySource('')).toEqual(new Uint8Array());
    for (const body of [new Uint8Array([1]), Buffer.from('x'), Readable.from([])]) expect(bodySource(body)).toBe(body);
  });

  it('refuses what is no body, and says what to do', () => {
    for (const body of [{ a: 1 }, ['text'], 7, null, undefined, new ArrayBuffer(2)]) {
      expect(() => bodySource(body as unknown as string)).toThrow(/A body is text, a Uint8Array or a stream.*JSON\.stringify/);
    }
  });
});

describe('a file as a body', () => {
  it('may be read more than once', async () => {
    const path = join(temporaryFolder(), 'body.bin');
    writeFileSync(path, 'abc is 123');
    const body = fileBody(path);
    const store = openMemoryStore();
    const stored = await store.put('demo', body);
    expect(await store.put('demo', body)).toEqual(stored);
    expect(stored).toMatchObject(await digestFile(path));
  });

  it('says which artifact was to be logged from a file that is not there', async () => {
    const put = openMemoryStore().put('demo', fileBody('no/such/model.txt', 'model'));
    await expect(put).rejects.toMatchObject({ code: 'ERR_LOCAL_FILE_NOT_FOUND' });
    await expect(put).rejects.toThrow('Artifact "model" was to be logged from no/such/model.txt');
  });

  it('may be one of many that are stored under one signal, without a warning of Node', async () => {
    const warnings: Error[] = [];
    const note = (warning: Error) => void warnings.push(warning);
    process.on('warning', note);
    const path = join(temporaryFolder(), 'body.bin');
    writeFileSync(path, 'abc is 123');
    const { signal } = new AbortController();
    const store = openMemoryStore();
    await Promise.all(Array.from({ length: 20 }, () => store.put('demo', fileBody(path), { signal })));
    await nextTurn();
    process.off('warning', note);
    expect(warnings).toEqual([]);
  });

  it('is not a folder', async () => {
    await expect(openMemoryStore().put('demo', fileBody(temporaryFolder()))).rejects.toThrow(/is a folder and has no body/);
  });
});

describe('writing to a chosen path', () => {
  it('makes the folders and says target, size and digest', async () => {
    const path = join(temporaryFolder(), 'a', 'b', 'model.txt');
    const stored = await writeToPath(path, bodySource('abc is 123'));
    expect(stored).toEqual({ target: pathToFileURL(path).href, ...(await digestFile(path)) });
    expect(await writeToPath(stored.target, bodySource('again'))).toMatchObject({ target: stored.target, size: 5 });
    expect(readFileSync(path, 'utf8')).toBe('again');
  });

  it('leaves what was there when the source fails or is aborted', async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'model.txt');
    writeFileSync(path, 'old');
    const failing = (async function* () {
      yield bodySource('new') as Uint8Array;
      throw new Error('broken');
    })();
    await expect(writeToPath(path, failing)).rejects.toThrow('broken');
    await expect(writeToPath(path, bodySource('new'), { signal: AbortSignal.abort(new Error('stop')) })).rejects.toThrow('stop');
    expect(readFileSync(path, 'utf8')).toBe('old');
    expect(readdirSync(folder)).toEqual(['model.txt']);
  });

  it('says that a path cannot be written', async () => {
    const folder = temporaryFolder();
    await expect(writeToPath(folder, bodySource('x'))).rejects.toThrow(/Writing .* failed \(EISDIR\)\. It is a folder/);
    writeFileSync(join(folder, 'file'), '');
    await expect(writeToPath(join(folder, 'file', 'x'), bodySource('x'))).rejects.toMatchObject({ code: 'ERR_ARTIFACT_STORE' });
  });
});
