import { isDeepStrictEqual } from 'node:util';
import { at, chartViews, isObject } from './chart-views.js';

type Spec = Readonly<Record<string, unknown>>;

/** What tells, of a part of a spec, whether it is at fault by itself. */
export interface PartChecks {
  /** Whether a view compiles. */
  readonly compiles: (view: Spec) => boolean;
  /** Whether a text can be read as an expression. */
  readonly parses: (expression: string) => boolean;
}

/**
 * Where in a spec the fault is that a message of Vega-Lite or Vega is about. The messages do not say, but they quote what cannot be read: the first place that
 * has it is named. For those that quote nothing, expressions and views are tried one by one.
 */
export function faultPlace(spec: Spec, message: string, { compiles, parses }: PartChecks): string | undefined {
  return (
    quotedObject(spec, message) ??
    quotedWord(spec, message) ??
    find(spec, (value, name) => EXPRESSIONS.includes(name) && typeof value === 'string' && !parses(value)) ??
    chartViews(spec).find(({ path, spec: view }) => path !== '' && view['mark'] !== undefined && !compiles(view))?.path
  );
}

const EXPRESSIONS = ['calculate', 'filter', 'test', 'expr', 'labelExpr', 'update'];

function quotedObject(spec: Spec, message: string): string | undefined {
  const text = /(\{.*\})\./s.exec(message)?.[1];
  const object = text === undefined ? undefined : parse(text);
  return object === undefined ? undefined : find(spec, (value) => isDeepStrictEqual(value, object));
}

function quotedWord(spec: Spec, message: string): string | undefined {
  const [, word] =
    /^(\S+)-encoding is dropped/.exec(message) ??
    /(?:operator|name|type|function|expression|scheme)[^":]*:? "?([\w$.-]+)"?/.exec(message) ??
    [];
  if (word === undefined) return undefined;
  const isName = new RegExp(`(^|[^\\w$])${word.replace(/[^\w]/g, '\\$&')}($|[^\\w$])`);
  return (
    find(spec, (value, name) => name === word || value === word) ?? find(spec, (value) => typeof value === 'string' && isName.test(value))
  );
}

function find(value: unknown, isIt: (value: unknown, name: string) => boolean, path = ''): string | undefined {
  const entries = Array.isArray(value)
    ? value.map((inner: unknown, index) => ({ where: `${path}[${index}]`, name: '', inner }))
    : isObject(value)
      ? Object.entries(value).map(([name, inner]) => ({ where: at(path, name), name, inner }))
      : [];
  for (const { where, name, inner } of entries) {
    const found = isIt(inner, name) ? where : find(inner, isIt, where);
    if (found !== undefined) return found;
  }
  return undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
