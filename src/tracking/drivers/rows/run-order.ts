import { InvalidArgumentError } from '../../../core/index.js';
import type { RunFilter } from '../../tracking-store.js';

/** How a list of runs is ordered: by start time, or by the number of a result. */
export interface RunOrder {
  readonly turned: boolean;
  /** Absent: by start time. */
  readonly result?: string;
}

/** Reads `RunFilter.orderBy`. @throws {InvalidArgumentError} for an order that there is not, and for a place in one that has none. */
export function orderOf({ orderBy, after }: RunFilter): RunOrder {
  const order = parseOrder(orderBy);
  if (order.result !== undefined && after !== undefined)
    throw new InvalidArgumentError(`There is no place after a run in the order by ${orderBy}: results change. Give an offset.`);
  return order;
}

function parseOrder(orderBy = 'startTime'): RunOrder {
  const turned = orderBy.startsWith('-');
  const field = turned ? orderBy.slice(1) : orderBy;
  if (field === 'startTime') return { turned };
  if (field.startsWith('results.') && field.length > 'results.'.length) return { turned, result: field.slice('results.'.length) };
  throw new InvalidArgumentError(
    `Runs cannot be ordered by ${JSON.stringify(orderBy)}. Use startTime or results.<key>, with "-" before it to turn the order round.`,
  );
}
