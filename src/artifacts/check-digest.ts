import { InvalidArgumentError } from '../core/index.js';

/** A sha-256 in lower-case hex, safe as a file's name. @throws {InvalidArgumentError} for any other text. */
export function checkDigest(sha256: string): string {
  if (/^[0-9a-f]{64}$/.test(sha256)) return sha256;
  throw new InvalidArgumentError(`${JSON.stringify(sha256)} is no sha-256 digest: 64 hex digits in lower case.`);
}
