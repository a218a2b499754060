import { execFile } from 'node:child_process';
import { dirname, relative, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { SourceRecord } from '../core/index.js';

const run = promisify(execFile);
const known = new Map<string, Promise<{ top?: string; commit?: string; dirty?: boolean }>>();

/** Which code runs: file, export, git commit and whether the working tree had changes. Asked of git once per folder and process. */
export async function sourceOf(exportName: string, file: string | undefined): Promise<SourceRecord> {
  const folder = file === undefined ? process.cwd() : dirname(resolve(file));
  let found = known.get(folder);
  if (found === undefined) known.set(folder, (found = askGit(folder)));
  const { top, ...git } = await found;
  return {
    ...(file === undefined ? {} : { file: top === undefined ? resolve(file) : relative(top, resolve(file)) }),
    export: exportName,
    ...git,
  };
}

// No git, no repository, no commit yet: the record just does not have it.
async function askGit(folder: string): Promise<{ top?: string; commit?: string; dirty?: boolean }> {
  const git = async (...args: string[]) => (await run('git', ['-C', folder, ...args])).stdout.trim();
  try {
    const [top, commit, changes] = await Promise.all([
      git('rev-parse', '--show-toplevel'),
      git('rev-parse', 'HEAD'),
      git('status', '--porcelain', '--untracked-files=no'),
    ]);
    return { top, commit, dirty: changes !== '' };
  } catch {
    return {};
  }
}
