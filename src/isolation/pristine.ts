/**
 * Remembers what the built-in objects of a process are. Says whether they are still the same: a process whose handler has changed `Array.prototype` or
 * `JSON.parse` must not run another one. What handlers add to `globalThis` is theirs, as it is in any process.
 */
export function rememberGlobals(): () => boolean {
  const before = builtIns().map((object) => [object, Object.getOwnPropertyDescriptors(object) as Descriptors] as const);
  const globals = Object.getOwnPropertyDescriptors(globalThis) as Descriptors;
  return () =>
    before.every(([object, descriptors]) => isSame(Object.getOwnPropertyDescriptors(object) as Descriptors, descriptors)) &&
    keysOf(globals).every((key) => isSameValue(Object.getOwnPropertyDescriptor(globalThis, key), globals[key]));
}

type Descriptors = Readonly<Record<PropertyKey, PropertyDescriptor>>;

const NAMES = [
  ...[
    'Object',
    'Function',
    'Array',
    'String',
    'Number',
    'Boolean',
    'Symbol',
    'BigInt',
    'Date',
    'RegExp',
    'Promise',
    'Map',
    'Set',
    'WeakMap',
    'WeakSet',
  ],
  ...['Error', 'TypeError', 'RangeError', 'JSON', 'Math', 'Reflect', 'ArrayBuffer', 'DataView', 'Uint8Array', 'Float64Array', 'console'],
] as const;

function builtIns(): object[] {
  const named = NAMES.map((name) => (globalThis as Record<string, unknown>)[name]).filter(
    (value) => typeof value === 'function' || typeof value === 'object',
  );
  return named
    .flatMap((value) => [value, (value as { prototype?: unknown }).prototype])
    .filter((value): value is object => value !== undefined && value !== null);
}

function isSame(now: Descriptors, before: Descriptors): boolean {
  const keys = keysOf(before);
  return keysOf(now).length === keys.length && keys.every((key) => isSameValue(now[key], before[key]));
}

// Some globals of Node are made at their first use: then an accessor has become a value.
function isSameValue(now: PropertyDescriptor | undefined, before: PropertyDescriptor | undefined): boolean {
  if (now === undefined || before === undefined) return now === before;
  return before.get === undefined
    ? Object.is(now.value, before.value) && now.get === undefined
    : now.get === before.get || now.get === undefined;
}

function keysOf(descriptors: Descriptors): PropertyKey[] {
  return Reflect.ownKeys(descriptors);
}
