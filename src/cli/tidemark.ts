import { readFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';
import { renderUsage, runCommand } from 'citty';
import { group } from './command.js';
import type { Command } from './command.js';
import { failureOf } from './failure.js';
import { errorText } from './print/error.js';
import { hasColours, styledError } from './print/style.js';
import { UsageError } from './usage-error.js';

const TIDEMARK: Command = group('tidemark', 'Run tracked handlers and scripts, and read back what they logged', {
  subCommands: {
    dev: async () => (await import('./commands/dev.js')).dev,
    ui: async () => (await import('./commands/ui.js')).ui,
    run: async () => (await import('./commands/run.js')).run,
    runs: async () => (await import('./commands/runs/index.js')).runs,
    artifacts: async () => (await import('./commands/artifacts/index.js')).artifacts,
    gc: async () => (await import('./commands/gc.js')).gc,
    token: async () => (await import('./commands/token/index.js')).token,
    doctor: async () => (await import('./commands/doctor.js')).doctor,
  },
  examples: ['tidemark run train.ts -p epochs=5 --local', 'tidemark runs list --since 2h', 'tidemark doctor'],
});

/** A command, and the words that led to it. */
interface Found {
  readonly command: Command;
  readonly path: readonly string[];
  readonly rest: readonly string[];
}

/** Runs a command line and gives its exit code: 0, 1 when it failed, 2 when it was wrong. Prints errors itself. */
export async function tidemark(args: readonly string[]): Promise<number> {
  let found: Found = { command: TIDEMARK, path: ['tidemark'], rest: args };
  try {
    found = await find(found);
    const { command, rest } = found;
    if (asksForHelp(rest)) {
      console.log(await help(found, process.stdout));
      return 0;
    }
    if (command === TIDEMARK && rest[0] === '--version') {
      console.log(version());
      return 0;
    }
    if (command.subCommands !== undefined) return await refuseGroup(found);
    const { result } = await runCommand(command, { rawArgs: [...rest] });
    return typeof result === 'number' ? result : 0;
  } catch (error) {
    return report(error, found);
  }
}

async function find(from: Found): Promise<Found> {
  const { command, path, rest } = from;
  const subCommands = command.subCommands as Readonly<Record<string, () => Promise<Command>>> | undefined;
  const [word, ...others] = rest;
  if (subCommands === undefined || word === undefined || word.startsWith('-')) return from;
  const load = Object.hasOwn(subCommands, word) ? subCommands[word] : undefined;
  if (load === undefined) {
    throw new UsageError(`There is no command ${[...path, word].join(' ')}. There are: ${Object.keys(subCommands).join(', ')}.`);
  }
  return find({ command: await load(), path: [...path, word], rest: others });
}

function asksForHelp(rest: readonly string[]): boolean {
  const end = rest.indexOf('--');
  return (end < 0 ? rest : rest.slice(0, end)).some((word) => word === '--help' || word === '-h');
}

async function help({ command, path }: Found, stream: NodeJS.WriteStream): Promise<string> {
  const above = path.slice(0, -1).join(' ');
  const usage = await (above === '' ? renderUsage(command) : renderUsage(command, { meta: { name: above } }));
  const examples = (command.examples ?? []).map((line) => `  ${line}`).join('\n');
  const text = `${usage.trimEnd()}\n\n${headline('EXAMPLES')}\n\n${examples}\n`;
  return hasColours(stream) ? text : stripVTControlCharacters(text);
}

// As citty prints its own.
function headline(text: string): string {
  return `\u001B[4m\u001B[1m${text}\u001B[22m\u001B[24m`;
}

async function refuseGroup(found: Found): Promise<number> {
  const [option] = found.rest;
  if (option !== undefined) throw new UsageError(`Unknown option '${option}'.`);
  console.error(await help(found, process.stderr));
  return 2;
}

function report(error: unknown, { path, rest }: Found): number {
  const stack = rest.includes('--verbose') || Boolean(process.env['DEBUG']);
  // citty's own errors are about the command line too.
  const usage = error instanceof UsageError || (error instanceof Error && error.name === 'CLIError');
  if (usage) {
    console.error(`${styledError('red', `${path.join(' ')}:`)} ${stripVTControlCharacters((error as Error).message)}`);
    console.error(`How it is used: ${path.join(' ')} --help`);
  } else {
    console.error(styledError('red', errorText(failureOf(error), { stack })));
  }
  if (usage && stack) console.error((error as Error).stack);
  return usage ? 2 : 1;
}

function version(): string {
  const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string };
  return manifest.version;
}
