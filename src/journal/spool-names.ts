import { randomUUID } from 'node:crypto';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';

const SUFFIX = '.spool';
// In the place of a process's start time: nobody has this file any more.
const LEFT = 'left';
/** A process that lives touches its file every few seconds. */
const GONE_AFTER_MILLIS = 10 * 60_000;

/** The name of a new file of this process. */
export function ownName(): string {
  // A pid alone may have been given to another process since: where the system tells when a process started, that is part of the name.
  return nameOf(startOf(process.pid) ?? '0');
}

/** The name of a file that nobody has any more. */
export function leftName(): string {
  return nameOf(LEFT);
}

/** Paths of the files in a folder whose processes are gone. */
export function abandonedIn(folder: string): readonly string[] {
  return namesIn(folder)
    .filter((name) => name.endsWith(SUFFIX) && !isOwnerAlive(folder, name))
    .map((name) => join(folder, name));
}

function nameOf(start: string): string {
  return `${[hostname().replaceAll('-', '_'), process.pid, start, randomUUID().slice(0, 8)].join('-')}${SUFFIX}`;
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    // No folder yet: nothing was ever spooled.
    return [];
  }
}

function isOwnerAlive(folder: string, name: string): boolean {
  const [host, pid, start] = name.split('-');
  if (start === LEFT) return false;
  // Another machine in a shared folder, or this one under its last name (a container's changes): only the file itself can tell.
  if (host !== hostname().replaceAll('-', '_')) return isYoung(join(folder, name));
  const now = startOf(Number(pid));
  if (now !== undefined) return start === '0' || start === now;
  try {
    process.kill(Number(pid), 0);
    return start === '0';
  } catch {
    return false;
  }
}

function isYoung(path: string): boolean {
  try {
    return Date.now() - statSync(path).mtimeMs < GONE_AFTER_MILLIS;
  } catch {
    return true;
  }
}

// Clock ticks since boot at which the process started: field 22 of /proc/<pid>/stat (see proc(5)).
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}
