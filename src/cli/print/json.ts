import { toTagged } from '../../core/index.js';

/** The one document of `--json`; what JSON lacks is tagged. */
export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(toTagged(value), null, 2)}\n`);
}
