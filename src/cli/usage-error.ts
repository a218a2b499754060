import { TidemarkError } from '../core/index.js';

/** The command line itself is wrong: exit code 2. */
export class UsageError extends TidemarkError {
  readonly code = 'ERR_USAGE';
}
