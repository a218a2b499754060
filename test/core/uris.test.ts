import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidUriError, formatArtifactUri, parseArtifactUri } from '../../src/core/index.js';
import type { ParsedUri } from '../../src/core/index.js';

const name = fc.stringMatching(/^[A-Za-z0-9]([-A-Za-z0-9_.]{0,20}[A-Za-z0-9])?$/);
const uri: fc.Arbitrary<ParsedUri> = fc.record(
  {
    kind: fc.constantFrom('artifact', 'dataset', 'model', 'chart'),
    project: name,
    dbKey: name,
    iteration: fc.nat(999_999_999),
    tag: name,
    tree: name,
    uid: name,
  },
  { requiredKeys: ['kind', 'project', 'dbKey'] },
);

describe('artifact URIs', () => {
  it('print and parse back, in every combination of their parts', () => {
    fc.assert(
      fc.property(uri, (parts) => {
        expect(parseArtifactUri(formatArtifactUri(parts))).toEqual(parts);
      }),
      { numRuns: 1000 },
    );
  });

  it('parse and print back as the same text', () => {
    for (const text of [
      'store://artifacts/default/train_model',
      'store://datasets/p/k:latest',
      'store://models/p/k#3:v1.2@tree-1^0a1b',
      'store://charts/p/k@tree^uid',
      'store://artifacts/p/k#0',
    ]) {
      expect(formatArtifactUri(parseArtifactUri(text))).toBe(text);
    }
  });

  it('are artifacts when they name no kind', () => {
    expect(parseArtifactUri('store://p/k:v1')).toEqual({ kind: 'artifact', project: 'p', dbKey: 'k', tag: 'v1' });
    expect(parseArtifactUri('store://models/k')).toEqual({ kind: 'artifact', project: 'models', dbKey: 'k' });
  });

  it.each([
    '',
    'http://p/k',
    'store://p',
    'store://datasets/p/',
    'store://datasets//k',
    'store://datasets/p/../k',
    'store://datasets/p/a/b',
    'store://datasets/p/k:',
    'store://datasets/p/k#x',
    'store://datasets/p/k^',
    'store://datasets/p/k@t:tag',
    'store://datasets/p/-k',
    'store://datasets/p/k\n',
    ' store://datasets/p/k',
    'store://nonsense/p/k',
  ])('%j is refused, quoted', (text) => {
    const failure = catching(() => parseArtifactUri(text));
    expect(failure).toBeInstanceOf(InvalidUriError);
    expect((failure as Error).message).toContain(JSON.stringify(text));
  });

  it('of a hundred thousand characters are refused in no time', () => {
    const began = performance.now();
    expect(() => parseArtifactUri(`store://datasets/p/${'a-'.repeat(50_000)}`)).toThrow(InvalidUriError);
    expect(performance.now() - began).toBeLessThan(1000);
  });
});

function catching(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  return undefined;
}
