import type { ExpectationReport } from './records.js';
import { TidemarkError, quote } from './tidemark-error.js';

/** Data that is not a table, or a file that does not hold one. */
export class InvalidDatasetError extends TidemarkError {
  readonly code = 'ERR_INVALID_DATASET';
  /** The line of a text file that is at fault, from 1, where there is one. */
  readonly line?: number;
  constructor(key: string, reason: string, { line, ...options }: ErrorOptions & { readonly line?: number } = {}) {
    super(`Dataset ${quote(key)} is not valid: ${reason}`, options);
    if (line !== undefined) this.line = line;
  }
}

/** The source of a dataset threw before its end; what was read of it is not kept. The source's own error is the cause. */
export class DatasetInterruptedError extends TidemarkError {
  readonly code = 'ERR_DATASET_INTERRUPTED';
  override readonly retryable = true;
  /** Rows that had come before. */
  readonly rows: number;
  constructor(key: string, rows: number, options: { readonly cause: unknown }) {
    const { cause } = options;
    const reason = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
    super(`Dataset ${quote(key)} broke off after ${rows} rows, so nothing of it was stored: ${reason}`, options);
    this.rows = rows;
  }
}

/** A dataset whose rows are not what was expected of them. */
export class DatasetViolationError extends TidemarkError {
  readonly code = 'ERR_DATASET_VIOLATION';
  readonly report: ExpectationReport;
  /** @param found - the rules that are broken, in words. */
  constructor(key: string, found: string, report: ExpectationReport) {
    super(
      `Dataset ${quote(key)} is not as expected: ${found}. It was not recorded. Correct the data, or keep it as it is with onViolation: 'warn'.`,
    );
    this.report = report;
  }
}

/** A query that DuckDB cannot run, with what it says. */
export class InvalidQueryError extends TidemarkError {
  readonly code = 'ERR_INVALID_QUERY';
  constructor(name: string, reason: string, options?: ErrorOptions) {
    super(`The query of ${name} cannot be run: ${reason}\nThe table is called data: select * from data limit 10`, options);
  }
}

/** Something that needs an optional package, which is not installed. */
export class MissingPackageError extends TidemarkError {
  readonly code = 'ERR_MISSING_PACKAGE';
  constructor(what: string, name: string, options?: ErrorOptions) {
    super(`${what} needs the package ${name}, which is not installed. Install it beside tidemark: npm install ${name}`, options);
  }
}
