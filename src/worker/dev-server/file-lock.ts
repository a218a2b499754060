import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Runs `work` while no other process of this machine does so under the same path. The lock of a process that died is taken over. */
export async function withFileLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  await mkdir(dirname(path), { recursive: true });
  const mine = `${process.pid} ${randomUUID()}`;
  while (!(await acquire(path, mine))) await sleep(200);
  try {
    return await work();
  } finally {
    if ((await owner(path)) === mine) await rm(path, { force: true });
  }
}

async function acquire(path: string, mine: string): Promise<boolean> {
  if (await create(path, mine)) return true;
  const other = await owner(path);
  if (other === undefined || isAlive(Number.parseInt(other, 10))) return false;
  await rm(path, { force: true });
  if (!(await create(path, mine))) return false;
  // Two processes may have found the same dead lock; the one whose lock was removed by the other sees it here.
  await sleep(100);
  return (await owner(path)) === mine;
}

async function create(path: string, mine: string): Promise<boolean> {
  // Written aside and linked into place: a lock is never seen without its owner in it.
  const aside = `${path}.${randomUUID()}`;
  await writeFile(aside, mine);
  try {
    await link(aside, path);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(aside, { force: true });
  }
}

async function owner(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined);
}

/** Whether a process with this id runs, ours to signal or not. */
export function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
  return !isZombie(pid);
}

/** Dead, but not yet reaped: a container without an init process leaves orphans so for good. */
function isZombie(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').at(-1)?.startsWith('Z') ?? false;
  } catch {
    return false; // not Linux, or gone meanwhile
  }
}
