import fc from 'fast-check';

class Instance {
  readonly value = 1;
}

const cyclic: { self?: unknown } = {};
cyclic.self = { inside: [cyclic] };

const nested = (levels: number): unknown => {
  let value: unknown = 1;
  for (let level = 0; level < levels; level++) value = level % 2 === 0 ? [value] : { value };
  return value;
};

const throwing = {
  get value(): never {
    throw new Error('a getter that throws');
  },
};
/** Throws whatever is done with it. */
export const hostile: object = new Proxy(
  {},
  {
    ownKeys: () => {
      throw new Error('a proxy that throws');
    },
    get: () => {
      throw new Error('a proxy that throws');
    },
    getPrototypeOf: () => {
      throw new Error('a proxy that throws');
    },
  },
);

/** Everything that is not text. */
export const notText: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    undefined,
    null,
    true,
    false,
    0,
    -1,
    NaN,
    1n,
    Symbol('text'),
    () => 'text',
    {},
    [],
    ['text'],
    new Date(0),
    new Instance(),
  ),
  fc.integer(),
  fc.double(),
  fc.object({ maxDepth: 1 }),
);

/** Text that is no name: empty, too long, with control characters. */
export const notNameText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom('', 'x'.repeat(201), '\n', 'a\tb', 'a\u0000b', '\u007f', 'ends\r'),
  fc
    .tuple(fc.string({ maxLength: 20 }), fc.integer({ min: 0, max: 31 }), fc.string({ maxLength: 20 }))
    .map(([before, code, after]) => `${before}${String.fromCharCode(code)}${after}`),
  fc.string({ minLength: 201, maxLength: 400 }),
);

/** What is no name of a result, metric, label, annotation, param or input. */
export const notName: fc.Arbitrary<unknown> = fc.oneof(notText, notNameText);

/** Text that is no key of an artifact, tag, project, run: what could leave a folder or break a URI too. */
export const notKeyText: fc.Arbitrary<string> = fc.oneof(
  notNameText,
  fc.constantFrom(
    '..',
    '.',
    '../up',
    'a/b',
    'a\\b',
    '-a',
    'a-',
    '_a',
    'a.',
    'a b',
    ' a',
    'a ',
    'é',
    '💥',
    'a:b',
    'a@b',
    'a#1',
    'a^b',
    '%2e%2e',
    'C:',
    '~',
    '$HOME',
  ),
  fc
    .tuple(
      fc.string({ maxLength: 10 }),
      fc.constantFrom('/', '\\', ' ', ':', '#', '@', '^', '*', '?', '"', "'", ';', '&', '|', '<', '\u202e', 'ß'),
      fc.string({ maxLength: 10 }),
    )
    .map((parts) => parts.join('')),
);
export const notKey: fc.Arbitrary<unknown> = fc.oneof(notText, notKeyText);

/** What can be stored nowhere. */
const never: readonly unknown[] = [
  () => 1,
  Symbol('value'),
  cyclic,
  new Map([[1, 2]]),
  new Set([1]),
  new WeakMap(),
  Promise.resolve(1),
  /x/,
  new Error('as a value'),
  new Date(NaN),
  new Number(1),
  nested(201),
  nested(5000),
  throwing,
];

const bare: fc.Arbitrary<unknown> = fc.constantFrom<unknown>(
  ...never,
  undefined,
  new Instance(),
  new Uint8Array(3),
  Buffer.from('x'),
  hostile,
  [, 1],
);

/** What no cell of a table can hold, at the top or somewhere inside. Bytes, nothing, and the fields of any object it can. */
export const notCell: fc.Arbitrary<unknown> = fc
  .constantFrom(...never)
  .chain((value) => fc.constantFrom<unknown>(value, [value], [1, value], { deep: value }, { fine: 1, deep: { deeper: [value] } }));

/** A value that cannot be stored so that it reads back the same, at the top or somewhere inside. */
export const notValue: fc.Arbitrary<unknown> = fc.oneof(
  bare,
  bare.map((value) => [1, value]),
  fc
    .tuple(
      fc.string(),
      bare.filter((value) => value !== undefined),
    )
    .map(([key, value]) => ({ fine: 1, [key]: { deeper: [value] } })),
);

/** What is no object of options, or of keys and values. */
export const notObject: fc.Arbitrary<unknown> = fc.constantFrom<unknown>(
  null,
  0,
  5,
  NaN,
  true,
  'text',
  '',
  1n,
  Symbol('options'),
  () => 1,
  [],
  [1, 2],
  new Map(),
);

/** What is no number. */
export const notNumber: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    undefined,
    null,
    true,
    '',
    '5',
    'NaN',
    1n,
    [],
    [5],
    {},
    { valueOf: () => 5 },
    new Date(5),
    new Number(5),
    Symbol('5'),
    () => 5,
  ),
  fc.string(),
);

/** What is no step of a metric. */
export const notStep: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    -1,
    0.5,
    NaN,
    Infinity,
    -Infinity,
    2 ** 53,
    1e300,
    null,
    '1',
    '',
    true,
    1n,
    [],
    [1],
    {},
    new Date(5),
    Symbol('1'),
  ),
  fc.double().filter((step) => !Number.isSafeInteger(step) || step < 0),
);

/** Text that is no store URI. */
export const notUri: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    'store://',
    'store:///',
    'store://artifacts',
    'store://artifacts/',
    'store://artifacts/p/',
    'store://artifacts//k',
    'store://nothings/p/k/x',
    'store://artifacts/p/k:',
    'store://artifacts/p/k#x',
    'store://artifacts/p/k^',
    'store://artifacts/p/k@',
    'store://artifacts/../k',
    'store://artifacts/p/k:latest:latest',
    'store://artifacts/p/k\n',
    'store://artifacts/p/k?x=1',
    `store://artifacts/p/k#${'9'.repeat(30)}`,
  ),
  fc.string({ maxLength: 20 }).map((text) => `store://${text}/`),
  fc
    .tuple(
      notKeyText.filter((text) => !/[:#@^/]/.test(text) && text.length <= 200),
      fc.constantFrom('artifacts', 'datasets'),
    )
    .map(([key, kinds]) => `store://${kinds}/p/${key}`),
);
