import { writeSync } from 'node:fs';

/** A line for the test that watches this process: written at once, and past what captures output for the run's log. Nobody watches the test itself. */
export function tell(line: string): void {
  if (process.env['TIDEMARK_FAULT_WORKER'] !== undefined) writeSync(1, `${line}\n`);
}
