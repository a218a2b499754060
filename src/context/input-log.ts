import { resolve } from 'node:path';
import { checkName, isStoreUri, parseArtifactUri } from '../core/index.js';
import type { ArtifactRecord } from '../core/index.js';
import type { AttemptJournal } from '../journal/index.js';
import type { DataItem } from '../sdk/index.js';
import type { PinnedInput } from '../tracking/index.js';
import { checkText } from './check-arguments.js';
import { dataItem, missingInput } from './inputs.js';
import type { Mask } from './secrets.js';
import type { Services } from './services.js';

/** What a run's inputs stand on. */
export interface InputLogOptions {
  readonly services: Services;
  readonly journal: AttemptJournal;
  readonly mask: Mask;
  /** As the opening pinned them. */
  readonly pinned: Readonly<Record<string, PinnedInput>>;
  /** Throws when the run can no longer log. */
  readonly checkOpen: () => void;
}

/** The inputs of one attempt: those it was opened with, and those that its handler added. */
export class InputLog {
  readonly #options: InputLogOptions;
  readonly #uris: Map<string, string>;
  readonly #lookups = new Set<Promise<unknown>>();

  constructor(options: InputLogOptions) {
    this.#options = options;
    this.#uris = new Map(Object.entries(options.pinned).map(([key, input]) => [key, input.uri]));
  }

  /** Key to pinned URI or path. */
  get uris(): Readonly<Record<string, string>> {
    return Object.fromEntries(this.#uris);
  }

  /** An input to read. @throws {InvalidInputsError} when the run has none of this name. */
  get(key: string): DataItem {
    return this.#item(key, this.#uris.get(checkName(key, 'Input key')) ?? missingInput(key, this.uris));
  }

  /** Adds an input, and gives it to read. A store URI is followed once, now; what it leads to is what is read and recorded. */
  add(key: string, url: string): DataItem {
    checkName(key, 'Input key');
    this.#options.checkOpen();
    checkText(`Input ${JSON.stringify(key)}`, url);
    if (isStoreUri(url)) {
      const found = this.follow(key, url);
      return this.#item(key, url, () => found);
    }
    const uri = /^[a-z][-+.a-z0-9]+:/i.test(url) ? url : resolve(url);
    this.#uris.set(key, uri);
    this.#record(key, { uri });
    return this.#item(key, uri);
  }

  /** Waits until what was added is recorded. */
  async settle(): Promise<void> {
    while (this.#lookups.size > 0) await Promise.all(this.#lookups);
  }

  /** Adds what a store URI leads to now, once, as an input. Resolves to its record, undefined when there is none. @throws as the tracking store does. */
  follow(key: string, url: string): Promise<ArtifactRecord | undefined> {
    const { services, journal } = this.#options;
    const parsed = parseArtifactUri(url);
    const seq = journal.reserve();
    this.#uris.set(key, url);
    const found = services.tracking.getArtifact(parsed);
    const lookup = found.then(
      (record) => {
        if (record === undefined) return;
        if (this.#uris.get(key) === url) this.#uris.set(key, record.uri);
        const digest = record.sha256 === '' ? {} : { sha256: record.sha256, size: record.size };
        this.#record(key, { uri: record.uri, artifactUid: record.uid, ...digest }, seq);
      },
      // Who reads it is told.
      () => undefined,
    );
    this.#lookups.add(lookup);
    void lookup.finally(() => this.#lookups.delete(lookup));
    return found;
  }

  #item(key: string, uri: string, record?: () => Promise<ArtifactRecord | undefined>): DataItem {
    return dataItem(this.#options.services, {
      key,
      uri,
      ...(record === undefined ? {} : { record }),
      onRead: (digest) => {
        try {
          this.#options.checkOpen();
        } catch {
          // A body that was read whole after the handler's end is nobody's lineage.
          return;
        }
        this.#record(key, { uri: this.#uris.get(key) ?? uri, ...digest });
      },
    });
  }

  #record(key: string, input: PinnedInput, seq?: number): void {
    const { journal, mask } = this.#options;
    // A URL may carry a token; a store URI is made of names alone.
    journal.append({ type: 'input', key, input: isStoreUri(input.uri) ? input : { ...input, uri: mask.text(input.uri) } }, seq);
  }
}
