import { InvalidDirectoryError } from '../../core/index.js';

const MAX_LENGTH = 1024;

/**
 * A path in a directory: parts with `/` between them, each the name of something on every system. Unicode is kept as it is.
 *
 * @throws {InvalidDirectoryError} for a path that leads out (`..`, absolute), that has `\`, a control character or nothing in a part, that is not valid
 * Unicode, or that is longer than 1,024 characters.
 */
export function checkEntryPath(directory: string, path: string): string {
  const fault = faultOf(path);
  if (fault !== undefined) throw new InvalidDirectoryError(directory, `the path ${JSON.stringify(path)} in it ${fault}`);
  return path;
}

function faultOf(path: string): string | undefined {
  if (path.length > MAX_LENGTH) return `is longer than ${MAX_LENGTH} characters`;
  const parts = path.split('/');
  if (parts.includes('')) return path.startsWith('/') ? 'is absolute' : 'has a part without a name';
  if (parts.includes('..') || parts.includes('.')) return 'leads elsewhere, with "." or ".."';
  // A separator on some systems, and a drive at the beginning.
  if (path.includes('\\') || /^[A-Za-z]:/.test(path)) return 'would be another path on Windows';
  // oxlint-disable-next-line no-control-regex
  if (/[\u0000-\u001f\u007f-\u009f]/.test(path)) return 'has a control character';
  // U+FFFD is what the file system's bytes become that are no UTF-8; such a name leads back to nothing.
  if (/[\p{Surrogate}\uFFFD]/u.test(path)) return 'is not valid Unicode';
  return undefined;
}
