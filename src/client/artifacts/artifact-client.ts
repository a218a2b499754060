import { userInfo } from 'node:os';
import { checkText, openModel } from '../../context/index.js';
import type { Services } from '../../context/index.js';
import {
  ArtifactNotFoundError,
  VersionNotFoundError,
  checkKey,
  checkTag,
  parseArtifactUri,
  present,
  versionOfTag,
} from '../../core/index.js';
import type { ArtifactRecord, RunRecord } from '../../core/index.js';
import type { Model } from '../../sdk/index.js';
import type { ArtifactFilter, ProtectedTag, TagMove } from '../../tracking/index.js';
import { checkFilter } from '../check-filter.js';
import { deleteArtifact } from '../delete-run.js';
import type { DeleteOptions, Deleted } from '../delete-run.js';
import { diffArtifacts } from './diff.js';
import type { ArtifactDiff } from './diff.js';
import { lineageOf } from './lineage.js';
import type { Lineage, LineageOptions } from './lineage.js';
import { versionsOf } from './versions.js';
import type { ArtifactVersion } from './versions.js';

/** How a tag is moved by hand. */
export interface TagOptions {
  /** Who does it, for the tag's history. Default: the user of this process. */
  readonly by?: string;
  /** Moves a protected tag too. Default false. */
  readonly force?: boolean;
}

/** An artifact with what is around it. */
export interface ArtifactDescription {
  readonly record: ArtifactRecord;
  /** Of its name, newest first. */
  readonly versions: readonly ArtifactVersion[];
  /** Of its name, oldest first. */
  readonly tagHistory: readonly TagMove[];
  /** The run that logged it. */
  readonly producer?: RunRecord;
  /** The runs that have read this version, under whichever record of it. */
  readonly consumers: readonly RunRecord[];
}

/** What a client does with artifacts: find them, tag them, follow where they come from. */
export class ArtifactClient {
  /** @internal */
  protected readonly services: Services;

  /** @internal */
  constructor(services: Services) {
    this.services = services;
  }

  /** The project of what names none: `TIDEMARK_PROJECT`, else `default`. */
  get project(): string {
    return this.services.configuration.project;
  }

  /** @throws {ArtifactNotFoundError} @throws {VersionNotFoundError} for `:v7` of a name that has other versions. @throws {InvalidUriError} */
  async getArtifact(uri: string): Promise<ArtifactRecord> {
    const parsed = parseArtifactUri(uri);
    const record = await this.services.tracking.getArtifact(parsed);
    if (record !== undefined) return record;
    if (parsed.tag === undefined || versionOfTag(parsed.tag) === undefined) throw new ArtifactNotFoundError(uri);
    const versions = await versionsOf(this.services.tracking, parsed);
    if (versions.length === 0) throw new ArtifactNotFoundError(uri);
    throw new VersionNotFoundError(
      uri,
      versions.map(({ version }) => version),
    );
  }

  /** A model: what is known of it, and its files to read. @throws {KindMismatchError} @throws as `getArtifact`. */
  async getModel(uri: string): Promise<Model> {
    return openModel(this.services, await this.getArtifact(uri));
  }

  /** What was published, newest first, unless the filter says otherwise. */
  async listArtifacts(filter: ArtifactFilter = {}): Promise<readonly ArtifactRecord[]> {
    return this.services.tracking.listArtifacts(checkFilter(filter));
  }

  /** The published versions of the name that any URI of it leads to, newest first. @throws {ArtifactNotFoundError} */
  async listVersions(uri: string): Promise<readonly ArtifactVersion[]> {
    return versionsOf(this.services.tracking, await this.getArtifact(uri));
  }

  /** Where it comes from and where it went: runs and artifacts as a graph. @throws {ArtifactNotFoundError} */
  async lineage(uri: string, options: LineageOptions = {}): Promise<Lineage> {
    return lineageOf(this.services.tracking, await this.getArtifact(uri), options);
  }

