import { checkObject, checkText, stringLabels } from '../context/index.js';
import { InvalidArgumentError, checkName } from '../core/index.js';
import type { LabelChange } from '../tracking/index.js';

/** Checks what `setLabels` was given. @throws {InvalidArgumentError} @throws {InvalidKeyError} @throws {InvalidValueError} */
export function labelChange(uids: string | readonly string[], labels: Readonly<Record<string, unknown>>): LabelChange {
  const entries = Object.entries(checkObject('labels', labels));
  if (entries.length === 0)
    throw new InvalidArgumentError('There are no labels to set. Give { key: value }, or { key: null } to take one off.');
  const set = stringLabels(Object.fromEntries(entries.filter(([, value]) => value !== null)));
  const removed = entries.filter(([, value]) => value === null).map(([key]): [string, null] => [checkName(key, 'Label'), null]);
  const runs = [...new Set([uids].flat())];
  for (const uid of runs) checkText('The uid of a run', uid);
  return { uids: runs, labels: { ...set, ...Object.fromEntries(removed) } };
}
