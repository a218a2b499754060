import {
  ArtifactStoreError,
  LATEST,
  ProtectedTagError,
  TrackingStoreError,
  checkKey,
  checkTag,
  formatArtifactUri,
  parseArtifactUri,
  present,
  toTagged,
} from '../../core/index.js';
import type { ArtifactRecord, ArtifactUri, Json, Kind } from '../../core/index.js';
import { noteWaiting } from '../../artifacts/index.js';
import { ObservedReceipt } from '../../journal/index.js';
import type { AttemptJournal } from '../../journal/index.js';
import type {
  Artifact,
  ArtifactOptions,
  ChartBuilder,
  ChartOptions,
  ChartSpec,
  CommonArtifactOptions,
  DataItem,
  DatasetOptions,
  ModelOptions,
  Receipt,
  TableLike,
} from '../../sdk/index.js';
import type { RunIdentity } from '../../tracking/index.js';
import { stringLabels } from '../check-arguments.js';
import { dataItem } from '../inputs.js';
import { modelCall } from '../models/model-call.js';
import type { InputLog } from '../input-log.js';
import type { Mask } from '../secrets.js';
import type { Services } from '../services.js';
import { artifactUid, storeArtifactBody } from './artifact-body.js';
import type { StoredArtifact } from './artifact-body.js';
import { chartCall, ownChartCall } from './chart-call.js';
import { checkArtifact } from './check-artifact.js';
import type { ChartRun } from './chart-sources.js';
import { datasetCall } from './dataset-call.js';
import { fileCall } from './file-call.js';
import { instanceCall } from './instance-call.js';
import type { LogCall, Prepared, Surroundings } from './log-call.js';

/** What a run's artifact log stands on. */
export interface ArtifactLogOptions {
  readonly services: Services;
  readonly identity: RunIdentity;
  readonly journal: AttemptJournal;
  readonly mask: Mask;
  readonly signal: AbortSignal;
  readonly inputs: InputLog;
  /** Writes a line to the run's log. */
  readonly warn: (message: string) => void;
}

/** What is known of an artifact at the call. */
interface Named {
  readonly kind: Kind;
  readonly key: string;
  readonly seq: number;
  readonly uid: string;
  /** Undefined: the body is stored, but no record is kept. */
  readonly dbKey: string | undefined;
  readonly options: CommonArtifactOptions;
  readonly created: string;
}

interface Version {
  readonly kind: Kind;
  readonly uri: ArtifactUri;
}

/**
 * The artifacts of one attempt. A call gives an artifact its name, its place in the order and its URI at once; then the body is stored, and only then
 * its record is written: no record ever points to a body that is not there.
 */
export class ArtifactLog {
  readonly #context: ArtifactLogOptions;
  /** The versions of each key, in the order of the calls, without those that failed. */
  readonly #logged = new Map<string, Version[]>();
  readonly #underWay = new Set<ObservedReceipt<unknown>>();
  /** By URI, what has no record yet. */
  readonly #coming = new Map<string, ObservedReceipt<ArtifactRecord>>();
  readonly #failures: { receipt: ObservedReceipt<unknown>; error: unknown }[] = [];

  constructor(context: ArtifactLogOptions) {
    this.#context = context;
  }

