import { setTimeout as sleep } from 'node:timers/promises';
import type { RunContext } from 'tidemark';
import { tell } from './tell.js';

/** What a step is asked for that does not stop, whatever it is told. */
export type LogStubbornly = {
  readonly rows: number;
  readonly pauseMillis: number;
  /** Throws, instead of returning as if all were well, when a call was refused. Default false. */
  readonly throws?: boolean;
  /** The first attempts that throw at once. Default 0. */
  readonly failures?: number;
  /** The attempt that goes on logging rows until it is refused, for a minute at most. */
  readonly lingers?: number;
};

/** Logs rows that tell whose they are, and goes on when that is refused: with rows, results, lines and bodies, and with returning. */
export async function logStubbornly(
  context: RunContext,
  { rows, pauseMillis, throws = false, failures = 0, lingers }: LogStubbornly,
): Promise<void> {
  const { attempt } = context;
  if (attempt <= failures) throw new Error(`attempt ${attempt} fails`);
  tell(`began ${attempt}`);
  let refusal: unknown;
  const trying = async (what: string, log: () => PromiseLike<unknown>) => {
    try {
      await log();
    } catch (error) {
      refusal = error;
      tell(`refused ${what} ${(error as Error).name}`);
    }
  };
  const latest = Date.now() + 60_000;
  const isToGoOn = () => attempt === lingers && refusal === undefined && Date.now() < latest;
  for (let row = 0; row < rows || isToGoOn(); row++) {
    await trying('metric', () => context.logMetric('row', attempt * 1000 + row, row));
    tell(`row ${row}`);
    await sleep(pauseMillis);
  }
  await trying('result', () => context.logResult('attempt', attempt));
  await trying('line', () => context.logger.info(`attempt ${attempt}`));
  await trying('artifact', () => context.logArtifact('body', { body: `of attempt ${attempt} of ${context.uid}` }));
  tell(`ended ${attempt}`);
  if (throws && refusal !== undefined) throw refusal;
}
