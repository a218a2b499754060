import { describe, expect, it } from 'vitest';
import { InvalidKeyError, checkKey, checkName } from '../../src/core/index.js';

describe('keys of artifacts, projects and tags', () => {
  it.each(['a', 'model', 'infile.txt', 'A_b-c.9', '0', 'x'.repeat(200)])('%s is one', (key) => {
    expect(checkKey(key)).toBe(key);
  });

  it.each(['', '.', '..', '../x', 'a/b', 'a\\b', '.hidden', 'a.', '-a', 'a ', 'a\n', 'ä', 'a\0b', 'x'.repeat(201)])('%j is none', (key) => {
    expect(() => checkKey(key, 'Artifact key')).toThrow(InvalidKeyError);
    expect(() => checkKey(key, 'Artifact key')).toThrow(/^Artifact key /);
  });

  it.each([undefined, null, 5, {}, ['a']])('%s is none', (key) => {
    expect(() => checkKey(key)).toThrow(InvalidKeyError);
  });
});

describe('names of results, metrics, params and labels', () => {
  it.each(['loss/train', 'accuracy (%)', 'ä', '__proto__', '../x', ' '])('%j is one', (name) => {
    expect(checkName(name)).toBe(name);
  });

  it.each(['', 'a\nb', '\u0000', '\u007f', 'x'.repeat(201)])('%j is none', (name) => {
    expect(() => checkName(name)).toThrow(InvalidKeyError);
  });
});
