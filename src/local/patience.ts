/** A run without Temporal waits this long for a tracking store that is away before it fails. */
export const PATIENCE_MILLIS = 5 * 60_000;
