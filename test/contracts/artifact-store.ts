import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { ArtifactStore, ByteRange } from '../../src/artifacts/artifact-store.js';

/** What every artifact store keeps. `open` gives an empty store each time. */
export function describeArtifactStore(name: string, open: () => Promise<ArtifactStore>): void {
  // S3 counts time in seconds.
  const coarse = (millis: number) => (name === 'S3' ? 1010 + millis : millis);

  describe(`artifact store: ${name}`, () => {
    it('reads back what was put, and says its size and digest', async () => {
      const store = await open();
      const body = await store.put('demo', bytes('hello'));
      expect(body).toEqual({ target: body.target, size: 5, sha256: sha256(bytes('hello')) });
      expect(await text(store, body.target)).toBe('hello');
      expect(store.owns(body.target)).toBe(true);
    });

    it('gives the same for bytes that come as a stream', async () => {
      const store = await open();
      const whole = await store.put('demo', bytes('one two three'));
      expect(await store.put('demo', streamOf('one ', 'two ', '', 'three'))).toEqual(whole);
      expect(await targets(store, 'demo')).toEqual([whole.target]);
    });

    it('keeps equal bodies of a project once, and those of another project apart', async () => {
      const store = await open();
      const first = await store.put('demo', bytes('same'));
      expect(await store.put('demo', bytes('same'))).toEqual(first);
      const other = await store.put('other', bytes('same'));
      expect(other.target).not.toBe(first.target);
      await store.delete(other.target);
      expect(await text(store, first.target)).toBe('same');
    });

    it('finds a body by its digest and size in its own project alone, and takes that for a put of it', async () => {
      const store = await open();
      const digest = { sha256: sha256(bytes('same')), size: 4 };
      expect(await store.find('demo', digest)).toBeUndefined();
      const put = await store.put('demo', bytes('same'));
      const before = await store.stat(put.target);
      // S3 counts time in seconds.
      await sleep(name === 'S3' ? 1010 : 20);
      expect(await store.find('demo', digest)).toEqual(put);
      expect((await store.stat(put.target))?.modified.getTime()).toBeGreaterThan(before?.modified.getTime() ?? Number.NaN);
      expect(await store.find('other', digest)).toBeUndefined();
      expect(await store.find('demo', { ...digest, size: 5 })).toBeUndefined();
      await expect(store.find('demo', { sha256: '../../etc/passwd', size: 4 })).rejects.toMatchObject({ code: 'ERR_INVALID_ARGUMENT' });
    });

    it('stores the same body, put many times at once, a single time', async () => {
      const store = await open();
      const large = new Uint8Array(3_000_000).fill(7);
      const puts = Array.from({ length: 8 }, (_, index) => store.put('demo', index % 2 === 0 ? large : chunksOfSize(large, 100_000)));
      const stored = await Promise.all(puts);
      expect(new Set(stored.map((body) => body.target)).size).toBe(1);
      expect(await targets(store, 'demo')).toHaveLength(1);
      expect(sha256(await all(store, stored[0]?.target ?? ''))).toBe(sha256(large));
    });

    it('stores an empty body, given as bytes or as a stream, as a real one', async () => {
      const store = await open();
      const empty = await store.put('demo', new Uint8Array());
      expect(await store.put('demo', streamOf())).toEqual(empty);
      expect(empty.size).toBe(0);
      expect(await store.stat(empty.target)).toMatchObject({ size: 0 });
      expect(await text(store, empty.target)).toBe('');
    });

    it('reads any range; past the end there is nothing', async () => {
      const store = await open();
      const { target } = await store.put('demo', bytes('0123456789'));
      const read = (range: ByteRange): Promise<string> => text(store, target, range);
      expect(await read({ offset: 3 })).toBe('3456789');
      expect(await read({ size: 4 })).toBe('0123');
      expect(await read({ offset: 3, size: 4 })).toBe('3456');
      expect(await read({ offset: 8, size: 40 })).toBe('89');
      expect(await read({ offset: 3, size: 0 })).toBe('');
      expect(await read({ offset: 10 })).toBe('');
      expect(await read({ offset: 1000, size: 2 })).toBe('');
    });

    it('reads ranges across many chunks of a large body', async () => {
      const store = await open();
      const large = Uint8Array.from({ length: 2_000_003 }, (_, index) => (index * 31 + (index >> 8)) & 255);
      const { target } = await store.put('demo', chunksOfSize(large, 65_536));
      expect(sha256(await all(store, target))).toBe(sha256(large));
      expect(sha256(await all(store, target, { offset: 262_143, size: 1_000_001 }))).toBe(sha256(large.subarray(262_143, 1_262_144)));
    });

    it('refuses a range of negative or broken numbers', async () => {
      const store = await open();
      const { target } = await store.put('demo', bytes('0123456789'));
      for (const range of [{ offset: -1 }, { size: -1 }, { offset: 0.5 }, { size: Number.NaN }]) {
        await expect(text(store, target, range)).rejects.toMatchObject({ code: 'ERR_INVALID_ARGUMENT' });
      }
    });

    it('hands out chunks that may be changed without changing the body', async () => {
      const store = await open();
      const { target } = await store.put('demo', bytes('precious'));
      for await (const chunk of store.read(target)) chunk.fill(0);
      expect(await text(store, target)).toBe('precious');
    });

    it('says BodyNotFoundError at the first chunk of a body that is gone', async () => {
      const store = await open();
      const { target } = await store.put('demo', bytes('short-lived'));
      expect(await store.stat(target)).toMatchObject({ size: 11 });
      await store.delete(target);
      await store.delete(target);
      expect(await store.stat(target)).toBeUndefined();
      await expect(text(store, target)).rejects.toMatchObject({ name: 'BodyNotFoundError', code: 'ERR_BODY_NOT_FOUND' });
    });

    it('says when a body was put', async () => {
      const store = await open();
      const before = Date.now();
      const { target } = await store.put('demo', bytes('now'));
      const modified = (await store.stat(target))?.modified.getTime() ?? 0;
      // File systems may count time in ticks of some milliseconds, HTTP in seconds.
      expect(modified).toBeGreaterThan(before - 1050);
      expect(modified).toBeLessThan(Date.now() + 50);
    });

    it('knows of which projects there are bodies', async () => {
      const store = await open();
      expect(await store.projects()).toEqual([]);
      for (const project of ['b', 'a', 'b']) await store.put(project, bytes(project));
      expect(await store.projects()).toEqual(['a', 'b']);
    });

    it('deletes what nobody has counted on since a time, and nothing else', async () => {
      const store = await open();
      const { target, sha256: digest, size } = await store.put('demo', bytes('unused'));
      await sleep(coarse(20));
      const since = new Date();
      await sleep(coarse(20));
      await store.find('demo', { sha256: digest, size });
      expect(await store.deleteUnused(target, since)).toBe(false);
      expect(await text(store, target)).toBe('unused');
      await sleep(coarse(20));
      expect(await store.deleteUnused(target, new Date())).toBe(true);
      expect(await store.stat(target)).toBeUndefined();
      expect(await store.deleteUnused(target, new Date())).toBe(false);
      expect(await store.put('demo', bytes('unused'))).toMatchObject({ target });
      expect(await targets(store, 'demo')).toEqual([target]);
    });

    it('keeps a body that is put while it is deleted as unused', async () => {
      const store = await open();
      const { target, sha256: digest, size } = await store.put('demo', bytes('contested'));
      for (let round = 0; round < (name === 'S3' ? 3 : 40); round++) {
        await sleep(coarse(3));
        const since = new Date(Date.now() - 1);
        const deletions = [store.deleteUnused(target, since), store.deleteUnused(target, since)];
        const body = round % 3 === 0 ? streamOf('contested') : bytes('contested');
        const count = round % 3 === 1 ? store.find('demo', { sha256: digest, size }) : store.put('demo', body);
        const [kept] = await Promise.all([count, ...deletions]);
        const isThere = (await store.stat(target)) !== undefined;
        expect({ kept: kept !== undefined, isThere }).not.toEqual({ kept: true, isThere: false });
        if (!isThere) await store.put('demo', bytes('contested'));
      }
      expect(await text(store, target)).toBe('contested');
    });

    it('lists the targets of one project alone; of an unknown one, none', async () => {
      const store = await open();
      const mine = await Promise.all(['a', 'b', 'c'].map((body) => store.put('demo', bytes(body))));
      await store.put('demo-2', bytes('d'));
      expect((await targets(store, 'demo')).sort()).toEqual(mine.map((body) => body.target).sort());
      expect(await targets(store, 'nobody')).toEqual([]);
    });

    it('leaves nothing when the source fails', async () => {
      const store = await open();
      const failing = (async function* () {
        yield bytes('half a ');
        throw new Error('the sensor went away');
      })();
      await expect(store.put('demo', failing)).rejects.toThrow('the sensor went away');
      expect(await targets(store, 'demo')).toEqual([]);
    });

    it('leaves nothing when it is aborted, even by a source that has stopped answering', async () => {
      const store = await open();
      const stop = new AbortController();
      const silent = (async function* () {
        yield bytes('half a ');
        await sleep(60_000, undefined, { ref: false });
        yield bytes('body');
      })();
      const put = store.put('demo', silent, { signal: stop.signal });
      setTimeout(() => stop.abort(new Error('cancelled by the user')), 30);
      await expect(put).rejects.toThrow('cancelled by the user');
      expect(await targets(store, 'demo')).toEqual([]);
    });

    it('starts nothing when it is aborted before', async () => {
      const store = await open();
      await expect(store.put('demo', bytes('late'), { signal: AbortSignal.abort(new Error('too late')) })).rejects.toThrow('too late');
      expect(await targets(store, 'demo')).toEqual([]);
    });

    it('refuses chunks that are not bytes', async () => {
      const store = await open();
      const words = (async function* () {
        yield 'text' as unknown as Uint8Array;
      })();
      await expect(store.put('demo', words)).rejects.toMatchObject({ code: 'ERR_INVALID_ARGUMENT' });
      expect(await targets(store, 'demo')).toEqual([]);
    });

    it('refuses project names that could lead elsewhere', async () => {
      const store = await open();
      for (const project of ['', '.', '..', 'a/b', '../up', '/etc', 'a\\b', '.tmp', 'nul\0']) {
        await expect(store.put(project, bytes('x')), project).rejects.toMatchObject({ code: 'ERR_INVALID_KEY' });
        await expect(targets(store, project), project).rejects.toMatchObject({ code: 'ERR_INVALID_KEY' });
      }
    });

    it('touches nothing that is not its own', async () => {
      const store = await open();
      for (const target of ['file:///etc/hostname', 'https://example.com/x', 's3://bucket/x', 'file:///a%2Fb', 'nonsense', '']) {
        expect(store.owns(target), target).toBe(false);
        await expect(text(store, target), target).rejects.toMatchObject({ code: 'ERR_INVALID_ARGUMENT' });
        await expect(store.stat(target), target).rejects.toMatchObject({ code: 'ERR_INVALID_ARGUMENT' });
        await expect(store.delete(target), target).rejects.toMatchObject({ code: 'ERR_INVALID_ARGUMENT' });
      }
    });
  });
}

const bytes = (words: string): Uint8Array => new TextEncoder().encode(words);
const sha256 = (body: Uint8Array): string => createHash('sha256').update(body).digest('hex');

async function* streamOf(...parts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield bytes(part);
}

async function* chunksOfSize(body: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < body.length; start += size) yield body.subarray(start, start + size);
}

async function all(store: ArtifactStore, target: string, range?: ByteRange): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of store.read(target, range)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function text(store: ArtifactStore, target: string, range?: ByteRange): Promise<string> {
  return new TextDecoder().decode(await all(store, target, range));
}

async function targets(store: ArtifactStore, project: string): Promise<string[]> {
  const found: string[] = [];
  for await (const target of store.list(project)) found.push(target);
  return found;
}
