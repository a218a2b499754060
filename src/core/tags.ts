import { ReservedTagError } from './errors.js';
import { checkKey } from './keys.js';

/** The tag that every publication moves to what it publishes. */
export const LATEST = 'latest';

/** The version that a tag of the form `v3` names, here 3; undefined for any other tag. */
export function versionOfTag(tag: string): number | undefined {
  const digits = /^v([1-9][0-9]{0,8})$/.exec(tag)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** Returns a tag that can be set by hand. @throws {InvalidKeyError} @throws {ReservedTagError} for `latest` and `v1`, `v2`, … */
export function checkTag(tag: unknown): string {
  const checked = checkKey(tag, 'Tag');
  if (checked === LATEST || /^v[0-9]+$/.test(checked)) throw new ReservedTagError(checked);
  return checked;
}
