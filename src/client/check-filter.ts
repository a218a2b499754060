import { checkObject, checkText, kindOf, stringLabels } from '../context/index.js';
import { InvalidArgumentError, PLURAL_OF, RUN_KINDS, RUN_STATES } from '../core/index.js';
import type { ArtifactFilter } from '../tracking/index.js';
import type { RunQuery } from './client.js';

type Check = (what: string, value: unknown) => unknown;

const whole: Check = (what, value) => {
  if (!Number.isSafeInteger(value) || Number(value) < 0)
    throw new InvalidArgumentError(`${what} must be a whole number from 0, got ${typeof value === 'number' ? value : kindOf(value)}.`);
};
const date: Check = (what, value) => {
  if (!(value instanceof Date) || Number.isNaN(value.getTime())) throw new InvalidArgumentError(`${what} must be a valid Date.`);
};
const truth: Check = (what, value) => {
  if (typeof value !== 'boolean') throw new InvalidArgumentError(`${what} must be true or false.`);
};
const oneOf =
  (words: readonly string[]): Check =>
  (what, value) => {
    for (const word of Array.isArray(value) ? (value as readonly unknown[]) : [value]) {
      if (!words.includes(checkText(what, word)))
        throw new InvalidArgumentError(`${what} is one of ${words.join(', ')}, not ${String(word)}.`);
    }
  };

const CHECKS: Readonly<Record<string, Check>> = {
  uidPrefix: checkText,
  project: checkText,
  name: checkText,
  kind: oneOf([...Object.keys(PLURAL_OF), ...RUN_KINDS]),
  state: oneOf(RUN_STATES),
  labels: (_, labels) => stringLabels(labels as Record<string, unknown>),
  parentUid: checkText,
  since: date,
  unreported: date,
  endedSince: date,
  query: checkText,
  orderBy: checkText,
  limit: whole,
  offset: whole,
  after: (what, value) => checkObject(what, value as object),
  key: checkText,
  dbKey: checkText,
  tag: checkText,
  tree: checkText,
  runUid: checkText,
  attempt: whole,
  includePending: truth,
};

/** Refuses a filter that would find something else than it says. @throws {InvalidArgumentError} naming the field. */
export function checkFilter<F extends RunQuery | ArtifactFilter>(filter: F): F {
  for (const [field, value] of Object.entries(checkObject('The filter', filter))) {
    const check = Object.hasOwn(CHECKS, field) ? CHECKS[field] : undefined;
    if (check === undefined)
      throw new InvalidArgumentError(`The filter has a field ${field}, which there is not. There are: ${Object.keys(CHECKS).join(', ')}.`);
    if (value !== undefined) check(`${field} of the filter`, value);
  }
  return filter;
}
