import { afterAll, beforeAll } from 'vitest';

/** Keeps what the handlers of a test file print from the terminal. What captures output stands before this and sees it all. */
export function silence(): void {
  const { debug, log, info, warn, error } = console;
  const writes = { stdout: process.stdout.write, stderr: process.stderr.write };
  const nothing = () => undefined;
  beforeAll(() => {
    Object.assign(console, { debug: nothing, log: nothing, info: nothing, warn: nothing, error: nothing });
    process.stdout.write = () => true;
    process.stderr.write = () => true;
  });
  afterAll(() => {
    Object.assign(console, { debug, log, info, warn, error });
    process.stdout.write = writes.stdout;
    process.stderr.write = writes.stderr;
  });
}
