import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { NoTemporalServerError } from '../../core/index.js';
import { withFileLock } from './file-lock.js';
import { buildWithGo, downloadWithSdk, GO_PACKAGE } from './install-temporal.js';

/** An executable `temporal`, and how it was come by. */
export interface TemporalBinary {
  readonly path: string;
  readonly source: 'setting' | 'path' | 'cache' | 'download' | 'build';
}

/** How far {@link findTemporal} may go. */
export interface FindTemporalOptions {
  /** Hears a line at the start of each slow way, and about every 10 seconds while it lasts. */
  readonly onProgress?: (line: string) => void;
  /** False: neither download nor build. Default true. */
  readonly install?: boolean;
}

/**
 * Finds the `temporal` command line tool, or gets it: `TIDEMARK_TEMPORAL_CLI`, PATH, our cache, the SDK's download, `go install`.
 * What was downloaded or built is kept in the cache, so the slow ways are gone once per machine. Processes that ask at the same time
 * wait for the first one.
 * @throws {NoTemporalServerError} listing every way that was tried, why it failed, and what helps
 */
export async function findTemporal(options: FindTemporalOptions = {}): Promise<TemporalBinary> {
  const setting = process.env['TIDEMARK_TEMPORAL_CLI'];
  if (setting) {
    if (await isExecutable(setting)) return { path: setting, source: 'setting' };
    throw new NoTemporalServerError(`TIDEMARK_TEMPORAL_CLI is ${setting}, and that is not an executable file. Correct it, or unset it.`);
  }
  const present = (await onPath('temporal', 'path')) ?? (await inCache());
  if (present) return present;

  const tried = ['PATH: there is no `temporal`', `cache: there is none in ${binFolder()}`];
  if (options.install === false) throw nothingFound(tried);
  return withFileLock(
    join(binFolder(), 'install.lock'),
    async () => (await inCache()) ?? (await install(options.onProgress ?? (() => {}), tried)),
  );
}

async function install(onProgress: (line: string) => void, tried: string[]): Promise<TemporalBinary> {
  const folder = binFolder();
  const ways = [
    { name: 'download', run: () => downloadWithSdk(join(folder, 'temporal-download'), onProgress) },
    { name: `go install ${GO_PACKAGE}`, run: async () => buildWithGo(join(folder, 'temporal-1.5.1'), await goOnPath(), onProgress) },
  ];
  for (const { name, run } of ways) {
    try {
      return await run();
    } catch (error) {
      tried.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  throw nothingFound(tried);
}

async function goOnPath(): Promise<string> {
  const go = await onPath('go', 'path');
  if (!go) throw new Error('there is no `go` on PATH');
  return go.path;
}

function nothingFound(tried: readonly string[]): NoTemporalServerError {
  return new NoTemporalServerError(
    [
      'A Temporal server is needed, and none could be had. Tried:',
      ...tried.map((line) => `  - ${line}`),
      'Do one of these, then run this again:',
      '  - set TEMPORAL_ADDRESS to a server that is running already, e.g. localhost:7233',
      '  - install the Temporal CLI (https://docs.temporal.io/cli/setup-cli), or set TIDEMARK_TEMPORAL_CLI to where it is',
      '  - install Go (https://go.dev/dl): Tidemark then builds the CLI by itself, once',
    ].join('\n'),
  );
}

async function inCache(): Promise<TemporalBinary | undefined> {
  for (const name of ['temporal-download', 'temporal-1.5.1']) {
    const path = join(binFolder(), name);
    if (await isExecutable(path)) return { path, source: 'cache' };
  }
  return undefined;
}

async function onPath(command: string, source: TemporalBinary['source']): Promise<TemporalBinary | undefined> {
  const file = process.platform === 'win32' ? `${command}.exe` : command;
  for (const folder of (process.env['PATH'] ?? '').split(delimiter).filter(Boolean)) {
    const path = join(folder, file);
    if (await isExecutable(path)) return { path, source };
  }
  return undefined;
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

function binFolder(): string {
  const cache = process.env['TIDEMARK_CACHE'] ?? join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'tidemark');
  return join(cache, 'bin');
}
