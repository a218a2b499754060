import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * A folder on a disk that is soon full. Where this user may not mount one, the process that writes is forbidden files above a size instead, which the system
 * refuses in the same place with another code (EFBIG).
 */
export class SmallDisk {
  readonly folder: string;
  readonly isMounted: boolean;
  readonly #bytes: number;

  constructor(folder: string, kibibytes: number) {
    this.folder = folder;
    this.#bytes = kibibytes * 1024;
    mkdirSync(folder, { recursive: true });
    this.isMounted = mayMount() && succeeds('mount', '-t', 'tmpfs', '-o', `size=${kibibytes}k,mode=0777`, 'tmpfs', folder);
  }

  /** Nothing larger fits in from now on, for this process. */
  confine(pid: number): void {
    if (!this.isMounted) execFileSync('prlimit', ['--pid', String(pid), `--fsize=${this.#bytes}:unlimited`]);
  }

  /** Somebody has tidied up. */
  makeRoom(pid: number): void {
    if (this.isMounted) execFileSync('mount', ['-o', 'remount,size=64m', this.folder]);
    else execFileSync('prlimit', ['--pid', String(pid), '--fsize=unlimited:unlimited']);
  }

  /** Nobody may write to the store any more that is in this folder of the disk. */
  protect(name: string): void {
    if (this.isMounted) execFileSync('mount', ['-o', 'remount,ro', this.folder]);
    else if (process.getuid?.() !== 0) execFileSync('chmod', ['-R', 'a-w', join(this.folder, name)]);
    else {
      // Permissions mean nothing to this user: a file is where a folder should be.
      mkdirSync(join(this.folder, name, '.tmp'), { recursive: true });
      renameSync(join(this.folder, name, '.tmp'), join(this.folder, 'aside'));
      writeFileSync(join(this.folder, name, '.tmp'), '');
    }
  }

  unprotect(name: string): void {
    if (this.isMounted) execFileSync('mount', ['-o', 'remount,rw', this.folder]);
    else if (process.getuid?.() !== 0) execFileSync('chmod', ['-R', 'u+w', join(this.folder, name)]);
    else {
      rmSync(join(this.folder, name, '.tmp'));
      renameSync(join(this.folder, 'aside'), join(this.folder, name, '.tmp'));
    }
  }

  remove(): void {
    if (this.isMounted) execFileSync('umount', [this.folder]);
    else chmodSync(this.folder, 0o755);
  }
}

function mayMount(): boolean {
  return process.env['TIDEMARK_FAULT_NO_MOUNT'] === undefined;
}

function succeeds(command: string, ...args: string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
