const BRAND = Symbol.for('tidemark.error');

/**
 * Every error that Tidemark throws by itself. `code` is stable and listed in docs/errors.md; `name` is what the Temporal UI shows as the
 * failure type and what `nonRetryableErrorTypes` matches.
 */
export abstract class TidemarkError extends Error {
  /** @internal A process may hold two copies of this package (a command installed globally, a user's own): an error of either is one. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    if (this !== TidemarkError) return Function.prototype[Symbol.hasInstance].call(this, value);
    return typeof value === 'object' && value !== null && BRAND in value;
  }
  /** @internal */
  get [BRAND](): true {
    return true;
  }
  /** Stable and greppable, e.g. `ERR_INVALID_KEY`. */
  abstract readonly code: `ERR_${string}`;
  /** True when doing the same again may help; Temporal retries the step only then. */
  readonly retryable: boolean = false;
  /** The class name. A public name: the build never minifies it. */
  override get name(): string {
    return this.constructor.name;
  }
}

/** A text as an error shows it: quoted, and not too long. */
export function quote(text: unknown): string {
  const shown = typeof text === 'string' ? text : anyText(text);
  return JSON.stringify(shown.length > 120 ? `${shown.slice(0, 120)}…` : shown);
}

// Also of an object that has no text or throws when it is asked for one: an error about it must still be made.
function anyText(value: unknown): string {
  try {
    return String(value);
  } catch {
    return typeof value === 'function' ? 'a function without text' : 'an object without text';
  }
}
