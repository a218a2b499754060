import { InvalidChartError } from '../core/index.js';
import { findFault } from './chart-faults.js';
import { isObject } from './chart-views.js';

/** A copy of a spec as JSON has it, looked over for what Vega-Lite reports badly. @throws {InvalidChartError} */
export function readSpec(key: string, spec: unknown): Readonly<Record<string, unknown>> {
  if (!isObject(spec)) throw new InvalidChartError(key, `it is ${describe(spec)}. Give an object with data, mark and encoding.`);
  const plain = toJson(key, spec);
  const fault = findFault(plain);
  if (fault !== undefined) throw new InvalidChartError(key, fault);
  return plain;
}

function toJson(key: string, spec: object): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(JSON.stringify(spec)) as Record<string, unknown>;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.split('\n')[0] : String(cause);
    throw new InvalidChartError(key, `it has no JSON form (${reason}). Use plain objects, arrays, numbers and text.`, { cause });
  }
}

function describe(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'string' ? 'text; parse it first (JSON.parse)' : `of type ${typeof value}`;
}
