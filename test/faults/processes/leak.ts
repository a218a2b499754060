import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunContext } from 'tidemark';
import { tell } from './tell.js';

/** What a step is asked for that lets its secret out wherever it can. */
export type Leak = {
  /** Logged beside the secret: who finds this has looked in the right places. */
  readonly marker: string;
  /** The step logs when the first file is there, and ends when the second is. */
  readonly gates: readonly [string, string];
};

/** Prints, logs, labels, returns and throws a secret, and lets nothing out by its artifacts' bodies: those are the user's. The first attempt fails. */
export async function leak(context: RunContext, { marker, gates: [begin, end] }: Leak) {
  const secret = await context.getSecret('FAULT_TOKEN', { required: true });
  const said = `${marker} ${secret}`;
  tell(`began ${context.attempt}`);
  await exists(begin);
  context.logger.info(`logged ${said}`, { headers: { authorization: `Bearer ${secret}` }, [secret]: 1 });
  context.logger.child({ secret }).warn('bound');
  console.log('printed', said, { secret });
  process.stdout.write(`split ${marker} ${secret.slice(0, 7)}`);
  await sleep(20);
  process.stdout.write(`${secret.slice(7)} over two writes\n`);
  process.stderr.write(`url https://user:${encodeURIComponent(secret)}@host/?${new URLSearchParams({ secret }).toString()}\n`);
  context.logResult('plain', said);
  context.logResult('nested', { list: [secret, { deep: `x${secret}y` }], [secret]: 'as a key' });
  context.logResult('basic', `Basic ${Buffer.from(`user:${secret}`).toString('base64')}`);
  context.logResult('base64url', Buffer.from(`${secret} and more`).toString('base64url'));
  context.setLabel('secret', secret);
  context.setAnnotation('secret', said);
  context.getParam('fallback', secret);
  context.logArtifact('file', { body: 'x', labels: { secret }, extraData: { said } });
  context.logModel('model', { body: 'x', parameters: { secret }, metrics: { [secret]: 1 }, framework: secret });
  await context.logResult('last', said);
  tell('logged');
  await exists(end);
  await throwsAndTells(() => context.once(secret, () => secret));
  await throwsAndTells(() => context.checkpoint({ secret }));
  await context.commit({ message: said });
  if (context.attempt === 1) throw new TypeError(`failed with ${said}`, { cause: new Error(`because of ${secret}`) });
  return { said, [secret]: [secret] };
}

/** Throws a secret, and is not tried again. */
export async function failWithSecret(context: RunContext, { marker }: { readonly marker: string }) {
  const secret = await context.getSecret('FAULT_TOKEN', { required: true });
  throw Object.assign(new Error(`${marker} ${secret}`), { name: `Error of ${secret}`, code: secret });
}

async function throwsAndTells(deed: () => Promise<unknown>): Promise<void> {
  await deed().catch((error: unknown) => console.error('refused', error));
}

async function exists(path: string): Promise<void> {
  while (!existsSync(path)) await sleep(20);
}
