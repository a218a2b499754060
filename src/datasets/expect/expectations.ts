import type { ExpectationReport } from '../../core/index.js';
import { InvalidArgumentError } from '../../core/index.js';
import type { ColumnExpectation, DatasetOptions, RowSchema } from '../../sdk/index.js';
import { cellOf } from '../cells.js';
import type { TypedTable } from '../columns.js';
import { ColumnRules } from './column-rules.js';
import { Violations } from './violations.js';

type Expected = NonNullable<DatasetOptions['expect']>;

/** Looks at the rows of a dataset as they go by. */
export interface Expectations {
  /** Columns that have to be there. */
  readonly columns: readonly string[];
  check(table: TypedTable): Promise<void>;
  report(): ExpectationReport;
}

/** @throws {InvalidArgumentError} for what is neither a row schema nor rules by column. */
export function expectationsOf(dataset: string, expected: Expected): Expectations {
  if (typeof expected !== 'object' || expected === null)
    throw new InvalidArgumentError(
      `expect of dataset ${JSON.stringify(dataset)} is a schema of its rows (z.object({ … })) or an object of rules by column.`,
    );
  return isSchema(expected) ? new SchemaExpectations(expected) : new ColumnExpectations(expected);
}

function isSchema(expected: Expected): expected is RowSchema {
  return typeof (expected as Partial<RowSchema>)['~standard']?.validate === 'function';
}

class ColumnExpectations implements Expectations {
  readonly columns: readonly string[];
  readonly #rules: ReadonlyMap<string, ColumnRules>;
  readonly #violations = new Violations();
  #rows = 0;

  constructor(expected: Readonly<Record<string, ColumnExpectation>>) {
    this.#rules = new Map(Object.entries(expected).map(([name, rules]) => [name, new ColumnRules(name, rules)]));
    this.columns = [...this.#rules.keys()];
  }

  async check(table: TypedTable): Promise<void> {
    for (const column of table.columns) this.#rules.get(column.name)?.check(column, this.#rows, this.#violations);
    this.#rows += table.rows;
  }

  report(): ExpectationReport {
    return this.#violations.report(this.#rows);
  }
}

/** The part of the Standard Schema interface (standardschema.dev) that zod and its kin give their answers in. */
interface Answer {
  readonly issues?: readonly { readonly message: string; readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] }[];
}

class SchemaExpectations implements Expectations {
  readonly columns: readonly string[] = [];
  readonly #schema: RowSchema;
  readonly #violations = new Violations();
  #rows = 0;

  constructor(schema: RowSchema) {
    this.#schema = schema;
  }

  async check(table: TypedTable): Promise<void> {
    for (let row = 0; row < table.rows; row++) {
      const values = Object.fromEntries(table.columns.map((column) => [column.name, cellOf(column, row)]));
      const given = this.#schema['~standard'].validate(values);
      // Most answers are there at once: waiting for each would take longer than the schema.
      this.#note(values, given instanceof Promise ? await given : given);
    }
  }

  #note(values: Readonly<Record<string, unknown>>, answer: unknown): void {
    for (const { message, path = [] } of (answer as Answer).issues ?? []) {
      const [first] = path;
      const column = first === undefined ? undefined : String(typeof first === 'object' ? first.key : first);
      this.#violations.add(message, column, { row: this.#rows, value: column === undefined ? values : values[column] });
    }
    this.#rows++;
  }

  report(): ExpectationReport {
    return this.#violations.report(this.#rows);
  }
}
