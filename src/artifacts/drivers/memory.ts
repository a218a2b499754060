import { createHash } from 'node:crypto';
import { BodyNotFoundError, InvalidArgumentError, checkKey } from '../../core/index.js';
import type { ArtifactStore } from '../artifact-store.js';
import { checkDigest } from '../check-digest.js';
import { chunksOf } from '../chunks-of.js';
import { cutRange } from '../byte-range.js';

const PREFIX = 'memory:';

/** Bodies in this process's memory, for tests and throw-away runs; they end with the store. */
export function openMemoryStore(): ArtifactStore {
  const bodies = new Map<string, { readonly bytes: Uint8Array; readonly modified: Date }>();

  const own = (target: string): string => {
    if (target.startsWith(PREFIX)) return target;
    throw new InvalidArgumentError(`${target} is not in the artifact store in memory. Open the store that it was put into.`);
  };

  return {
    url: PREFIX,
    owns: (target) => target.startsWith(PREFIX),
    async put(project, body, { signal } = {}) {
      checkKey(project, 'Project');
      signal?.throwIfAborted();
      const hash = createHash('sha256');
      const chunks: Uint8Array[] = [];
      for await (const chunk of chunksOf(body, signal)) {
        hash.update(chunk);
        // A copy: the source may use its buffer again.
        chunks.push(chunk.slice());
      }
      signal?.throwIfAborted();
      const sha256 = hash.digest('hex');
      const target = `${PREFIX}${project}/${sha256}`;
      const bytes = bodies.get(target)?.bytes ?? Buffer.concat(chunks);
      bodies.set(target, { bytes, modified: new Date() });
      return { target, size: bytes.length, sha256 };
    },
    async find(project, { sha256, size }) {
      const target = `${PREFIX}${checkKey(project, 'Project')}/${checkDigest(sha256)}`;
      const found = bodies.get(target);
      if (found?.bytes.length !== size) return undefined;
      bodies.set(target, { ...found, modified: new Date() });
      return { target, size, sha256 };
    },
    async *read(target, range = {}) {
      const found = bodies.get(own(target));
      const { start, end } = cutRange(range, found?.bytes.length ?? 0);
      if (found === undefined) throw new BodyNotFoundError(target);
      if (start < end) yield new Uint8Array(found.bytes.subarray(start, end));
    },
    async stat(target) {
      const found = bodies.get(own(target));
      return found && { size: found.bytes.length, modified: found.modified };
    },
    async delete(target) {
      bodies.delete(own(target));
    },
    async deleteUnused(target, since) {
      const found = bodies.get(own(target));
      return found !== undefined && found.modified <= since && bodies.delete(target);
    },
    async projects() {
      return [...new Set([...bodies.keys()].map((target) => target.slice(PREFIX.length).split('/')[0] ?? ''))].sort();
    },
    async *list(project) {
      const prefix = `${PREFIX}${checkKey(project, 'Project')}/`;
      yield* [...bodies.keys()].filter((target) => target.startsWith(prefix)).sort();
    },
  };
}
