import { describe, expect, it } from 'vitest';
import { InvalidKeyError, ReservedTagError, checkTag, versionOfTag } from '../../src/core/index.js';

describe('tags that can be set by hand', () => {
  it.each(['prod', 'v1.2', 'v', 'V1', 'latest-2'])('%s is one', (tag) => {
    expect(checkTag(tag)).toBe(tag);
  });

  it.each(['latest', 'v1', 'v0', 'v007', 'v99999999999'])('%s follows from what is published', (tag) => {
    expect(() => checkTag(tag)).toThrow(ReservedTagError);
    expect(() => checkTag(tag)).toThrow(`"${tag}"`);
  });

  it.each(['', 'a/b', '-x', 'x'.repeat(201), 5, undefined])('%j is none', (tag) => {
    expect(() => checkTag(tag)).toThrow(InvalidKeyError);
  });
});

describe('the version that a tag names', () => {
  it.each([
    ['v1', 1],
    ['v120', 120],
    ['v0', undefined],
    ['v01', undefined],
    ['v1.2', undefined],
    ['1', undefined],
    ['xv1', undefined],
  ])('of %s is %s', (tag, version) => {
    expect(versionOfTag(tag)).toBe(version);
  });
});
