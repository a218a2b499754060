import { InvalidKeyError } from './errors.js';

// The reference's rule (MLRun 1.12): begins and ends with a letter or digit, so no path can hide in a key.
const KEY = /^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;
const MAX_LENGTH = 200;

/** True for a key: letters and digits, with `-`, `_` and `.` between them. */
export function isKey(key: unknown): key is string {
  return typeof key === 'string' && key.length <= MAX_LENGTH && KEY.test(key);
}

/** Returns `key` when it is one; `what` names it in the error. @throws {InvalidKeyError} */
export function checkKey(key: unknown, what = 'Key'): string {
  if (!isKey(key)) throw new InvalidKeyError(what, key);
  return key;
}

/** Label, annotation, metric, result and param keys are freer: any text of 1 to 200 characters without control characters. */
export function checkName(name: unknown, what = 'Name'): string {
  // eslint-disable-next-line no-control-regex -- control characters are what this refuses
  if (typeof name !== 'string' || name.length === 0 || name.length > MAX_LENGTH || /[\u0000-\u001f\u007f]/.test(name)) {
    throw new InvalidKeyError(what, name);
  }
  return name;
}
