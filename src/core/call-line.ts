const LONGEST_LINE = 120;
const LONGEST_VALUE = 40;

/**
 * A call in one line, as the Temporal UI shows it beside a workflow or an activity, where labels are cut at 120 characters: `train · p1=5`.
 * @internal
 */
export function callLine(name: string, params: unknown): string {
  const given = typeof params === 'object' && params !== null ? Object.entries(params).filter(([, value]) => value !== undefined) : [];
  if (given.length === 0) return name;
  return beginning(`${name} · ${given.map(([key, value]) => `${key}=${shortValue(value)}`).join(' ')}`, LONGEST_LINE);
}

/**
 * A value in a few characters: numbers to five digits, a path or URI by its end, an object by its keys.
 * @internal
 */
export function shortValue(value: unknown): string {
  if (typeof value === 'number') return String(Number.isInteger(value) ? value : Number(value.toPrecision(5)));
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return `[${value.length}]`;
  if (typeof value === 'object' && value !== null) return `{${beginning(Object.keys(value).join(', '), LONGEST_VALUE)}}`;
  const text = String(value);
  if (text.length <= LONGEST_VALUE || !text.includes('/')) return beginning(text, LONGEST_VALUE);
  return `…${text.slice(1 - LONGEST_VALUE)}`;
}

function beginning(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}
