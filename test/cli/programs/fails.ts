import type { RunContext } from 'tidemark';

/** Logs, then fails as code does. */
export function fails(context: RunContext): void {
  context.logResult('before', 1);
  throw new RangeError('the index is out of range');
}
