import { at, chartViews, isObject } from './chart-views.js';
import type { ChartView } from './chart-views.js';

const MARKS =
  'arc, area, bar, boxplot, circle, errorband, errorbar, geoshape, image, line, point, rect, rule, square, text, tick, trail'.split(', ');
const TYPES = ['quantitative', 'temporal', 'ordinal', 'nominal', 'geojson'];

/**
 * What is wrong with a spec that Vega-Lite would report badly (an unknown mark is a TypeError about `filled`) or not at all
 * (data somewhere else). Undefined when nothing is.
 */
export function findFault(spec: Readonly<Record<string, unknown>>): string | undefined {
  const schema = spec['$schema'];
  if (schema !== undefined && !(typeof schema === 'string' && schema.includes('/vega-lite/'))) {
    return `its $schema is ${JSON.stringify(schema)}. Leave $schema out, or set it to https://vega.github.io/schema/vega-lite/v6.json.`;
  }
  const sets = isObject(spec['datasets']) ? spec['datasets'] : {};
  for (const view of chartViews(spec)) {
    const fault = dataFault(view, sets) ?? markFault(view) ?? typeFault(view);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function dataFault({ path, spec }: ChartView, sets: Readonly<Record<string, unknown>>): string | undefined {
  const transforms = Array.isArray(spec['transform']) ? spec['transform'] : [];
  const sources = [
    { where: at(path, 'data'), data: spec['data'] },
    ...transforms.map((transform: unknown, index) => ({
      where: `${at(path, 'transform')}[${index}].from.data`,
      data: isObject(transform) && isObject(transform['from']) ? transform['from']['data'] : undefined,
    })),
  ];
  for (const { where, data } of sources) {
    if (data === undefined || data === null) continue;
    if (!isObject(data)) return `${where} is no object. Put the rows into data.values.`;
    if ('url' in data) {
      return `${where}.url points to ${JSON.stringify(data['url'])}, and a chart carries its data with it. Read the rows first and put them into data.values.`;
    }
    if ('values' in data && (typeof data['values'] !== 'object' || data['values'] === null) && typeof data['values'] !== 'string') {
      return `${where}.values is no array of rows.`;
    }
    const { name } = data;
    if (typeof name === 'string' && Object.keys(data).length === 1 && !Object.hasOwn(sets, name)) {
      return `${where} names ${JSON.stringify(name)}, which is not in the spec's datasets. Put the rows into data.values.`;
    }
  }
  return undefined;
}

function markFault({ path, spec }: ChartView): string | undefined {
  const { mark } = spec;
  if (mark === undefined) return undefined;
  const type = isObject(mark) ? mark['type'] : mark;
  return typeof type === 'string' && MARKS.includes(type)
    ? undefined
    : `${at(path, 'mark')} ${JSON.stringify(type)} is not one of ${MARKS.join(', ')}.`;
}

function typeFault({ path, spec }: ChartView): string | undefined {
  const { encoding = {} } = spec;
  if (!isObject(encoding)) return `${at(path, 'encoding')} is no object.`;
  for (const [channel, definition] of Object.entries(encoding)) {
    const type = isObject(definition) ? definition['type'] : undefined;
    // Vega-Lite reads types in any case, and their first letters alone.
    const known = type === undefined || (typeof type === 'string' && TYPES.some((name) => [name, name[0]].includes(type.toLowerCase())));
    if (!known) return `${at(path, `encoding.${channel}.type`)} ${JSON.stringify(type)} is not one of ${TYPES.join(', ')}.`;
  }
  return undefined;
}
