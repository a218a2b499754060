import type { ConditionOperator, RunColumn, RunCondition, RunField } from '../../run-condition.js';

/** What the dialects of SQL say differently. */
export interface Dialect {
  /** The number that a JSON text is, NULL for anything else. */
  numberOf(json: string): string;
}

/** A WHERE term with question marks, and what they stand for. */
export interface Term {
  readonly text: string;
  readonly parameters: readonly (string | number)[];
}

const COLUMNS: Readonly<Record<Exclude<RunColumn, 'pipeline' | 'duration'>, string>> = {
  uid: 'r.uid',
  name: 'r.name',
  project: 'r.project',
  state: 'r.state',
  kind: 'r.kind',
  workflow: 'r.workflow_id',
  attempt: 'r.attempt',
  started: 'r.start_time',
  ended: 'r.end_time',
};

/** A condition in SQL, about the run that is called `r` there. */
export function whereOf(condition: RunCondition, dialect: Dialect): Term {
  if ('and' in condition) return joined(condition.and, ' AND ', dialect);
  if ('or' in condition) return joined(condition.or, ' OR ', dialect);
  if ('not' in condition) {
    const { text, parameters } = whereOf(condition.not, dialect);
    // What is unknown of a run, since it has no such field, is not true of it: its contrary is.
    return { text: `NOT coalesce(${text}, FALSE)`, parameters };
  }
  if ('exists' in condition) return existing(condition.field);
  const { field, operator, value } = condition;
  if ('column' in field) return ofColumn(field.column, operator, value);
  return field.of === 'metric' ? ofMetric(field.key, operator, value) : ofValue(field, { operator, value, dialect });
}

function joined(conditions: readonly RunCondition[], word: string, dialect: Dialect): Term {
  const terms = conditions.map((condition) => whereOf(condition, dialect));
  return { text: `(${terms.map(({ text }) => text).join(word)})`, parameters: terms.flatMap(({ parameters }) => parameters) };
}

function existing(field: RunField): Term {
  if (!('column' in field)) {
    if (field.of === 'metric')
      return { text: 'EXISTS (SELECT 1 FROM metrics m WHERE m.attempt_id = r.attempt_id AND m.key = ?)', parameters: [field.key] };
    return inValues(field, 'TRUE', []);
  }
  if (field.column === 'pipeline') return { text: 'r.parent_uid IS NOT NULL', parameters: [] };
  return { text: `${field.column === 'duration' ? 'r.end_time' : COLUMNS[field.column]} IS NOT NULL`, parameters: [] };
}

function ofColumn(column: RunColumn, operator: ConditionOperator, value: string | number | boolean): Term {
  if (column === 'pipeline') {
    const inner = compared('p.name', operator, String(value));
    return { ...inner, text: `EXISTS (SELECT 1 FROM runs p WHERE p.uid = r.parent_uid AND ${inner.text})` };
  }
  if (column !== 'duration') return compared(COLUMNS[column], operator, typeof value === 'boolean' ? String(value) : value);
  const { text, parameters } = compared('(coalesce(r.end_time, ?) - r.start_time)', operator, Number(value));
  return { text, parameters: [Date.now(), ...parameters] };
}

function ofMetric(key: string, operator: ConditionOperator, value: string | number | boolean): Term {
  const { text, parameters } = compared(
    // Summaries are of attempts that are over, and a small table to look in; NULL there is NaN, and compares like a series that is missing.
    `coalesce((SELECT s.last FROM metric_summaries s WHERE s.attempt_id = r.attempt_id AND s.key = ?),
       (SELECT m.num FROM metrics m WHERE m.attempt_id = r.attempt_id AND m.key = ? ORDER BY m.step DESC LIMIT 1))`,
    operator,
    Number(value),
  );
  return { text, parameters: [key, key, ...parameters] };
}

// Labels are text as it is; params and results are JSON, numbers of results are in a column of their own as well.
function ofValue(
  field: Exclude<RunField, { column: RunColumn }>,
  { operator, value, dialect }: { operator: ConditionOperator; value: string | number | boolean; dialect: Dialect },
): Term {
  if (field.of === 'label') {
    const inner = compared('v.value', operator, String(value));
    return inValues(field, inner.text, inner.parameters);
  }
  const isNumber = typeof value === 'number' && operator !== '~';
  const column = !isNumber ? 'v.value' : field.of === 'result' ? 'v.num' : dialect.numberOf('v.value');
  const inner = compared(
    column,
    operator,
    isNumber ? value : operator === '~' ? JSON.stringify(String(value)).slice(1, -1) : JSON.stringify(value),
  );
  return inValues(field, inner.text, inner.parameters);
}

function inValues({ of, key }: Exclude<RunField, { column: RunColumn }>, text: string, parameters: readonly (string | number)[]): Term {
  return {
    text: `EXISTS (SELECT 1 FROM current_values v WHERE v.attempt_id = r.attempt_id AND v.type = '${of}' AND v.key = ? AND ${text})`,
    parameters: [key, ...parameters],
  };
}

function compared(column: string, operator: ConditionOperator, value: string | number): Term {
  if (operator !== '~') return { text: `${column} ${operator === '!=' ? '<>' : operator} ?`, parameters: [value] };
  const pattern = `%${String(value)
    .toLowerCase()
    .replace(/[\\%_]/g, '\\$&')}%`;
  return { text: `lower(${column}) LIKE ? ESCAPE '\\'`, parameters: [pattern] };
}
