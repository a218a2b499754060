import { createHash } from 'node:crypto';
import { extname, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { ColumnTable } from 'arquero';
import {
  ArtifactCorruptError,
  ArtifactNotFoundError,
  InputNotFoundError,
  InvalidArgumentError,
  isStoreUri,
  parseArtifactUri,
} from '../core/index.js';
import type { ArtifactRecord } from '../core/index.js';
import type { ColumnInfo, CsvOptions, DataItem, DataStat, GetOptions, SampleOptions, TableReading } from '../sdk/index.js';
import type { ArtifactStore } from './artifact-store.js';
import { isWhole } from './byte-range.js';
import { isHttp, localPathOf } from './input-uri.js';
import { writeToPath } from './files/write-to-path.js';
import { localCopy } from './local-copy.js';
import type { TableSource } from './table-source.js';
import { tableSource } from './table-source.js';
import { downloadTree, fileInside, localTree } from './directories/read-tree.js';
import { isDirectory } from './directories/manifest.js';
import { directoryOrigin, localOrigin } from './origins/directory-origin.js';
import { httpOrigin } from './origins/http-origin.js';
import { s3Origin } from './origins/s3-origin.js';
import { isS3, parseS3Url } from './s3/s3-place.js';
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
  /** A store URI, a local path (relative to the working directory), a `file:`, `http(s):` or `s3:` URL, or a target of `store`. */
  readonly uri: string;
  /** What the file is called where the record does not say. */
  readonly fileName?: string;
  /** Looks the record of a store URI up; called at the first reading, and again only if it failed. */
  readonly record?: () => Promise<ArtifactRecord | undefined>;
  readonly store: ArtifactStore;
  /** Reads a body as a table. */
  readonly readTables: (source: TableSource) => TableReading;
  /** True: a model is the directory with all its files. Default: it is read as its model file, and the others by `file()`. */
  readonly asTree?: boolean;
  /** A folder for `local()`; made when it is needed. */
  readonly scratch: string;
  /** Called each time a whole body was read through. */
  readonly onRead?: (digest: ReadDigest) => void;
}

const HOUR_SECONDS = 3600;
const LONGEST_LINK_SECONDS = 7 * 24 * HOUR_SECONDS;

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
  readonly #openOrigin: () => Promise<Origin>;
  readonly #tables: TableReading;
  #origin: Promise<Origin> | undefined;

  constructor(options: DataItemOptions, open?: () => Promise<Origin>) {
    this.#options = options;
    this.#openOrigin = open ?? (() => openOrigin(options, this.url));
    this.key = options.key;
    this.url = urlOf(options);
    this.#tables = options.readTables(
      tableSource({ open: () => this.#open(), stream: () => this.stream(), copy: (read) => this.#copy(read) }),
    );
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

  table(options?: CsvOptions): Promise<ColumnTable> {
    return this.#tables.table(options);
  }

  rows<T = Record<string, unknown>>(options?: CsvOptions): AsyncIterable<T> {
    return this.#tables.rows<T>(options);
  }

  allRows<T = Record<string, unknown>>(options?: CsvOptions): Promise<T[]> {
    return this.#tables.allRows<T>(options);
  }

  columns(names: readonly string[], options?: CsvOptions): Promise<ColumnTable> {
    return this.#tables.columns(names, options);
  }

  head(n?: number, options?: CsvOptions): Promise<ColumnTable> {
    return this.#tables.head(n, options);
  }

  sample(n: number, options?: SampleOptions): Promise<ColumnTable> {
    return this.#tables.sample(n, options);
  }

  arrow(options?: CsvOptions): ReturnType<TableReading['arrow']> {
    return this.#tables.arrow(options);
  }

  schema(options?: CsvOptions): Promise<ColumnInfo[]> {
    return this.#tables.schema(options);
  }

  sql<T = Record<string, unknown>>(query: string, options?: CsvOptions): Promise<T[]> {
    return this.#tables.sql<T>(query, options);
  }

  async local(): Promise<string> {
    const origin = await this.#open();
    if (origin.isTree !== true) return await this.#copy(() => this.stream());
    const { scratch } = this.#options;
    return await localTree(origin, { url: this.url, scratch, onRead: (digest) => this.#wasRead(origin, digest) });
  }

  file(path: string): DataItem {
    const open = async (): Promise<Origin> => await fileInside(await this.#open(), { key: this.key, url: this.url, path });
    return new OpenedDataItem({ ...this.#options, fileName: path }, open);
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
    this.#check(origin, { sha256: hash.digest('hex'), size });
  }

  async stat(): Promise<DataStat> {
    return await (await this.#open()).stat();
  }

  async list(): Promise<string[]> {
    return await (await this.#open()).list();
  }

  async download(path: string): Promise<string> {
    const file = resolve(path);
    const origin = await this.#open();
    if (origin.isTree === true) await downloadTree(origin, file, { url: this.url, onRead: (digest) => this.#wasRead(origin, digest) });
    else await writeToPath(file, origin.read({}), { check: (written) => this.#check(origin, written) });
    return file;
  }

  async presign({ expiresSeconds = HOUR_SECONDS }: { readonly expiresSeconds?: number } = {}): Promise<string> {
    const origin = await this.#open();
    if (!Number.isSafeInteger(expiresSeconds) || expiresSeconds < 1 || expiresSeconds > LONGEST_LINK_SECONDS)
      throw new InvalidArgumentError(
        `expiresSeconds must be a whole number from 1 to ${LONGEST_LINK_SECONDS} (seven days), got ${String(expiresSeconds)}.`,
      );
    if (origin.presign === undefined)
      throw new InvalidArgumentError(
        `There is no link to ${this.url}: its body is on a disk or in memory, and no server hands it out. Use tidemark artifacts get, or keep bodies in S3.`,
      );
    return await origin.presign({ expiresSeconds, fileName: origin.fileName, mediaType: origin.mediaType() });
  }

  async artifact(): Promise<ArtifactRecord | undefined> {
    return (await this.#open()).record;
  }

  async #copy(read: () => AsyncIterable<Uint8Array>): Promise<string> {
    const origin = await this.#open();
    return await localCopy(origin, { scratch: this.#options.scratch, read, onRead: (digest) => this.#wasRead(origin, digest) });
  }

  #wasRead(origin: Origin, digest: ReadDigest): void {
    this.#options.onRead?.(origin.readAs ?? digest);
  }

  /** A whole body was read: is it what it should be? */
  #check(origin: Origin, read: ReadDigest): void {
    if (origin.sha256 !== undefined && origin.sha256 !== read.sha256) throw new ArtifactCorruptError(this.url, origin.sha256, read.sha256);
    this.#wasRead(origin, read);
  }

  async #open(): Promise<Origin> {
    this.#origin ??= this.#openOrigin();
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
    const name = found.spec.fileName ?? fileName ?? found.key;
    return isDirectory(found)
      ? await directoryOrigin(found, store, { fileName: name, asTree: options.asTree ?? false })
      : recordOrigin(found, store, name);
  }
  if (store.owns(url)) return storeOrigin(url, store, fileName ?? key);
  if (isHttp(url)) return httpOrigin(url, missing);
  if (isS3(url)) return s3Origin(url, missing);
  return await localOrigin(fileURLToPath(url), missing);
}

function urlOf({ key, uri, store }: DataItemOptions): string {
  if (isStoreUri(uri) || store.owns(uri) || isHttp(uri) || isS3(uri)) return uri;
  return pathToFileURL(localPathOf(key, uri)).href;
}

function nameIn(url: string): string {
  if (isS3(url)) return parseS3Url(url)?.key ?? '';
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
