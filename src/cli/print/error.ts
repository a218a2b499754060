import type { ErrorRecord } from '../../core/index.js';
import { stripVTControlCharacters } from 'node:util';

/** An error as text: class, code and message, where it was thrown, and its causes. With `stack` the whole stack. */
export function errorText(error: ErrorRecord, { stack }: { readonly stack: boolean }): string {
  const code = error.code === undefined ? '' : ` [${error.code}]`;
  const message = error.message === '' ? '' : `: ${stripVTControlCharacters(error.message)}`;
  const head = `${error.name}${code}${message}`;
  const frames = framesOf(error);
  const at = stack ? frames : frames.filter(isUsers).slice(0, error.code === undefined ? 3 : 0);
  // Ours say in words what their cause means.
  const cause = error.cause === undefined || (error.code !== undefined && !stack) ? [] : [`Caused by ${errorText(error.cause, { stack })}`];
  return [head, ...at.map((frame) => `    ${frame}`), ...cause].join('\n');
}

function framesOf({ stack = '' }: ErrorRecord): string[] {
  return stack
    .split('\n')
    .map((line) => stripVTControlCharacters(line).trim())
    .filter((line) => line.startsWith('at '));
}

// Where the user's own code is; an error of ours says in words what to do.
function isUsers(frame: string): boolean {
  return !/node:|node_modules|\(native\)/.test(frame) && !OWN_FOLDERS.some((folder) => frame.includes(folder));
}

// Source maps lead from the one to the other.
const OWN_FOLDERS = ['src', 'dist'].map((name) => new URL(`../../../${name}/`, import.meta.url).pathname);
