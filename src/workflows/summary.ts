const LONGEST = 120;

/** The line beside an activity in the Temporal UI, whose labels are cut at 120 characters: `train · p1=5`. */
export function callSummary(name: string, params: unknown): string {
  const shown = typeof params === 'object' && params !== null ? Object.entries(params).map(([key, value]) => `${key}=${short(value)}`) : [];
  const text = shown.length === 0 ? name : `${name} · ${shown.join(' ')}`;
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}

function short(value: unknown): string {
  if (typeof value === 'object' && value !== null && !(value instanceof Date)) return Array.isArray(value) ? `[${value.length}]` : '{…}';
  return String(value);
}
