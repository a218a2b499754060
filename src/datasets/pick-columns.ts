import { InvalidArgumentError } from '../core/index.js';

/** The wanted columns, or all. @throws {InvalidArgumentError} for one that is not there, naming those that are. */
export function pickColumns(name: string, all: readonly string[], wanted: readonly string[] = all): readonly string[] {
  const unknown = wanted.filter((column) => !all.includes(column));
  if (unknown.length === 0) return wanted;
  const quoted = unknown.map((column) => JSON.stringify(column)).join(', ');
  throw new InvalidArgumentError(`${name} has no column ${quoted}; it has ${all.map((column) => JSON.stringify(column)).join(', ')}.`);
}
