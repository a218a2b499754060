import type { StoredBody } from '../artifacts/index.js';
import { InvalidArgumentError, checkKey, formatArtifactUri, parseArtifactUri, present, toTagged } from '../core/index.js';
import type { ArtifactRecord, ArtifactSpec, ArtifactStatus, ArtifactUri, Json, Kind } from '../core/index.js';
import { prepareDataset } from '../datasets/index.js';
import { ObservedReceipt } from '../journal/index.js';
import type { AttemptJournal } from '../journal/index.js';
import { checkChart } from '../render/index.js';
import type { ChartArtifact, DatasetArtifact, ModelArtifact } from '../sdk/index.js';
import type {
  Artifact,
  ArtifactOptions,
  ChartOptions,
  ChartSpec,
  CommonArtifactOptions,
  DatasetOptions,
  ModelOptions,
  Receipt,
  TableLike,
} from '../sdk/index.js';
import type { RunIdentity } from '../tracking/index.js';
import { artifactUid, checkBodyOptions, nameAndType, storeArtifactBody } from './artifact-body.js';
import { stringLabels } from './check-arguments.js';
import { checkArtifact, checkInstance } from './check-artifact.js';
import type { Mask } from './secrets.js';
import type { Services } from './services.js';

const CHART_MEDIA_TYPE = 'application/vnd.vegalite.v6+json';

/** What a run's artifact log stands on. */
export interface ArtifactLogOptions {
  readonly services: Services;
  readonly identity: RunIdentity;
  readonly journal: AttemptJournal;
  readonly mask: Mask;
  readonly signal: AbortSignal;
}

