import { InvalidArgumentError, RUN_STATES } from '../../core/index.js';
import type { RunState } from '../../core/index.js';

/** `error,aborted` @throws {InvalidArgumentError} for a word that is no state. */
export function statesOf(text: string | undefined): readonly RunState[] | undefined {
  return text?.split(',').map((word) => {
    const found = RUN_STATES.find((state) => state === word);
    if (found === undefined) throw new InvalidArgumentError(`${JSON.stringify(word)} is no state. States: ${RUN_STATES.join(', ')}.`);
    return found;
  });
}

/** `key=value`, once or several times. @throws {InvalidArgumentError} for text without `=`. */
export function labelsOf(texts: string | readonly string[] | undefined): Readonly<Record<string, string>> | undefined {
  if (texts === undefined) return undefined;
  const entries = [texts].flat().map((text): [string, string] => {
    const at = text.indexOf('=');
    if (at < 1) throw new InvalidArgumentError(`A label is written key=value, not ${JSON.stringify(text.slice(0, 100))}.`);
    return [text.slice(0, at), text.slice(at + 1)];
  });
  return Object.fromEntries(entries);
}
