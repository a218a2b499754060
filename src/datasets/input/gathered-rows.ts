import type { RawTable } from '../raw-columns.js';

/** Objects taken apart into columns as they come; one that lacks a key has null there. */
export class GatheredRows {
  count = 0;
  readonly #names: string[] = [];
  readonly #columns: unknown[][] = [];
  readonly #indexes = new Map<string, number>();

  add(row: Readonly<Record<string, unknown>>): void {
    const keys = Object.keys(row);
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i] as string;
      // Mostly all rows have the same keys in the same order: then nothing is looked up.
      const values = this.#columns[this.#names[i] === key ? i : this.#indexOf(key)] as unknown[];
      if (values.length < this.count) pad(values, this.count);
      values.push(row[key]);
    }
    this.count++;
  }

  table(): RawTable {
    for (const values of this.#columns) pad(values, this.count);
    return { rows: this.count, columns: new Map(this.#names.map((name, index) => [name, this.#columns[index] as unknown[]])) };
  }

  #indexOf(key: string): number {
    const known = this.#indexes.get(key);
    if (known !== undefined) return known;
    const index = this.#names.push(key) - 1;
    this.#columns.push([]);
    this.#indexes.set(key, index);
    return index;
  }
}

function pad(values: unknown[], length: number): void {
  while (values.length < length) values.push(null);
}
