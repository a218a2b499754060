import type { Value } from '../../../src/core/index.js';
import { formatShort } from '../../../src/render/format.js';

/** A value in one short line. */
export function shortValue(value: Value | undefined): string {
  const text = formatShort(value).replaceAll(/\s+/g, ' ');
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
