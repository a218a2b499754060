import { dataSources, sourceUri } from './chart-data.js';
import { VIEW_LISTS, at, chartViews, isObject } from './chart-views.js';
import type { ChartView } from './chart-views.js';

const MARKS =
  'arc, area, bar, boxplot, circle, errorband, errorbar, geoshape, image, line, point, rect, rule, square, text, tick, trail'.split(', ');
const TYPES = ['quantitative', 'temporal', 'ordinal', 'nominal', 'geojson'];

/** What is wrong, and where; the path is empty when it is the spec as a whole. */
export interface ChartFault {
  readonly path: string;
  readonly reason: string;
}

/**
 * What is wrong with a spec that Vega-Lite would report badly (an unknown mark is a TypeError about `filled`) or not at all
 * (data somewhere else). Undefined when nothing is.
 */
export function findFault(spec: Readonly<Record<string, unknown>>): ChartFault | undefined {
  const schema = spec['$schema'];
  if (schema !== undefined && !(typeof schema === 'string' && schema.includes('/vega-lite/'))) {
    const wanted = 'Leave $schema out, or set it to https://vega.github.io/schema/vega-lite/v6.json.';
    return { path: '$schema', reason: `its $schema is ${JSON.stringify(schema)}. ${wanted}` };
  }
  const sets = isObject(spec['datasets']) ? spec['datasets'] : {};
  for (const { path, data } of dataSources(spec)) {
    const reason = dataFault(path, data, sets);
    if (reason !== undefined) return { path, reason };
  }
  for (const view of chartViews(spec)) {
    const fault = shapeFault(view) ?? markFault(view) ?? typeFault(view);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function dataFault(where: string, data: unknown, sets: Readonly<Record<string, unknown>>): string | undefined {
  if (!isObject(data)) return `${where} is no object. Put the rows into data.values.`;
  if ('url' in data && sourceUri(data) === undefined) return urlFault(where, data['url']);
  if ('values' in data && (typeof data['values'] !== 'object' || data['values'] === null) && typeof data['values'] !== 'string') {
    return `${where}.values is no array of rows.`;
  }
  const { name } = data;
  if (typeof name === 'string' && Object.keys(data).length === 1 && !Object.hasOwn(sets, name)) {
    return `${where} names ${JSON.stringify(name)}, which is not in the spec's datasets. Put the rows into data.values.`;
  }
  return undefined;
}

function urlFault(where: string, url: unknown): string {
  const isRemote = typeof url === 'string' && /^([a-z][a-z0-9+.-]*:)?\/\//i.test(url);
  const rows = isRemote ? `await context.getDataItem(${JSON.stringify(url)}).allRows()` : 'the rows';
  return (
    `${where}.url points to ${JSON.stringify(url)}, and a chart carries its data with it, so that it stays what it is and draws offline. ` +
    `Put ${rows} into ${where}.values, or log a dataset and give its store:// URI.`
  );
}

function shapeFault({ path, spec }: ChartView): ChartFault | undefined {
  for (const key of VIEW_LISTS) {
    const views = spec[key];
    if (views === undefined) continue;
    const where = at(path, key);
    if (!Array.isArray(views)) return { path: where, reason: `${where} is no list of views.` };
    const index = views.findIndex((view) => !isObject(view));
    if (index >= 0) return { path: `${where}[${index}]`, reason: `${where}[${index}] is no object. A view has a mark and an encoding.` };
  }
  const { facet } = spec;
  if (facet === undefined || isObject(facet)) return undefined;
  return { path: at(path, 'facet'), reason: `${at(path, 'facet')} is no object. Give { field, type }, or { row, column }.` };
}

function markFault({ path, spec }: ChartView): ChartFault | undefined {
  const { mark } = spec;
  if (mark === undefined) return undefined;
  const type = isObject(mark) ? mark['type'] : mark;
  if (typeof type === 'string' && MARKS.includes(type)) return undefined;
  return { path: at(path, 'mark'), reason: `${at(path, 'mark')} ${JSON.stringify(type)} is not one of ${MARKS.join(', ')}.` };
}

function typeFault({ path, spec }: ChartView): ChartFault | undefined {
  const { encoding = {} } = spec;
  if (!isObject(encoding)) return { path: at(path, 'encoding'), reason: `${at(path, 'encoding')} is no object.` };
  for (const [channel, definition] of Object.entries(encoding)) {
    const type = isObject(definition) ? definition['type'] : undefined;
    // Vega-Lite reads types in any case, and their first letters alone.
    const known = type === undefined || (typeof type === 'string' && TYPES.some((name) => [name, name[0]].includes(type.toLowerCase())));
    const where = at(path, `encoding.${channel}.type`);
    if (!known) return { path: where, reason: `${where} ${JSON.stringify(type)} is not one of ${TYPES.join(', ')}.` };
  }
  return undefined;
}
