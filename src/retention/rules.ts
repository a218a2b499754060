import { InvalidArgumentError } from '../core/index.js';

/** What may go. Without a rule every record stays. */
export interface RetentionRules {
  /** A version is past its time when so many newer ones of its name are published. */
  readonly keepVersions?: number;
  /** A version is past its time when it was logged longer ago. Together with `keepVersions`: when both say so. */
  readonly olderThanMillis?: number;
  /** A run is past its time when it ended longer ago. It goes with all it logged, unless some of that is kept. */
  readonly runsOlderThanMillis?: number;
  /** Also records that were never published go, of runs that are over: what failed and repeated attempts had logged. Default false. */
  readonly abandoned?: boolean;
}

/** @throws {InvalidArgumentError} naming the rule that makes no sense. */
export function checkRules(rules: RetentionRules): void {
  if (rules.keepVersions !== undefined && (!Number.isSafeInteger(rules.keepVersions) || rules.keepVersions < 1))
    throw new InvalidArgumentError(`keepVersions is a whole number from 1, not ${String(rules.keepVersions)}.`);
  for (const name of ['olderThanMillis', 'runsOlderThanMillis'] as const) checkMillis(name, rules[name]);
  if (rules.abandoned !== undefined && typeof rules.abandoned !== 'boolean')
    throw new InvalidArgumentError(`abandoned is true or false, not ${String(rules.abandoned)}.`);
}

/** @throws {InvalidArgumentError} for what is no length of time. */
export function checkMillis(name: string, millis: number | undefined): void {
  if (millis !== undefined && !(Number.isFinite(millis) && millis >= 0))
    throw new InvalidArgumentError(`${name} is a number of milliseconds from 0, not ${String(millis)}.`);
}
