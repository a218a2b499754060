import type { ExpectationReport, Json, Violation } from '../../core/index.js';
import { toTagged } from '../../core/index.js';

/** Rows shown of each rule. */
const SAMPLES = 5;
/** Different faults of a row schema that are told apart. */
const MOST_RULES = 100;

/** Counts violations by column and rule, and keeps the first few of each. */
export class Violations {
  readonly #found = new Map<string, { column?: string; rule: string; count: number; samples: { row: number; value: Json }[] }>();

  add(rule: string, column: string | undefined, { row, value }: { row: number; value: unknown }): void {
    const key = JSON.stringify([column ?? null, rule]);
    let found = this.#found.get(key);
    if (!found) {
      if (this.#found.size >= MOST_RULES) return this.add(OTHERS, undefined, { row, value: null });
      this.#found.set(key, (found = { ...(column !== undefined && { column }), rule, count: 0, samples: [] }));
    }
    found.count++;
    if (found.samples.length < SAMPLES) found.samples.push({ row, value: shown(value) });
  }

  /** What is recorded; `rows` were looked at. */
  report(rows: number): ExpectationReport {
    const violations: Violation[] = [...this.#found.values()];
    return { rows, violations, count: violations.reduce((sum, { count }) => sum + count, 0) };
  }
}

const OTHERS = 'other faults';

function shown(value: unknown): Json {
  try {
    const json = toTagged(value ?? null);
    const text = JSON.stringify(json);
    return text.length > 200 ? `${text.slice(0, 200)}…` : json;
  } catch {
    return String(value);
  }
}

/** What a report says in a sentence or a few. */
export function violationText({ violations, rows }: ExpectationReport): string {
  const shownRules = violations.slice(0, 5).map(({ column, rule, count, samples }) => {
    const places = samples.slice(0, 3).map(({ row, value }) => `row ${row}: ${JSON.stringify(value)}`);
    const more = count > places.length ? ', …' : '';
    return `${column === undefined ? '' : `column ${JSON.stringify(column)}, `}${rule}: ${count} of ${rows} rows (${places.join(', ')}${more})`;
  });
  const others = violations.length > shownRules.length ? `; and ${violations.length - shownRules.length} more rules` : '';
  return `${shownRules.join('; ')}${others}`;
}