  /** Key to pinned URI, of what was logged so far; the last one of each key. */
  get uris(): Readonly<Record<string, ArtifactUri>> {
    return Object.fromEntries(
      Array.from(this.#logged).flatMap(([key, versions]) => versions.slice(-1).map(({ uri }): [string, ArtifactUri] => [key, uri])),
    );
  }

  kindOf(key: string): Kind | undefined {
    return this.#logged.get(key)?.at(-1)?.kind;
  }

  /** Takes what the store shows of this attempt for what was logged in it. Called when nothing is under way. */
  readBack(uris: Readonly<Record<string, ArtifactUri>>): void {
    for (const [key, uri] of Object.entries(uris)) this.#logged.set(key, [{ kind: parseArtifactUri(uri).kind, uri }]);
  }

  /** Waits for every body and record. @throws the first failure that nobody awaited. */
  async settle(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.allSettled(Array.from(this.#underWay, (receipt) => receipt.quietly()));
    const failure = this.#failures.find(({ receipt }) => !receipt.observed);
    if (failure !== undefined) throw failure.error;
  }

  logFile(key: string, options: ArtifactOptions): Receipt<ArtifactRecord> {
    return this.#log(fileCall(key, options));
  }

  logModel(key: string, options: ModelOptions): Receipt<ArtifactRecord<'model'>> {
    return this.#log(modelCall(key, options)) as Receipt<ArtifactRecord<'model'>>;
  }

  logDataset(key: string, data: TableLike, options: DatasetOptions): Receipt<ArtifactRecord<'dataset'>> {
    return this.#log(datasetCall(key, data, options)) as Receipt<ArtifactRecord<'dataset'>>;
  }

  logChart(key: string, spec: ChartSpec | ChartBuilder, options: ChartOptions): Receipt<ArtifactRecord<'chart'>> {
    checkArtifact(key, options);
    return this.#log(chartCall({ key, spec, options }, this.#chartRun(options))) as Receipt<ArtifactRecord<'chart'>>;
  }

  /** A chart that a function of ours made. */
  logOwnChart(key: string, spec: ChartSpec, options: ChartOptions): Receipt<ArtifactRecord<'chart'>> {
    return this.#log(ownChartCall(key, spec, options)) as Receipt<ArtifactRecord<'chart'>>;
  }

  #chartRun({ artifactPath, tag, labels }: ChartOptions): ChartRun {
    const { inputs, services } = this.#context;
    return {
      uris: this.uris,
      addInput: (key, uri) =>
        Object.values(inputs.uris).includes(uri) ? services.tracking.getArtifact(parseArtifactUri(uri)) : inputs.follow(key, uri),
      logRows: (key, rows) => {
        const stored = this.logDataset(key, rows, present({ artifactPath, tag, labels }));
        // It was logged a line above, with a record.
        return { uri: this.uris[key] as ArtifactUri, stored };
      },
    };
  }

  logInstance(artifact: Artifact): Receipt<ArtifactRecord> {
    return this.#log(instanceCall(artifact));
  }

  #name({ kind, key, options }: LogCall): Named {
    const { identity, journal } = this.#context;
    // `latest` moves here anyway.
    if (options.tag !== undefined && options.tag !== LATEST) checkTag(options.tag);
    const dbKey =
      options.dbKey === false
        ? undefined
        : checkKey(options.dbKey === undefined ? `${identity.name}_${key}` : options.dbKey, 'Artifact db key');
    const seq = journal.reserve();
    const named = {
      kind,
      key,
      seq,
      uid: artifactUid(identity.uid, journal.attempt, seq),
      dbKey,
      options,
      created: new Date().toISOString(),
    };
    return kind === 'chart' ? { ...named, ...this.#replaced(named) } : named;
  }

  // A chart that is drawn anew while its run goes on is one chart: it takes the place of the version before, which is pending like itself.
  #replaced(named: Named): { readonly uid: string } | undefined {
    const before = this.#logged.get(named.key)?.at(-1);
    const uid = before === undefined ? undefined : parseArtifactUri(before.uri).uid;
    return uid !== undefined && this.#uriOf({ ...named, uid }) === before?.uri ? { uid } : undefined;
  }

  #log(call: LogCall): Receipt<ArtifactRecord> {
    const named = this.#name(call);
    const uri = this.#uriOf(named);
    const version = uri === undefined ? undefined : { kind: named.kind, uri };
    if (version !== undefined) this.#logged.set(named.key, [...(this.#logged.get(named.key) ?? []), version]);
    const receipt = new ObservedReceipt(this.#store(named, call.prepare(this.#surroundings()), this.#stopping()));
    this.#underWay.add(receipt);
    if (uri !== undefined) this.#coming.set(uri, receipt);
    const over = (): void => {
      this.#underWay.delete(receipt);
      if (uri !== undefined && this.#coming.get(uri) === receipt) this.#coming.delete(uri);
    };
    receipt.quietly().then(over, (error: unknown) => {
      over();
      this.#failures.push({ receipt, error });
      this.#logged.set(named.key, this.#logged.get(named.key)?.filter((one) => one !== version) ?? []);
    });
    return receipt;
  }

  #surroundings(): Surroundings {
    const { services, identity, mask } = this.#context;
    const open = (uri: string): DataItem => {
      const coming = this.#coming.get(uri);
      return dataItem(services, { key: uri, uri, ...(coming === undefined ? {} : { record: () => coming.quietly() }) });
    };
    return { project: identity.project, mask, open };
  }

  // What is on its way when the run is to stop is given up. What is logged after that is stored: somebody saves what there is, or goes on all the same.
  #stopping(): AbortSignal | undefined {
    const { signal } = this.#context;
    return signal.aborted ? undefined : signal;
  }

