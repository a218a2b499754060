import { toTagged } from '../../../src/core/index.js';
import type { Value } from '../../../src/core/index.js';

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
    const value = values[key] ?? property.default;
    const input = inputOf(property, value);
    return {
      key,
      input,
      isInteger: property.type === 'integer',
      isRequired: schema?.required?.includes(key) === true && property.default === undefined,
      choices: property.enum?.map(String) ?? [],
      text:
        value === undefined
          ? ''
          : input === 'json'
            ? JSON.stringify(toTagged(value), undefined, 2)
            : String(value as string | number | boolean),
      description: property.description,
      minimum: property.minimum,
      maximum: property.maximum,
    };
  });
}

/** What was typed, as a param. Empty is not given. @throws {SyntaxError} for text that is no JSON where it has to be. */
export function paramOf({ input }: Field, typed: string): unknown {
  if (typed === '' && input !== 'checkbox') return undefined;
  if (input === 'number') return Number(typed);
  if (input === 'checkbox') return typed === 'true';
  return input === 'json' ? (JSON.parse(typed) as unknown) : typed;
}

function inputOf({ type, enum: choices }: FieldSchema, value: unknown): Field['input'] {
  if (choices !== undefined && choices.every((choice) => typeof choice === 'string')) return 'choice';
  const kind = type ?? (value === null ? 'json' : typeof value);
  if (kind === 'number' || kind === 'integer') return 'number';
  if (kind === 'boolean') return 'checkbox';
  return kind === 'string' ? 'text' : 'json';
}
