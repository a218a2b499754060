import { parseArgs } from 'node:util';
import { defineCommand } from 'citty';
import type { ArgDef, CommandDef } from 'citty';
import { UsageError } from './usage-error.js';

/** An option of a command. */
export interface Option {
  readonly type: 'string' | 'boolean';
  readonly description: string;
  /** One letter. */
  readonly alias?: string;
  /** What stands for its value in the help text. */
  readonly valueHint?: string;
  /** May be given several times. */
  readonly many?: boolean;
}

/** What stands on the command line without dashes. */
export interface Positional {
  readonly description: string;
  /** One or more of them; the last positional only. */
  readonly many?: boolean;
}

type Options = Readonly<Record<string, Option>>;
type ValueOf<O extends Option> = O extends { type: 'boolean' }
  ? boolean
  : O extends { many: true }
    ? readonly string[]
    : string | undefined;

/** The command line, understood. */
export interface Given<O extends Options> {
  readonly positionals: readonly string[];
  readonly options: { readonly [K in keyof O]: ValueOf<O[K]> };
}

/** A command of the CLI, with what its help ends with. */
export type Command = CommandDef & { readonly examples?: readonly string[] };

const COMMON = { verbose: { type: 'boolean', description: 'Show the stack of an error' } } as const satisfies Options;

/** The option that every reading command has. */
export const JSON_OPTION = {
  json: { type: 'boolean', description: 'Print one JSON document and nothing else' },
} as const satisfies Options;

/** What a command is made of. */
export interface CommandParts<O extends Options> {
  /** The last word of the command. */
  readonly name: string;
  readonly description: string;
  readonly examples: readonly string[];
  readonly positionals?: Readonly<Record<string, Positional>>;
  readonly options: O;
  /** Gives the exit code; 0 when it gives none. Loads what it needs by itself: help must not wait for Temporal. */
  run(given: Given<O & typeof COMMON>): Promise<number | void>;
}

/** A command that does something. Refuses what it does not know, which citty by itself does not. */
export function command<const O extends Options>(parts: CommandParts<O>): Command {
  const { name, description, examples, positionals = {} } = parts;
  const options: Options = { ...parts.options, ...COMMON };
  const definition = defineCommand({
    meta: { name, description },
    args: Object.fromEntries([
      ...Object.entries(positionals).map(([key, { many, ...rest }]): [string, ArgDef] => [
        many === true ? `${key}...` : key,
        { type: 'positional', ...rest },
      ]),
      ...Object.entries(options).map(([key, { many: _, ...rest }]): [string, ArgDef] => [key, rest]),
    ]),
    run: ({ rawArgs }) => parts.run(parse(rawArgs, options, positionals) as Given<O & typeof COMMON>),
  });
  return { ...definition, examples };
}

/** A command that only has commands, loaded when they are wanted. */
export function group(
  name: string,
  description: string,
  parts: { readonly subCommands: Readonly<Record<string, () => Promise<Command>>>; readonly examples: readonly string[] },
): Command {
  return { ...defineCommand({ meta: { name, description }, subCommands: parts.subCommands }), examples: parts.examples };
}

function parse(rawArgs: readonly string[], options: Options, positionals: Readonly<Record<string, Positional>>): Given<Options> {
  const config = Object.fromEntries(
    Object.entries(options).map(([key, { type, alias, many = false }]) => [
      key,
      { type, multiple: many, ...(alias === undefined ? {} : { short: alias }) },
    ]),
  );
  const parsed = strictly(() => parseArgs({ args: [...rawArgs], options: config, allowPositionals: true, strict: true }));
  checkCount(parsed.positionals, positionals);
  const values = Object.entries(options).map(([key, { type, many }]) => [
    key,
    parsed.values[key] ?? (type === 'boolean' ? false : many === true ? [] : undefined),
  ]);
  return { positionals: parsed.positionals, options: Object.fromEntries(values) };
}

// Node's own messages go on to explain "--"; the first sentence says what is wrong.
function strictly<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    const [first = error.message] = error.message.split(/\. |\n/);
    throw new UsageError(`${first.replace(/\.$/, '')}.`, { cause: error });
  }
}

function checkCount(given: readonly string[], positionals: Readonly<Record<string, Positional>>): void {
  const names = Object.keys(positionals);
  const missing = names[given.length];
  if (missing !== undefined) throw new UsageError(`<${missing}> is missing.`);
  const open = Object.values(positionals).at(-1)?.many === true;
  if (!open && given.length > names.length) {
    throw new UsageError(`Unexpected argument ${JSON.stringify(given[names.length])}.`);
  }
}
