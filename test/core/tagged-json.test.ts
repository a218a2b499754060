import { inspect } from 'node:util';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidValueError, fromTagged, parseTagged, stringifyTagged, toTagged } from '../../src/core/index.js';

const key = fc.oneof(fc.string(), fc.constantFrom('$tidemark', '__proto__', 'constructor', 'value', 'toString', ''));
const leaf = fc.oneof(
  fc.string(),
  fc.boolean(),
  fc.constant(null),
  fc.double(),
  fc.constantFrom(NaN, Infinity, -Infinity, -0, 0, Number.MAX_SAFE_INTEGER, 5e-324),
  fc.bigInt(),
  fc.date({ noInvalidDate: true }),
);
const { value } = fc.letrec((tie) => ({
  value: fc.oneof({ maxDepth: 4 }, leaf, fc.array(tie('value')), objectOf(tie('value'))),
}));

// `{ ['__proto__']: … }` made by assignment would set the prototype: entries make own keys of all of them.
function objectOf(inner: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc.uniqueArray(fc.tuple(key, inner), { selector: ([name]) => name, maxLength: 5 }).map((entries) => Object.fromEntries(entries));
}

function pathOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof InvalidValueError) return error.path;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('tagged JSON', () => {
  it('gives back every value as it was, through its text', () => {
    fc.assert(
      fc.property(value, (original) => {
        const back = parseTagged(stringifyTagged(original));
        // inspect tells -0 from 0, own keys from inherited ones, and a Date from its text.
        expect(inspect(back, { depth: null, sorted: true })).toBe(inspect(original, { depth: null, sorted: true }));
        expect(back).toEqual(original);
      }),
      { numRuns: 300 },
    );
  });

  it('leaves plain JSON as it is, both ways', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), (json) => {
        fc.pre(!JSON.stringify(json).includes('$tidemark') && !inspect(json, { depth: null }).includes('-0'));
        expect(toTagged(json)).toEqual(json);
        expect(fromTagged(json as never)).toEqual(json);
      }),
      { numRuns: 50 },
    );
  });

  it('writes the four things that JSON lacks with a tag', () => {
    expect(stringifyTagged([NaN, -0, 12n, new Date(0)])).toBe(
      '[{"$tidemark":"number","value":"NaN"},{"$tidemark":"number","value":"-0"},{"$tidemark":"bigint","value":"12"},{"$tidemark":"date","value":"1970-01-01T00:00:00.000Z"}]',
    );
  });

  it("does not take a user's $tidemark key for a tag", () => {
    const original = { $tidemark: 'number', value: '5', nested: { $tidemark: 7 } };
    expect(parseTagged(stringifyTagged(original))).toEqual(original);
  });

  it('keeps __proto__ as a key and pollutes nothing', () => {
    const back = parseTagged('{"__proto__":{"polluted":true}}') as object;
    expect(Object.keys(back)).toEqual(['__proto__']);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
    expect((back as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it('drops keys that are undefined', () => {
    expect(toTagged({ a: undefined, b: 1 })).toEqual({ b: 1 });
  });

  it('takes dates and objects of another realm', () => {
    const foreign: unknown = runInNewContext('({ at: new Date(5), list: [1n] })');
    expect(parseTagged(stringifyTagged(foreign))).toEqual({ at: new Date(5), list: [1n] });
  });

  it('takes the same object twice, side by side', () => {
    const shared = { a: 1 };
    expect(toTagged([shared, { again: shared }])).toEqual([{ a: 1 }, { again: { a: 1 } }]);
  });
});

describe('what has no encoding is refused with its path', () => {
  const cyclic: { list: unknown[] } = { list: [] };
  cyclic.list.push({ back: cyclic });
  class Point {
    x = 1;
  }
  const deep = (levels: number): unknown => (levels === 0 ? 1 : [deep(levels - 1)]);

  it.each<[string, unknown, string]>([
    ['a cycle', cyclic, 'value.list[0].back'],
    ['a Map', { m: new Map() }, 'value.m'],
    ['a Set', [new Set()], 'value[0]'],
    ['a function', { a: { f: () => 1 } }, 'value.a.f'],
    ['a symbol', [Symbol('s')], 'value[0]'],
    ['an invalid date', { when: new Date(NaN) }, 'value.when'],
    ['undefined by itself', undefined, 'value'],
    ['undefined in an array', [1, undefined], 'value[1]'],
    ['a hole in an array', new Array(1), 'value[0]'],
    ['an instance of a class', { p: new Point() }, 'value.p'],
    ['a typed array', { bytes: new Uint8Array(2) }, 'value.bytes'],
    ['an Error', new Error('no'), 'value'],
  ])('%s', (_name, bad, path) => {
    expect(pathOf(() => toTagged(bad))).toBe(path);
  });

  it('more than 200 levels', () => {
    expect(() => toTagged(deep(200))).not.toThrow();
    expect(() => toTagged(deep(201))).toThrow(/nested more than 200 levels/);
    expect(() => toTagged(deep(5000))).toThrow(InvalidValueError);
  });

  it('the path begins with the name that the caller gave', () => {
    expect(pathOf(() => toTagged({ a: [undefined] }, 'result "x"'))).toBe('result "x".a[0]');
  });

  it.each([
    '{"$tidemark":"nonsense","value":1}',
    '{"$tidemark":"bigint","value":"x"}',
    '{"$tidemark":"date","value":"x"}',
    '{"$tidemark":"object","value":5}',
    '{"$tidemark":"object"}',
  ])('a damaged tag: %s', (text) => {
    expect(() => parseTagged(text)).toThrow(InvalidValueError);
  });
});
