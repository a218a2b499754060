import type { RunContext } from 'tidemark';

export async function reads(context: RunContext): Promise<void> {
  context.logResult('found', (await context.getSecret('KEY')) !== undefined);
  console.log(`key ${await context.getSecret('KEY')}`);
}
