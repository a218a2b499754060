import { readFile } from 'node:fs/promises';
import type { DatasetDescription } from '../../src/datasets/index.js';
import { prepareDataset, readTableOf } from '../../src/datasets/index.js';
import type { DatasetOptions, TableLike } from '../../src/sdk/index.js';

/** A dataset as it would be stored: its whole file, and what its record says. */
export interface Stored extends DatasetDescription {
  readonly bytes: Uint8Array;
  readonly fileName: string;
  readonly mediaType: string;
}

/** What `logDataset` makes, read to the end. */
export async function prepared(key: string, data: TableLike, options?: DatasetOptions): Promise<Stored> {
  const { body, fileName, mediaType, describe } = await prepareDataset(key, data, options);
  const chunks: Uint8Array[] = [];
  if (body instanceof Uint8Array) chunks.push(body);
  else if ('localPath' in body) chunks.push(await readFile(body.localPath));
  else for await (const chunk of body) chunks.push(chunk);
  return { bytes: Buffer.concat(chunks), fileName, mediaType, ...(await describe()) };
}

/** What Tidemark reads of it: rows as objects. */
export async function readBack(data: TableLike, options?: DatasetOptions): Promise<object[]> {
  const { bytes, fileName } = await prepared('data', data, options);
  return (await readTableOf(bytes, fileName)).objects();
}
