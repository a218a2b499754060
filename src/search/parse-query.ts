import { grammar } from 'ohm-js';
import type { Node } from 'ohm-js';
import { InvalidSearchError } from '../core/index.js';
import type { ConditionOperator, RunColumn, RunCondition, RunField } from '../tracking/index.js';
import { comparison } from './comparison.js';
import type { Value } from './comparison.js';
import { GRAMMAR } from './grammar.js';

const COLUMNS: readonly RunColumn[] = [
  'uid',
  'name',
  'project',
  'state',
  'kind',
  'pipeline',
  'workflow',
  'attempt',
  'started',
  'ended',
  'duration',
];
const FAMILIES = { labels: 'label', params: 'param', results: 'result', metrics: 'metric' } as const;
const FIELDS = [...COLUMNS, ...Object.keys(FAMILIES).map((family) => `${family}.<key>`)].join(', ');
const UNITS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

const language = grammar(GRAMMAR);

/**
 * Reads a query over runs, e.g. `state = error and results.accuracy > 0.9 and labels.framework = sklearn`. Undefined for an empty one, which means every run.
 *
 * @throws {InvalidSearchError} which points at the character
 */
export function parseRunQuery(text: string): RunCondition | undefined {
  const match = language.match(text);
  if (match.failed()) throw new InvalidSearchError(text, match.getRightmostFailurePosition(), `expected ${match.getExpectedText()}`);
  return semantics(match)['condition']() as RunCondition | undefined;
}

const semantics = language.createSemantics();
// Arity is that of the grammar's rules.
semantics.addOperation<RunCondition | undefined>('condition', {
  Query: (or) => or.children.map((child): RunCondition => child['condition']())[0],
  Or: (list) => one('or', list.asIteration().children),
  And: (list) => one('and', list.asIteration().children),
  Not_not: (_, inner) => ({ not: inner['condition']() as RunCondition }),
  Not_group: (_open, inner, _close) => inner['condition'](),
  Not: (inner) => inner['condition'](),
  Comparison_exists: (field, _) => ({ field: fieldOf(field), exists: true }),
  Comparison_operator: (field, operator, value) => comparison(fieldOf(field), operator.sourceString as ConditionOperator, valueOf(value)),
  Comparison_in: (field, _, values) => ({
    or: values
      .child(1)
      .asIteration()
      .children.map((value) => comparison(fieldOf(field), '=', valueOf(value))),
  }),
  Comparison: (inner) => inner['condition'](),
});

function one(word: 'and' | 'or', nodes: readonly Node[]): RunCondition {
  const conditions = nodes.map((node): RunCondition => node['condition']());
  const [only] = conditions;
  if (conditions.length === 1 && only !== undefined) return only;
  return word === 'and' ? { and: conditions } : { or: conditions };
}

function fieldOf(node: Node): RunField {
  const source = node.source;
  const [name, ...rest] = splitField(source.contents);
  const key = rest.join('.');
  const wrong = () =>
    new InvalidSearchError(source.sourceString, source.startIdx, `there is no field ${source.contents}; fields are ${FIELDS}`);
  if (Object.hasOwn(FAMILIES, name)) {
    if (key === '') throw wrong();
    return { of: FAMILIES[name as keyof typeof FAMILIES], key: /^["']/.test(key) ? unquoted(key) : key };
  }
  const column = COLUMNS.find((one) => one === name);
  if (column === undefined || key !== '') throw wrong();
  return { column };
}

function splitField(text: string): [string, ...string[]] {
  const dot = text.indexOf('.');
  return dot < 0 ? [text] : [text.slice(0, dot), text.slice(dot + 1)];
}

function valueOf(node: Node): Value {
  const { source } = node;
  const inner = node.child(0);
  const kind = inner.ctorName as Value['kind'];
  const text = source.contents;
  if (kind === 'number') return { kind, value: Number(text), source };
  if (kind === 'text') return { kind, value: unquoted(text), source };
  if (kind === 'duration') {
    const [, amount = '0', unit = 'ms'] = /^(.*?)([a-z]+)$/.exec(text) ?? [];
    return { kind, value: Number(amount) * UNITS[unit as keyof typeof UNITS], source };
  }
  if (kind === 'date') {
    const value = Date.parse(text);
    if (Number.isNaN(value))
      throw new InvalidSearchError(source.sourceString, source.startIdx, 'this is no date; write 2026-03-01 or 2026-03-01T12:00:00Z');
    return { kind, value, source };
  }
  return { kind: 'word', value: text, source };
}

function unquoted(text: string): string {
  return text.slice(1, -1).replace(/\\(.)/gs, '$1');
}
