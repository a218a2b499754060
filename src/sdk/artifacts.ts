import type { Json, Kind } from '../core/index.js';
import { InvalidArgumentError } from '../core/index.js';
import { lineChart } from './charts/line.js';
import type { ArtifactOptions, ChartSpec, CommonArtifactOptions, DatasetOptions, Labels, ModelOptions, TableLike } from './log-options.js';

/**
 * Something to log with `context.logArtifact(artifact)`: its key and, until then, everything about it that can still be changed.
 * Pure data: nothing is stored before it is logged.
 */
export abstract class Artifact<K extends Kind = Kind, Key extends string = string> {
  readonly key: Key;
  abstract readonly kind: K;
  labels: Labels = {};
  /** See `CommonArtifactOptions`. */
  options: Omit<CommonArtifactOptions, 'labels'> = {};

  constructor(key: Key) {
    this.key = key;
  }
}

/** A chart of columns: the first is the x axis, each further one a line. For anything else use `context.logChart` with a Vega-Lite spec. */
export class ChartArtifact<Key extends string = string> extends Artifact<'chart', Key> {
  override readonly kind = 'chart';
  /** Column names. */
  header: readonly string[];
  rows: Json[][];
  title: string | undefined;

  constructor(key: Key, options: { header?: readonly string[]; rows?: readonly (readonly Json[])[]; title?: string } = {}) {
    super(key);
    this.header = options.header ?? [];
    this.rows = (options.rows ?? []).map((row) => [...row]);
    this.title = options.title;
  }

  /** Adds a row: one value per column of the header. */
  addRow(row: readonly Json[]): this {
    this.rows.push([...row]);
    return this;
  }

  /** The Vega-Lite spec. @throws {InvalidArgumentError} when a row is not as long as the header. */
  spec(): ChartSpec {
    checkRows(this.key, this.header, this.rows);
    return lineChart({ title: this.title ?? this.key, header: this.header, rows: this.rows });
  }
}

/** A small table to look at, stored as CSV-like JSON; for data that steps work on, use `logDataset`. */
export class TableArtifact<Key extends string = string> extends Artifact<'artifact', Key> {
  override readonly kind = 'artifact';
  header: readonly string[];
  rows: Json[][];

  constructor(key: Key, options: { header?: readonly string[]; rows?: readonly (readonly Json[])[] } = {}) {
    super(key);
    this.header = options.header ?? [];
    this.rows = (options.rows ?? []).map((row) => [...row]);
  }

  /** Adds a row: one value per column of the header. */
  addRow(row: readonly Json[]): this {
    this.rows.push([...row]);
    return this;
  }

  /** What is logged: JSON `{ header, rows }`. */
  toOptions(): ArtifactOptions {
    checkRows(this.key, this.header, this.rows);
    return {
      body: JSON.stringify({ header: this.header, rows: this.rows }),
      localPath: `${this.key}.json`,
      viewer: 'table',
    };
  }
}

/** An HTML page or fragment. */
export class HtmlArtifact<Key extends string = string> extends Artifact<'artifact', Key> {
  override readonly kind = 'artifact';
  html: string;

  constructor(key: Key, html: string) {
    super(key);
    this.html = html;
  }

  /** What is logged. */
  toOptions(): ArtifactOptions {
    return { body: this.html, localPath: `${this.key}.html`, viewer: 'web-app' };
  }
}

/** Markdown text. */
export class MarkdownArtifact<Key extends string = string> extends Artifact<'artifact', Key> {
  override readonly kind = 'artifact';
  markdown: string;

  constructor(key: Key, markdown: string) {
    super(key);
    this.markdown = markdown;
  }

  /** What is logged. */
  toOptions(): ArtifactOptions {
    return { body: this.markdown, localPath: `${this.key}.md`, viewer: 'markdown' };
  }
}

/** A model; the same options as `context.logModel`. */
export class ModelArtifact<Key extends string = string> extends Artifact<'model', Key> {
  override readonly kind = 'model';
  readonly model: ModelOptions;

  constructor(key: Key, options: ModelOptions) {
    super(key);
    this.model = options;
  }
}

/** A dataset; the same options as `context.logDataset`. */
export class DatasetArtifact<Key extends string = string> extends Artifact<'dataset', Key> {
  override readonly kind = 'dataset';
  readonly data: TableLike;
  readonly dataset: DatasetOptions;

  constructor(key: Key, data: TableLike, options: DatasetOptions = {}) {
    super(key);
    this.data = data;
    this.dataset = options;
  }
}

function checkRows(key: string, header: readonly string[], rows: readonly (readonly Json[])[]): void {
  if (header.length === 0) throw new InvalidArgumentError(`${key} has no header. Set header to its column names.`);
  const wrong = rows.findIndex((row) => row.length !== header.length);
  if (wrong >= 0) {
    throw new InvalidArgumentError(
      `Row ${wrong} of ${key} has ${rows[wrong]?.length} values, and its header has ${header.length} columns (${header.join(', ')}).`,
    );
  }
}
