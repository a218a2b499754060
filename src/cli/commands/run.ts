import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { JSON_OPTION, command } from '../command.js';
import { assignments, jsonOrText, wholeNumber } from '../parse-text.js';
import { UsageError } from '../usage-error.js';

/** `tidemark run` */
export const run = command({
  name: 'run',
  description: 'Run a handler on Temporal (or with --local in a process), or a script that opens a context',
  examples: [
    'tidemark run train.ts -p epochs=5 -p name=first --input data=penguins.csv',
    'tidemark run handlers.ts#train --local --label team=risk',
    'tidemark run script.ts --secrets secrets.env --json',
  ],
  positionals: { 'file[#export]': { description: 'A TypeScript or JavaScript file, and which handler of it where it has several' } },
  options: {
    param: {
      type: 'string',
      alias: 'p',
      many: true,
      valueHint: 'key=value',
      description: 'A param: JSON where it is JSON, else text; may be repeated',
    },
    input: {
      type: 'string',
      alias: 'i',
      many: true,
      valueHint: 'key=path',
      description: 'An input: a path, URL or store:// URI; may be repeated',
    },
    name: { type: 'string', description: "The run's name (default: the handler's)" },
    project: { type: 'string', description: "The run's project" },
    label: { type: 'string', many: true, valueHint: 'key=value', description: 'A label; may be repeated' },
    local: { type: 'boolean', description: 'Run the handler without Temporal' },
    tries: { type: 'string', valueHint: 'n', description: 'On Temporal: how often a failing handler is tried (default 1)' },
    secrets: { type: 'string', valueHint: 'file', description: 'A file of KEY=value lines for getSecret' },
    absolute: { type: 'boolean', description: 'Times as they are, not how long ago' },
    ...JSON_OPTION,
  },
  async run({ positionals: [target = ''], options }) {
    const { file, exportName } = parseTarget(target);
    const request = {
      file,
      exportName,
      local: options.local,
      tries: wholeNumber('--tries', options.tries) ?? 1,
      name: options.name,
      project: options.project,
      params: mapValues(assignments('--param', options.param), jsonOrText),
      inputs: mapValues(assignments('--input', options.input), absolute),
      labels: assignments('--label', options.label),
      secretsFile: options.secrets === undefined ? undefined : existing(options.secrets, 'secrets file'),
    };
    const { runFile } = await import('../run/run-file.js');
    return runFile(request, { json: options.json, verbose: options.verbose, absolute: options.absolute });
  },
});

// A file may have a "#" in its name.
function parseTarget(target: string): { file: string; exportName: string | undefined } {
  const at = target.lastIndexOf('#');
  if (at < 0 || existsSync(target)) return { file: existing(target, 'file'), exportName: undefined };
  return { file: existing(target.slice(0, at), 'file'), exportName: target.slice(at + 1) };
}

function existing(path: string, what: string): string {
  if (!existsSync(path)) throw new UsageError(`There is no ${what} ${resolve(path)}.`);
  return resolve(path);
}

// One letter before the colon is a Windows drive.
function absolute(pathOrUri: string): string {
  if (pathOrUri === '') throw new UsageError('--input has a key and no path. Write --input key=path.');
  return /^[A-Za-z][-+.A-Za-z0-9]+:/.test(pathOrUri) ? pathOrUri : resolve(pathOrUri);
}

function mapValues<T>(texts: Readonly<Record<string, string>>, change: (text: string) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, change(text)]));
}
