import { InvalidArgumentError, InvalidValueError, checkName } from '../core/index.js';

/** An object of named values. @throws {InvalidArgumentError} for null, arrays, Maps and whatever else has its values elsewhere. */
export function checkObject<T extends object>(what: string, value: T): T {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Map);
  if (!isObject) throw new InvalidArgumentError(`${what} must be an object such as { name: value }, got ${kindOf(value)}.`);
  return value;
}

/** @throws {InvalidArgumentError} for what is no text. */
export function checkText(what: string, value: unknown): string {
  if (typeof value !== 'string') throw new InvalidArgumentError(`${what} must be text, got ${kindOf(value)}.`);
  return value;
}

/** `String(value)`. @throws {InvalidValueError} for an object that has no text. */
export function textOf(what: string, value: unknown): string {
  try {
    return String(value);
  } catch (error) {
    throw new InvalidValueError(what, `it cannot be turned into text (${error instanceof Error ? error.message : 'it throws'})`);
  }
}

/** Stored text of label values. @throws {InvalidArgumentError} @throws {InvalidKeyError} @throws {InvalidValueError} */
export function stringLabels(labels: Readonly<Record<string, unknown>>): Record<string, string> {
  const entries = Object.entries(checkObject('labels', labels));
  return Object.fromEntries(entries.map(([key, value]) => [checkName(key, 'Label'), textOf(`label ${JSON.stringify(key)}`, value)]));
}

/** What somebody gave, in words. */
export function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return 'an array';
  if (typeof value !== 'object') return `a ${typeof value}`;
  const name = Object.prototype.toString.call(value).slice('[object '.length, -1);
  return name === 'Object' ? 'an object' : `a ${name}`;
}
