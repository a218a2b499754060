import { basename } from 'node:path';
import { BodyChangedError, LocalFileNotFoundError } from '../core/index.js';
import { isMissing } from './files/file-errors.js';
import { openFile, readAhead } from './files/read-chunks.js';

/** When a file was last written to, and its size: another one is another body. */
export interface FileStamp {
  readonly size: number;
  readonly mtimeMs: number;
}

/**
 * A local file as a body, opened at the first chunk and never whole in memory. May be read again. A chunk is good until the next one is asked for.
 *
 * Reading throws LocalFileNotFoundError at the first chunk, naming the artifact's key, and BodyChangedError at the end of a file that was written to meanwhile.
 */
export class FileBody implements AsyncIterable<Uint8Array> {
  readonly path: string;
  readonly #key: string;

  constructor(path: string, key: string) {
    this.path = path;
    this.#key = key;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, undefined> {
    const opened = await this.open();
    try {
      yield* readAhead(opened.handle, opened.size);
      await this.check(opened);
    } finally {
      await opened.handle.close();
    }
  }

  /** The caller closes it. @throws {LocalFileNotFoundError} */
  async open(): ReturnType<typeof openFile> {
    try {
      return await openFile(this.path);
    } catch (error) {
      throw isMissing(error) ? new LocalFileNotFoundError(this.#key, this.path, { cause: error }) : error;
    }
  }

  /** @throws {BodyChangedError} when the file is not what it was. */
  async check(was: FileStamp & Pick<Awaited<ReturnType<typeof openFile>>, 'handle'>): Promise<void> {
    const { size, mtimeMs } = await was.handle.stat();
    if (size !== was.size || mtimeMs !== was.mtimeMs) throw this.changed();
  }

  /** The error for a file that is not what it was. */
  changed(): BodyChangedError {
    return new BodyChangedError(this.path);
  }
}

/** A local file as a body. */
export function fileBody(path: string, key = basename(path)): FileBody {
  return new FileBody(path, key);
}
