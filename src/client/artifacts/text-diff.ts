import { mediaTypeOf } from '../../artifacts/index.js';
import { dataItem } from '../../context/index.js';
import type { Services } from '../../context/index.js';
import { TidemarkError } from '../../core/index.js';
import type { ArtifactRecord } from '../../core/index.js';
import type { DataItem } from '../../sdk/index.js';

/** How the text of a file differs. */
export interface TextDiff {
  /** The file's name, or its path in a directory. */
  readonly path: string;
  /** A unified diff, with three lines around each change. JSON is compared as laid out in lines, whatever its white space. */
  readonly patch?: string;
  /** Why there is none: too large, or no longer there. */
  readonly reason?: string;
}

/** What is read of two artifacts. */
interface Pair {
  readonly path: string;
  readonly mediaType: string;
  readonly from: DataItem;
  readonly to: DataItem;
}

const MOST_BYTES = 1024 * 1024;
const MOST_FILES = 20;
/** Texts of which nothing is alike take the square of their length. */
const MOST_MILLIS = 2000;

/**
 * What changed in the text of two artifacts: in their bodies, or, of directories, in the first 20 text files of those that `changed`. Empty where nothing is text.
 */
export async function textDiffs(
  services: Pick<Services, 'tracking' | 'artifacts' | 'scratch'>,
  { from, to }: { readonly from: ArtifactRecord; readonly to: ArtifactRecord },
  changed: readonly string[] | undefined,
): Promise<readonly TextDiff[]> {
  const itemOf = ({ key, uri }: ArtifactRecord) => dataItem(services, { key, uri });
  const diffs: TextDiff[] = [];
  if (changed === undefined) {
    const pair = { path: to.spec.fileName ?? to.key, mediaType: to.mediaType, from: itemOf(from), to: itemOf(to) };
    if (isText(from.mediaType) && isText(to.mediaType)) diffs.push(await textDiff(pair));
  } else {
    for (const path of changed.filter((name) => isText(mediaTypeOf(name))).slice(0, MOST_FILES))
      diffs.push(await textDiff({ path, mediaType: mediaTypeOf(path), from: itemOf(from).file(path), to: itemOf(to).file(path) }));
  }
  return diffs;
}

async function textDiff(pair: Pair): Promise<TextDiff> {
  const { path } = pair;
  try {
    const [before, after] = await Promise.all([textOf(pair.from), textOf(pair.to)]);
    if (before === undefined || after === undefined) return { path, reason: 'over 1 MiB, or no UTF-8' };
    const { createTwoFilesPatch, FILE_HEADERS_ONLY } = await import('diff');
    const [from, to] = isJson(pair.mediaType) ? inLines(before, after) : [before, after];
    const options = { headerOptions: FILE_HEADERS_ONLY, timeout: MOST_MILLIS, context: 3 };
    const patch = createTwoFilesPatch(path, path, from, to, undefined, undefined, options);
    return patch === undefined ? { path, reason: 'too much of it differs' } : { path, patch };
  } catch (error) {
    // A body that is gone or damaged makes the rest of the comparison no less true.
    if (error instanceof TidemarkError) return { path, reason: error.message };
    throw error;
  }
}

async function textOf(item: DataItem): Promise<string | undefined> {
  if ((await item.stat()).size > MOST_BYTES) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await item.get());
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

// A spec is stored in one line. What is no JSON after all, or differs in white space alone, is compared as it is.
function inLines(before: string, after: string): readonly [string, string] {
  try {
    const [from, to] = [before, after].map((text) => `${JSON.stringify(JSON.parse(text), null, 2)}\n`) as [string, string];
    return from === to ? [before, after] : [from, to];
  } catch {
    return [before, after];
  }
}

function isJson(mediaType: string): boolean {
  return /^application\/([\w.-]+\+)?json$/.test(bare(mediaType));
}

function isText(mediaType: string): boolean {
  const type = bare(mediaType);
  return isJson(type) || /^text\/|^application\/(x-ndjson|jsonl|yaml|xml|javascript|sql|toml|x-sh)$|\+(xml|yaml)$/.test(type);
}

function bare(mediaType: string): string {
  return mediaType.replace(/;.*/s, '').trim().toLowerCase();
}
