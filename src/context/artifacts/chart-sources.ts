import { ArtifactNotFoundError, InvalidChartError, KindMismatchError, isStoreUri } from '../../core/index.js';
import type { ArtifactRecord, ArtifactUri } from '../../core/index.js';
import { formatOf } from '../../datasets/index.js';
import { dataSources, mapData, sourceUri } from '../../render/index.js';

type Spec = Readonly<Record<string, unknown>>;

/** What a chart asks of the run that it is logged in. */
export interface ChartRun {
  /** Key to pinned URI of what the run has logged. */
  readonly uris: Readonly<Record<string, ArtifactUri>>;
  /** Follows a store URI once and records what it leads to as an input of the run. Undefined when nothing answers. */
  addInput(key: string, uri: string): Promise<ArtifactRecord | undefined>;
  /** Logs rows as a dataset of this run. */
  logRows(key: string, rows: readonly object[]): LoggedRows;
}

/** Rows on their way into the store. */
export interface LoggedRows {
  readonly uri: ArtifactUri;
  readonly stored: PromiseLike<unknown>;
}

// Beyond this a spec is no longer a small thing that is read, shown and compared.
const MOST_ROWS = 5000;

/** The spec with the keys of this run, which a data source may name as its URL, as their URIs. */
export function linkSources(spec: Spec, { uris }: Pick<ChartRun, 'uris'>): Spec {
  return mapData(spec, (data) => {
    const url = isObject(data) ? data['url'] : undefined;
    return typeof url === 'string' && Object.hasOwn(uris, url) ? { ...(data as object), url: uris[url] } : data;
  });
}

/** The spec with the artifacts that it takes its data from pinned to one version, each an input of the run. @throws {ArtifactNotFoundError} @throws {KindMismatchError} @throws {InvalidChartError} for one that holds no rows. */
export async function pinSources(key: string, { spec, moved }: ReturnType<typeof moveRows>, run: ChartRun): Promise<Spec> {
  const own = new Set<string>([...Object.values(run.uris), ...moved.map(({ uri }) => uri)]);
  const sources = dataSources(spec).flatMap(({ path, data }) => ({ path, uri: sourceUri(data) ?? '' }));
  const pinned = new Map<string, ArtifactUri>();
  for (const { path, uri } of sources) {
    if (!isStoreUri(uri) || own.has(uri) || pinned.has(uri)) continue;
    const name = `${key}.data${pinned.size === 0 ? '' : pinned.size + 1}`;
    const record = await run.addInput(name, uri);
    if (record === undefined) throw new ArtifactNotFoundError(uri);
    checkRows(key, path, record);
    pinned.set(uri, record.uri);
  }
  return mapData(spec, (data) => {
    const uri = pinned.get(sourceUri(data) ?? '');
    return uri === undefined ? data : { ...(data as object), url: uri };
  });
}

/** The spec with every source of more than 5,000 rows logged as a dataset beside it, under `<key>_data`; and those rows. */
export function moveRows(key: string, spec: Spec, run: ChartRun): { readonly spec: Spec; readonly moved: readonly LoggedRows[] } {
  const moved = new Map<unknown, LoggedRows>();
  const sets = isObject(spec['datasets']) ? spec['datasets'] : {};
  for (const rows of [...dataSources(spec).map(({ data }) => isObject(data) && data['values']), ...Object.values(sets)]) {
    if (!isLarge(rows)) continue;
    moved.set(rows, run.logRows(`${key}_data${moved.size === 0 ? '' : moved.size + 1}`, rows));
  }
  if (moved.size === 0) return { spec, moved: [] };
  const small = Object.entries(sets).filter(([, rows]) => !moved.has(rows));
  const { datasets: _, ...views } = spec;
  const linked = mapData(views, (data) => {
    if (!isObject(data)) return data;
    const { values, ...rest } = data;
    const rows = moved.get(values) ?? moved.get(typeof data['name'] === 'string' ? sets[data['name']] : undefined);
    return rows === undefined ? data : { ...rest, url: rows.uri };
  });
  return {
    spec: small.length === 0 ? linked : { ...linked, datasets: Object.fromEntries(small) },
    moved: [...moved.values()],
  };
}

function checkRows(key: string, path: string, { kind, uri, spec, mediaType }: ArtifactRecord): void {
  if (kind !== 'dataset' && kind !== 'artifact')
    throw new KindMismatchError(`${path}.url of chart ${JSON.stringify(key)}`, 'dataset', kind);
  if (kind === 'dataset' || formatOf(spec.fileName ?? '', mediaType) !== undefined || /[/+]json$/.test(mediaType)) return;
  throw new InvalidChartError(
    key,
    `${path}.url is ${uri}, of type ${mediaType}, which holds no rows. Give a dataset, CSV, Parquet or JSON.`,
    {
      path: `${path}.url`,
    },
  );
}

function isLarge(rows: unknown): rows is readonly object[] {
  return Array.isArray(rows) && rows.length > MOST_ROWS && rows.every(isObject) && rows.some((row) => Object.keys(row).length > 0);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