  /** What differs between two artifacts of one kind, such as two versions. @throws {KindMismatchError} @throws {ArtifactNotFoundError} */
  async diffArtifacts(from: string, to: string): Promise<ArtifactDiff> {
    return diffArtifacts(this.services, await this.getArtifact(from), await this.getArtifact(to));
  }

  /** Everything known about an artifact at once. @throws {ArtifactNotFoundError} */
  async describeArtifact(uri: string): Promise<ArtifactDescription> {
    const { tracking } = this.services;
    const record = await this.getArtifact(uri);
    const [versions, tagMoves, producer] = await Promise.all([
      versionsOf(tracking, record),
      tracking.tagMoves(record),
      tracking.getRun(record.runUid),
    ]);
    // Whoever read a repeat of the version read the same bytes.
    const shown = versions.find(({ version }) => version === record.version);
    const records = shown === undefined ? [record] : [shown.record, ...shown.repeats];
    const inputs = (await Promise.all(records.map(({ uid }) => tracking.consumers(uid)))).flat();
    const consumers = await Promise.all([...new Set(inputs.map(({ runUid }) => runUid))].map((uid) => tracking.getRun(uid)));
    return {
      record,
      versions,
      tagHistory: tagMoves,
      ...present({ producer }),
      consumers: consumers.filter((run) => run !== undefined),
    };
  }

  /**
   * Moves a tag, such as `prod`, to the version that the URI leads to. Of everything with this project, kind and db key one has the tag: two who move it at
   * once leave it with one of them. Where it is already, nothing happens.
   *
   * @throws {ProtectedTagError} unless forced. @throws {ReservedTagError} for `latest` and `v1`, `v2`, …. @throws {ArtifactNotFoundError}
   */
  async tagArtifact(uri: string, tag: string, options: TagOptions = {}): Promise<ArtifactRecord> {
    const record = await this.getArtifact(uri);
    await this.services.tracking.tagArtifact(change(record, checkTag(tag), options));
    return this.getArtifact(record.uri);
  }

  /** Takes a tag off the version that the URI leads to; false when it is not there. @throws as `tagArtifact`. */
  async untagArtifact(uri: string, tag: string, options: TagOptions = {}): Promise<boolean> {
    const record = await this.getArtifact(uri);
    return this.services.tracking.untagArtifact(change(record, checkTag(tag), options));
  }

  /** From now on no step moves this tag in the project, and nobody without `force`. @throws {ReservedTagError} */
  async protectTag(project: string, tag: string, options: Pick<TagOptions, 'by'> = {}): Promise<void> {
    checkKey(project, 'Project');
    await this.services.tracking.protectTag({ project, tag: checkTag(tag), by: options.by ?? userName(), time: Date.now() });
  }

  /** False when it was not protected. */
  unprotectTag(project: string, tag: string): Promise<boolean> {
    return this.services.tracking.unprotectTag(checkKey(project, 'Project'), checkText('The tag', tag));
  }

  /** By tag. */
  protectedTags(project: string): Promise<readonly ProtectedTag[]> {
    return this.services.tracking.protectedTags(checkKey(project, 'Project'));
  }

  /**
   * Deletes the record of the version that the URI leads to; its body stays until `gc`. Refused while something needs it: a tag but `latest`, or a run that
   * read it. `latest` goes back to what it was on before.
   *
   * @throws {InUseError} unless forced. @throws {InvalidArgumentError} while its run is not over. @throws {ArtifactNotFoundError}
   */
  async deleteArtifact(uri: string, options: DeleteOptions = {}): Promise<Deleted> {
    return deleteArtifact(this.services.tracking, await this.getArtifact(uri), options);
  }

  /** What happened to the tags of the name that any URI of it leads to, oldest first. @throws {ArtifactNotFoundError} */
  async tagHistory(uri: string): Promise<readonly TagMove[]> {
    return this.services.tracking.tagMoves(await this.getArtifact(uri));
  }
}

function change({ uid }: ArtifactRecord, tag: string, { by = userName(), force }: TagOptions) {
  return { artifactUid: uid, tag, by, time: Date.now(), ...present({ force }) };
}

// Some containers run under a user that has no name.
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return 'unknown';
  }
}
