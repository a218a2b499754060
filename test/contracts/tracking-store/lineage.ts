import { describe, expect, it } from 'vitest';
import { logged, newUid, opening, T0 } from './story.js';
import type { OpenedStore } from './story.js';

/** From an artifact to the runs that read it. */
export function lineageContract(store: OpenedStore): void {
  describe('the consumers of an artifact', () => {
    it('are the inputs of all runs that read it, in the order the runs started', async () => {
      const [artifact, other] = [newUid(), newUid()];
      const input = (artifactUid: string) => ({ uri: `store://datasets/demo/d^${artifactUid}`, artifactUid, sha256: 'aa', size: 3 });
      const [late, early] = [newUid(), newUid()];
      await store().openAttempt(opening(late, { time: T0 + 1, inputs: { b: input(artifact), a: input(artifact), c: input(other) } }));
      await logged(store(), opening(early), [
        { type: 'input', key: 'z', input: input(artifact) },
        { type: 'input', key: 'file', input: { uri: '/a.csv' } },
      ]);
      await store().openAttempt(opening(early));
      expect(await store().consumers(artifact)).toEqual([
        { runUid: early, key: 'z', ...input(artifact) },
        { runUid: late, key: 'a', ...input(artifact) },
        { runUid: late, key: 'b', ...input(artifact) },
      ]);
      expect(await store().consumers(newUid())).toEqual([]);
    });
  });
}
