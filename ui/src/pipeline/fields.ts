import { fromTagged, toTagged } from '../../../src/core/index.js';
import type { Json, Value } from '../../../src/core/index.js';

/** As much of JSON Schema as a form needs. */
export interface ParamsSchema {
  readonly properties?: Readonly<Record<string, FieldSchema>>;
  readonly required?: readonly string[];
}

interface FieldSchema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly description?: string;
  readonly minimum?: number;
  readonly maximum?: number;
}

/** One field of the form. */
export interface Field {
  readonly key: string;
  readonly input: 'text' | 'number' | 'checkbox' | 'choice' | 'json';
  readonly isInteger: boolean;
  readonly isRequired: boolean;
  readonly choices: readonly string[];
  /** What it says at first: the value of the run, else the default. */
  readonly text: string;
  readonly description?: string | undefined;
  readonly minimum?: number | undefined;
  readonly maximum?: number | undefined;
}

/** What the handler's schema asks for, and whatever else the run had. */
export function fieldsOf(schema: ParamsSchema | undefined, values: Readonly<Record<string, Value>>): readonly Field[] {
  const properties = schema?.properties ?? {};
  const keys = [...new Set([...Object.keys(properties), ...Object.keys(values)])];
  return keys.map((key) => {
    const property = properties[key] ?? {};
    const value = values[key] ?? (property.default as Value | undefined);
    const input = inputOf(property, value);
    return {
      key,
      input,
      isInteger: property.type === 'integer',
      isRequired: schema?.required?.includes(key) === true && property.default === undefined,
      choices: property.enum?.map(String) ?? [],
      text: textOf(input, value),
      description: property.description,
      // zod bounds integers by what a double holds, which says nothing.
      minimum: bound(property.minimum),
      maximum: bound(property.maximum),
    };
  });
}

/** What was typed, as a param. Empty is not given. @throws {SyntaxError} for text that is no JSON where it has to be. */
export function paramOf({ input }: Pick<Field, 'input'>, typed: string): Value | undefined {
  if (typed === '' && input !== 'checkbox') return undefined;
  if (input === 'number') return Number(typed);
  if (input === 'checkbox') return typed === 'true';
  return input === 'json' ? fromTagged(JSON.parse(typed) as Json) : typed;
}

/** A param that no schema knows: JSON where it is JSON, else the text itself. */
export function looseParam(typed: string): Value {
  try {
    return JSON.parse(typed) as Value;
  } catch {
    return typed;
  }
}

function inputOf({ type, enum: choices }: FieldSchema, value: unknown): Field['input'] {
  if (choices !== undefined && choices.every((choice) => typeof choice === 'string')) return 'choice';
  const kind = type ?? (value === null ? 'json' : typeof value);
  // NaN and the infinities can be typed as tagged JSON only.
  if (kind === 'number' || kind === 'integer') return value === undefined || Number.isFinite(value) ? 'number' : 'json';
  if (kind === 'boolean') return 'checkbox';
  return kind === 'string' ? 'text' : 'json';
}

function textOf(input: Field['input'], value: Value | undefined): string {
  if (value === undefined) return '';
  return input === 'json' || typeof value === 'object' ? JSON.stringify(toTagged(value), undefined, 2) : String(value);
}

function bound(limit: number | undefined): number | undefined {
  return limit === undefined || Math.abs(limit) >= Number.MAX_SAFE_INTEGER ? undefined : limit;
}