/** What takes time to know of an artifact. */
interface Prepared {
  readonly mediaType: string;
  readonly spec: ArtifactSpec;
  readonly status?: Omit<ArtifactStatus, 'state'>;
  readonly body: ArtifactOptions;
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
    return this.#logBody('artifact', { key, options });
  }

  logModel(key: string, options: ModelOptions): Receipt<ArtifactRecord<'model'>> {
    checkArtifact(key, options);
    const { framework, algorithm, metrics, parameters, inputs, outputs } = options;
    const spec = toTagged({ framework, algorithm, metrics, parameters, inputs, outputs }, `model ${JSON.stringify(key)}`) as Record<
      string,
      Json
    >;
    const labels = framework === undefined ? { ...options.labels } : { framework, ...options.labels };
    return this.#logBody('model', { key, options: { ...options, labels }, spec }) as Receipt<ArtifactRecord<'model'>>;
  }

  logDataset(key: string, data: TableLike, options: DatasetOptions): Receipt<ArtifactRecord<'dataset'>> {
    checkArtifact(key, options);
    const named = this.#name('dataset', key, options);
    // Begun at the call: rows that are changed after it must not change what is stored.
    const prepared = prepareDataset(key, data, options).then(({ mediaType, spec, status, body }) => ({
      mediaType,
      spec,
      status,
      body: { body, ...present({ artifactPath: options.artifactPath }) },
    }));
    return this.#log(named, prepared) as Receipt<ArtifactRecord<'dataset'>>;
  }

  logChart(key: string, spec: ChartSpec, options: ChartOptions): Receipt<ArtifactRecord<'chart'>> {
    checkArtifact(key, options);
    // A copy: what the caller does to its spec after this call does not change the chart.
    const copy: unknown = JSON.parse(JSON.stringify(toTagged(spec, `chart ${JSON.stringify(key)}`)));
    const named = this.#name('chart', key, options);
    const prepared = checkChart(key, copy).then((checked) => ({
      mediaType: CHART_MEDIA_TYPE,
      spec: { fileName: `${key}.vl.json` },
      body: { body: JSON.stringify(checked), ...present({ artifactPath: options.artifactPath }) },
    }));
    return this.#log(named, prepared) as Receipt<ArtifactRecord<'chart'>>;
  }

  logInstance(artifact: Artifact): Receipt<ArtifactRecord> {
    checkInstance(artifact);
    const common = { ...artifact.options, labels: artifact.labels };
    // By shape rather than instanceof: a handler may have another copy of this package than what runs it (a command line tool installed elsewhere).
    if (isChart(artifact)) return this.logChart(artifact.key, artifact.spec(), common);
    if (isDataset(artifact)) {
      const labels = { ...artifact.dataset.labels, ...artifact.labels };
      return this.logDataset(artifact.key, artifact.data, { ...artifact.dataset, ...common, labels });
    }
    if (isModel(artifact)) {
      return this.logModel(artifact.key, { ...artifact.model, ...common, labels: { ...artifact.model.labels, ...artifact.labels } });
    }
    const plain = artifact as Artifact & { toOptions?: () => ArtifactOptions };
    if (plain.toOptions === undefined) {
      throw new InvalidArgumentError(
        `Artifact ${JSON.stringify(checkKey(artifact.key, 'Artifact key'))} is of a class of its own, which has no toOptions(): what is logged.`,
      );
    }
    return this.logFile(artifact.key, { ...plain.toOptions(), ...common });
  }

  #logBody(kind: Kind, { key, options, spec = {} }: { key: string; options: ArtifactOptions; spec?: Readonly<Record<string, Json>> }) {
    checkArtifact(key, options);
    checkBodyOptions(key, options);
    const { fileName, mediaType, viewer } = nameAndType(key, options);
    // A copy: what the caller does to its array after this call does not change what is stored. For what is too large to copy there are streams and files.
    const body = options.body instanceof Uint8Array ? { ...options, body: new Uint8Array(options.body) } : options;
    const prepared = { mediaType, spec: { fileName, ...present({ viewer, format: options.format }), ...spec }, body };
    return this.#log(this.#name(kind, key, options), Promise.resolve(prepared));
  }

  #name(kind: Kind, key: string, options: CommonArtifactOptions): Named {
    const { identity, journal } = this.#context;
    if (options.tag !== undefined) checkKey(options.tag, 'Tag');
    const dbKey =
      options.dbKey === false
        ? undefined
        : checkKey(options.dbKey === undefined ? `${identity.name}_${key}` : options.dbKey, 'Artifact db key');
    const seq = journal.reserve();
    return { kind, key, seq, uid: artifactUid(identity.uid, journal.attempt, seq), dbKey, options, created: new Date().toISOString() };
  }

  #log(named: Named, prepared: Promise<Prepared>): Receipt<ArtifactRecord> {
    const uri = this.#uriOf(named);
    const version = uri === undefined ? undefined : { kind: named.kind, uri };
    if (version !== undefined) this.#logged.set(named.key, [...(this.#logged.get(named.key) ?? []), version]);
    const receipt = new ObservedReceipt(this.#store(named, prepared, this.#stopping()));
    this.#underWay.add(receipt);
    receipt.quietly().then(
      () => this.#underWay.delete(receipt),
      (error: unknown) => {
        this.#underWay.delete(receipt);
        this.#failures.push({ receipt, error });
        this.#logged.set(named.key, this.#logged.get(named.key)?.filter((one) => one !== version) ?? []);
      },
    );
    return receipt;
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
    const body = await storeArtifactBody({
      key: named.key,
      project: identity.project,
      options: prepared.body,
      store: services.artifacts,
      // Neither is what is in memory already: it takes no time.
      ...(isInMemory(prepared.body) ? {} : present({ signal: stopping })),
    });
    const record = this.#recordOf(named, prepared, body);
    if (named.dbKey === undefined) return record;
    const { uid, kind, key, dbKey, mediaType, size, sha256, target, labels, spec, status } = record;
    const { state: _, ...found } = status;
    const tags = named.options.tag === undefined ? ['latest'] : [named.options.tag, 'latest'];
    const artifact = { uid, kind, key, dbKey, mediaType, size, sha256, target, labels, spec, status: found, tags };
    await journal.append({ type: 'artifact', artifact }, named.seq);
    return record;
  }

  #recordOf(named: Named, prepared: Prepared, body: StoredBody): ArtifactRecord {
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
        ...(viewer === undefined ? {} : { viewer }),
        ...(extraData === undefined ? {} : { extraData: toTagged(extraData) as Readonly<Record<string, Json>> }),
      }),
      status: this.#masked({ ...prepared.status, state: 'pending' as const }),
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

function isInMemory({ body }: ArtifactOptions): boolean {
  return typeof body === 'string' || body instanceof Uint8Array;
}

function isChart(artifact: Artifact): artifact is ChartArtifact {
  return artifact.kind === 'chart' && 'spec' in artifact && typeof artifact.spec === 'function';
}

function isDataset(artifact: Artifact): artifact is DatasetArtifact {
  return artifact.kind === 'dataset' && 'dataset' in artifact && 'data' in artifact;
}

function isModel(artifact: Artifact): artifact is ModelArtifact {
  return artifact.kind === 'model' && 'model' in artifact;
}
