import { isStoreUri } from '../core/index.js';
import { VIEW_LISTS, at, isObject } from './chart-views.js';

type Spec = Readonly<Record<string, unknown>>;

/**
 * The spec with every data source replaced by what `replace` gives for it: those of all views and of lookups, and not what rows may hold under the same
 * names. A source is whatever stands under `data`, which need not be an object.
 */
export function mapData(spec: Spec, replace: (data: unknown, path: string) => unknown, path = ''): Spec {
  const mapped: Record<string, unknown> = { ...spec };
  if (spec['data'] !== undefined && spec['data'] !== null) mapped['data'] = replace(spec['data'], at(path, 'data'));
  if (Array.isArray(spec['transform'])) {
    mapped['transform'] = spec['transform'].map((transform: unknown, index) => {
      const from = isObject(transform) ? transform['from'] : undefined;
      if (!isObject(transform) || !isObject(from) || from['data'] === undefined) return transform;
      return { ...transform, from: { ...from, data: replace(from['data'], `${at(path, 'transform')}[${index}].from.data`) } };
    });
  }
  for (const key of VIEW_LISTS) {
    const views = spec[key];
    if (!Array.isArray(views)) continue;
    mapped[key] = views.map((view: unknown, index) => (isObject(view) ? mapData(view, replace, `${at(path, key)}[${index}]`) : view));
  }
  if (isObject(spec['spec'])) mapped['spec'] = mapData(spec['spec'], replace, at(path, 'spec'));
  return mapped;
}

/** A data source of a spec, and where it is, e.g. `layer[0].data`. */
export interface DataSource {
  readonly path: string;
  readonly data: unknown;
}

/** Every data source of a spec. */
export function dataSources(spec: Spec): DataSource[] {
  const sources: DataSource[] = [];
  mapData(spec, (data, path) => {
    sources.push({ path, data });
    return data;
  });
  return sources;
}

/** The artifact URI that a data source points to, or undefined. */
export function sourceUri(data: unknown): string | undefined {
  const url = isObject(data) ? data['url'] : undefined;
  return typeof url === 'string' && isStoreUri(url) ? url : undefined;
}

/** Gives the rows of an artifact, or its JSON when it is no table (GeoJSON, TopoJSON). */
export type ReadData = (uri: string) => Promise<unknown>;

/** The spec with the artifacts that it takes its data from read into it. */
export async function withData(spec: Spec, read: ReadData): Promise<Spec> {
  const uris = new Set(dataSources(spec).flatMap(({ data }) => sourceUri(data) ?? []));
  if (uris.size === 0) return spec;
  const found = new Map<string, unknown>();
  for (const uri of uris) found.set(uri, await read(uri));
  return mapData(spec, (data) => {
    const uri = sourceUri(data);
    if (uri === undefined || !isObject(data)) return data;
    const { url: _, ...rest } = data;
    const values = found.get(uri);
    return { ...rest, ...(Array.isArray(values) && isObject(data['format']) && { format: asRows(data['format']) }), values };
  });
}

// Rows were read already, and Vega would read them again as the text that they came from. Which of them are numbers or dates may still be said.
function asRows({ type, delimiter: _, ...format }: Spec): Spec {
  return type === 'csv' || type === 'tsv' || type === 'dsv' || type === undefined ? format : { type, ...format };
}

/** The spec with the shape of its data and none of the rows: enough to compile it. */
export function withoutRows(spec: Spec): Spec {
  const empty = mapData(spec, (data) => {
    if (!isObject(data) || !('values' in data || 'url' in data)) return data;
    const { url: _, ...rest } = data;
    return { ...rest, values: [] };
  });
  const sets = empty['datasets'];
  return isObject(sets) ? { ...empty, datasets: Object.fromEntries(Object.keys(sets).map((name) => [name, []])) } : empty;
}
