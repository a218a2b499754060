import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InvalidArgumentError } from '../core/index.js';

/** True for a URL that a server answers. */
export function isHttp(uri: string): boolean {
  return /^https?:\/\//i.test(uri);
}

/** The absolute path of a local path or `file:` URL; relative ones start at the working directory. @throws {InvalidArgumentError} for other schemes. */
export function localPathOf(key: string, uri: string): string {
  if (/^file:/i.test(uri)) return pathOfFileUrl(key, uri);
  if (uri !== '' && !/^[a-z][-+.a-z0-9]*:\/\//i.test(uri)) return resolve(uri);
  throw cannotRead(key, uri);
}

function pathOfFileUrl(key: string, uri: string): string {
  try {
    return uri.startsWith('file://') ? fileURLToPath(uri) : resolve(uri.slice('file:'.length));
  } catch (error) {
    throw cannotRead(key, uri, { cause: error });
  }
}

function cannotRead(key: string, uri: string, options?: ErrorOptions): InvalidArgumentError {
  const message = `Input ${JSON.stringify(key)} is ${JSON.stringify(uri)}, which cannot be read. Give a store:// URI, a path, or a file:, http:, https: or s3: URL.`;
  return new InvalidArgumentError(message, options);
}
