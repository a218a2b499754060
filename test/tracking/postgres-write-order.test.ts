import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { WriteOrder } from '../../src/tracking/drivers/postgres/write-order.js';
import type { AppendBatch } from '../../src/tracking/index.js';

/** An order of writes that keeps a diary: `+` when one begins and `-` when it is over. */
function opened(failures: readonly string[] = [], isPassing = true) {
  const diary: string[] = [];
  const write = async (name: string) => {
    diary.push(`+${name}`);
    await sleep(5);
    diary.push(`-${name}`);
  };
  const order = new WriteOrder({
    width: 2,
    isPassing: () => isPassing,
    async commit(batches) {
      await write(batches.map(({ uid }) => uid).join());
      if (batches.some(({ uid }) => failures.includes(uid))) throw new Error('no');
      return batches.map(() => undefined);
    },
  });
  const append = (uid: string, size = 1) => order.append([{ uid, attempt: 1, events: Array.from({ length: size }, event) }]);
  const other = (uid: string) => order.run([uid], () => write(uid.toUpperCase()));
  return { diary, order, append, other };
}

function event(): AppendBatch['events'][number] {
  return { seq: 1, time: 0, type: 'progress', done: 0 };
}

describe('the writes of one process on PostgreSQL', () => {
  it('are gathered when they are appends that wait', async () => {
    const { diary, append } = opened();
    const first = [append('a'), append('b')];
    await sleep(1);
    await Promise.all([...first, append('c'), append('d')]);
    expect(diary).toEqual(['+a,b', '-a,b', '+c,d', '-c,d']);
  });

  it('are answered call by call', async () => {
    const { order } = opened();
    const batch = { uid: 'a', attempt: 1, events: [] };
    expect(await Promise.all([order.append([batch, batch]), order.append([]), order.append([batch])])).toEqual([
      [undefined, undefined],
      [],
      [undefined],
    ]);
  });

  it('are gathered up to five thousand events, and a larger call goes alone', async () => {
    const { diary, append } = opened();
    await Promise.all([append('a', 3000), append('b', 2000), append('c', 1), append('d', 9000), append('e')]);
    expect(diary).toEqual(['+a,b', '-a,b', '+c', '-c', '+d', '-d', '+e', '-e']);
  });

  it('keep the order of their calls, whatever they are', async () => {
    const { diary, append, other } = opened();
    await Promise.all([append('a'), other('a'), append('b'), other('c')]);
    expect(diary).toEqual(['+a', '-a', '+A', '-A', '+b', '-b', '+C', '-C']);
  });

  it('go side by side when they are of different runs, as many as there are connections', async () => {
    const { diary, other } = opened();
    await Promise.all([other('a'), other('b'), other('c'), other('c'), other('d')]);
    expect(diary).toEqual(['+A', '+B', '-A', '-B', '+C', '-C', '+C', '+D', '-C', '-D']);
  });

  it('fail together when the server is away, and what comes later goes on', async () => {
    const { diary, append } = opened(['b']);
    const outcomes = await Promise.allSettled([append('a'), append('b')]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await append('c');
    expect(diary.filter((line) => line.startsWith('+'))).toEqual(['+a,b', '+c']);
  });

  it('fail alone when one of them is to blame', async () => {
    const { append } = opened(['b'], false);
    const outcomes = await Promise.allSettled([append('a'), append('b'), append('c')]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  it('are over, failed ones too, before what is read after them', async () => {
    const { diary, order, append, other } = opened(['a']);
    const writes = Promise.allSettled([append('a'), other('b'), other('c')]);
    await order.settled();
    expect(diary).toHaveLength(6);
    await writes;
  });
});
