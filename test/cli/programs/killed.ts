import type { RunContext } from 'tidemark';

/** A process that nobody could close. */
export async function killed(context: RunContext): Promise<void> {
  await context.logResult('before', 1);
  process.kill(process.pid, 'SIGKILL');
}