  async #store(named: Named, preparing: Promise<Prepared>, stopping: AbortSignal | undefined): Promise<ArtifactRecord> {
    const { services, journal, identity } = this.#context;
    const prepared = await preparing;
    // What an attempt stores that may no longer write would be a body that no record knows.
    if (journal.failure !== undefined) throw journal.failure;
    await this.#refuseProtected(named.options.tag);
    const waiting = new Set<string>();
    const body = await storeArtifactBody({
      key: named.key,
      project: identity.project,
      options: prepared.body,
      store: noteWaiting(services.artifacts, waiting),
      // Neither is what is in memory already: it takes no time.
      ...(isInMemory(prepared.body) ? {} : present({ signal: stopping })),
    });
    const described = { ...prepared, ...(await prepared.describe?.()) };
    if (described.warning !== undefined) this.#context.warn(described.warning);
    const record = this.#recordOf(named, described, body);
    if (named.dbKey === undefined && waiting.size === 0) return record;
    if (named.dbKey === undefined) throw noRecord(named.key);
    const { uid, kind, key, dbKey, mediaType, size, sha256, target, labels, spec, status } = record;
    const { state: _, ...found } = status;
    const tags = named.options.tag === undefined ? [LATEST] : [named.options.tag, LATEST];
    const { newVersion } = named.options;
    const artifact = {
      ...{ uid, kind, key, dbKey, mediaType, size, sha256, target, labels, spec, status: found, tags },
      ...present({ newVersion }),
    };
    const after = waiting.size === 0 ? {} : { after: [...waiting] };
    await journal.append({ type: 'artifact', artifact, ...after }, named.seq);
    return record;
  }

  // The closing refuses it for certain; here nothing has been stored yet. While the tracking store is away a log call does not wait for it.
  async #refuseProtected(tag: string | undefined): Promise<void> {
    if (tag === undefined || tag === LATEST) return;
    const { services, identity } = this.#context;
    try {
      const found = await services.tracking.protectedTags(identity.project);
      if (found.some((one) => one.tag === tag)) throw new ProtectedTagError(tag, identity.project);
    } catch (error) {
      if (!(error instanceof TrackingStoreError)) throw error;
    }
  }

  #recordOf(named: Named, prepared: Prepared, body: StoredArtifact): ArtifactRecord {
    const { identity, journal } = this.#context;
    const { viewer, extraData, labels } = named.options;
    return {
      uri: this.#uriOf(named) ?? (body.target as ArtifactUri),
      uid: named.uid,
      kind: named.kind,
      key: named.key,
      dbKey: named.dbKey ?? '',
      version: 0,
      project: identity.project,
      tree: identity.tree ?? identity.uid,
      iteration: identity.iteration ?? 0,
      runUid: identity.uid,
      attempt: journal.attempt,
      tags: [],
      created: named.created,
      mediaType: prepared.mediaType,
      size: body.size,
      sha256: body.sha256,
      // A URL that was only registered may carry a token.
      target: /^https?:/i.test(body.target) ? this.#context.mask.text(body.target) : body.target,
      labels: this.#masked(stringLabels(labels ?? {})),
      spec: this.#masked({
        ...prepared.spec,
        ...body.spec,
        ...(viewer === undefined ? {} : { viewer }),
        ...(extraData === undefined ? {} : { extraData: toTagged(extraData) as Readonly<Record<string, Json>> }),
      }),
      status: this.#masked({ ...prepared.status, ...body.status, state: 'pending' as const }),
    };
  }

  #masked<T extends object>(value: T): T {
    return this.#context.mask.json(value as Json) as T;
  }

  #uriOf({ kind, dbKey, uid }: Named): ArtifactUri | undefined {
    const { identity } = this.#context;
    if (dbKey === undefined) return undefined;
    const iteration = identity.iteration === undefined || identity.iteration === 0 ? {} : { iteration: identity.iteration };
    return formatArtifactUri({ kind, project: identity.project, dbKey, tree: identity.tree ?? identity.uid, uid, ...iteration });
  }
}

function isInMemory(body: Prepared['body']): boolean {
  if ('directory' in body) return body.directory.every((file) => file.body instanceof Uint8Array);
  return 'body' in body && (typeof body.body === 'string' || body.body instanceof Uint8Array);
}

function noRecord(key: string): ArtifactStoreError {
  return new ArtifactStoreError(
    `The artifact store is away, and artifact ${JSON.stringify(key)} has no record (dbKey: false) that could wait with its body until it is back.`,
    { isAway: true },
  );
}
