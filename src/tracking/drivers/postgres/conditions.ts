import type { Parameter } from './database.js';

/** The terms of a WHERE clause, joined by AND, and what their question marks stand for. */
export class Conditions {
  readonly parameters: Parameter[] = [];
  readonly #terms: string[] = ['TRUE'];

  add(term: string, ...parameters: readonly Parameter[]): this {
    this.#terms.push(term);
    this.parameters.push(...parameters);
    return this;
  }

  /** No term for a value that is not given. */
  addEqual(column: string, value: Parameter | undefined): this {
    return value === undefined ? this : this.add(`${column} = ?`, value);
  }

  get text(): string {
    return this.#terms.join(' AND ');
  }
}
