import { createHash } from 'node:crypto';
import { extname, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { ColumnTable } from 'arquero';
import { ArtifactCorruptError, ArtifactNotFoundError, InputNotFoundError, isStoreUri, parseArtifactUri } from '../core/index.js';
import type { ArtifactRecord } from '../core/index.js';
import type { DataItem, DataStat, GetOptions } from '../sdk/index.js';
import type { ArtifactStore } from './artifact-store.js';
import { isWhole } from './byte-range.js';
import { isHttp, localPathOf } from './input-uri.js';
import { writeToPath } from './files/write-to-path.js';
import { localCopy } from './local-copy.js';
import { fileOrigin } from './origins/file-origin.js';
import { httpOrigin } from './origins/http-origin.js';
import { recordOrigin, storeOrigin } from './origins/stored-origin.js';
import type { Origin } from './origins/origin.js';

/** A body as it was read through, for lineage. */
export interface ReadDigest {
  readonly sha256: string;
  /** Bytes. */
  readonly size: number;
}

/** What a data item is made of. */
export interface DataItemOptions {
  readonly key: string;
  /** A store URI, a local path (relative to the working directory), a `file:` or `http(s):` URL, or a target of `store`. */
  readonly uri: string;
  /** What the file is called where the record does not say. */
  readonly fileName?: string;
  /** Looks the record of a store URI up; called at the first reading, and again only if it failed. */
  readonly record?: () => Promise<ArtifactRecord | undefined>;
  readonly store: ArtifactStore;
  /** Parses a whole body. */
  readonly readTable: (body: Uint8Array, fileName: string, mediaType?: string) => Promise<ColumnTable>;
  /** A folder for `local()`; made when it is needed. */
  readonly scratch: string;
  /** Called each time a whole body was read through. */
  readonly onRead?: (digest: ReadDigest) => void;
}

type Encoding = 'utf8' | 'utf-8' | 'latin1' | 'base64' | 'hex';

/** A handle on an input or artifact. Nothing is looked up or read before a method is called; whole stored bodies are checked against their record's digest. */
export function createDataItem(options: DataItemOptions): DataItem {
  return new OpenedDataItem(options);
}

class OpenedDataItem implements DataItem {
  readonly key: string;
  readonly url: string;
  readonly suffix: string;
  readonly #options: DataItemOptions;
  #origin: Promise<Origin> | undefined;

  constructor(options: DataItemOptions) {
    this.#options = options;
    this.key = options.key;
    this.url = urlOf(options);
    this.suffix = extname(options.fileName ?? nameIn(this.url));
  }

  get(options?: GetOptions): Promise<Uint8Array>;
  get(options: GetOptions & { readonly encoding: Encoding }): Promise<string>;
  async get(options: GetOptions & { readonly encoding?: Encoding } = {}): Promise<Uint8Array | string> {
    const bytes = await joined(this.stream(options));
    return options.encoding === undefined ? bytes : Buffer.from(bytes.buffer).toString(options.encoding);
  }

  async text(): Promise<string> {
    return new TextDecoder().decode(await this.get());
  }

  async json<T = unknown>(): Promise<T> {
    return JSON.parse(await this.text()) as T;
  }

  async table(): Promise<ColumnTable> {
    const origin = await this.#open();
    return await this.#options.readTable(await this.get(), origin.fileName, origin.mediaType());
  }

  async rows<T = Record<string, unknown>>(): Promise<T[]> {
    return (await this.table()).objects() as T[];
  }

  async local(): Promise<string> {
    return await localCopy(await this.#open(), { scratch: this.#options.scratch, read: () => this.stream(), onRead: this.#options.onRead });
  }

  async *stream(options: GetOptions = {}): AsyncGenerator<Uint8Array, void, undefined> {
    const origin = await this.#open();
    if (!isWhole(options)) return yield* origin.read(options);
    const hash = createHash('sha256');
    let size = 0;
    for await (const chunk of origin.read({})) {
      hash.update(chunk);
      size += chunk.length;
      yield chunk;
    }
    const sha256 = hash.digest('hex');
    if (origin.sha256 !== undefined && origin.sha256 !== sha256) throw new ArtifactCorruptError(this.url, origin.sha256, sha256);
    this.#options.onRead?.({ sha256, size });
  }

  async stat(): Promise<DataStat> {
    return await (await this.#open()).stat();
  }

  async list(): Promise<string[]> {
    return await (await this.#open()).list();
  }

  async download(path: string): Promise<string> {
    const file = resolve(path);
    await writeToPath(file, this.stream());
    return file;
  }

  async artifact(): Promise<ArtifactRecord | undefined> {
    return (await this.#open()).record;
  }

  async #open(): Promise<Origin> {
    this.#origin ??= openOrigin(this.#options, this.url);
    try {
      return await this.#origin;
    } catch (error) {
      // The tracking store may be back the next time.
      this.#origin = undefined;
      throw error;
    }
  }
}

async function openOrigin(options: DataItemOptions, url: string): Promise<Origin> {
  const { key, store, record, fileName } = options;
  const missing = (cause?: unknown): Error => new InputNotFoundError(key, options.uri, cause === undefined ? {} : { cause });
  if (isStoreUri(url)) {
    const found = await record?.();
    if (found === undefined) throw new ArtifactNotFoundError(url);
    return recordOrigin(found, store, found.spec.fileName ?? fileName ?? found.key);
  }
  if (store.owns(url)) return storeOrigin(url, store, fileName ?? key);
  if (isHttp(url)) return httpOrigin(url, missing);
  return fileOrigin(fileURLToPath(url), missing);
}

function urlOf({ key, uri, store }: DataItemOptions): string {
  if (isStoreUri(uri) || store.owns(uri) || isHttp(uri)) return uri;
  return pathToFileURL(localPathOf(key, uri)).href;
}

function nameIn(url: string): string {
  return isStoreUri(url) ? parseArtifactUri(url).dbKey : URL.canParse(url) ? new URL(url).pathname : '';
}

async function joined(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  const bytes = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return bytes;
}
