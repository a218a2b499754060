import type { RunContext } from 'tidemark';

/** Fails when an artifact has been logged. */
export async function failsLate(context: RunContext): Promise<void> {
  await context.logArtifact('draft', { body: 'half' });
  throw new Error('too late');
}
