import { InvalidChartError } from '../core/index.js';
import type { ReadData } from '../render/index.js';
import { dataItem } from './inputs.js';
import type { Services } from './services.js';

// Vega draws from memory; a million rows are some hundred megabytes there.
const MOST_ROWS = 1_000_000;
const TOO_MANY = 'its data has more than 1,000,000 rows. Draw a sample of them, or sums that were made before.';

/** Reads what a chart takes its data from: the rows of a dataset or table, or the JSON of a file that is none (GeoJSON, TopoJSON). */
export function chartData(stores: Pick<Services, 'tracking' | 'artifacts' | 'scratch'>): ReadData {
  return async (uri) => {
    const item = dataItem(stores, { key: uri, uri });
    const record = await item.artifact();
    if (record?.kind === 'artifact' && /[/+]json$/.test(record.mediaType)) return item.json();
    const rows: unknown[] = [];
    for await (const row of item.rows()) {
      if (rows.length >= MOST_ROWS) throw new InvalidChartError(record?.key ?? uri, TOO_MANY);
      rows.push(drawable(row));
    }
    return rows;
  };
}

// What a dataset may hold and JSON lacks. A pixel is wider than the part of a 64-bit integer that is rounded away.
function drawable(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (ArrayBuffer.isView(value)) return Array.from(value as unknown as ArrayLike<unknown>, drawable);
  if (Array.isArray(value)) return value.map(drawable);
  if (value instanceof Date && Number.isNaN(value.getTime())) return null;
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, drawable(inner)]));
}
