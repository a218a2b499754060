import { InvalidChartError } from '../core/index.js';
import { findFault } from './chart-faults.js';
import { plainSpec } from './plain-spec.js';

/** A copy of a spec as JSON has it, looked over for what Vega-Lite reports badly. @throws {InvalidChartError} */
export function readSpec(key: string, spec: unknown): Readonly<Record<string, unknown>> {
  const plain = plainSpec(key, spec);
  const fault = findFault(plain);
  if (fault !== undefined) throw new InvalidChartError(key, fault.reason, fault.path === '' ? {} : { path: fault.path });
  return plain;
}
