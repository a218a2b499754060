import { fromTagged, type Json, type Value } from '../../core/index.js';

// A text first, so that digits in it are not taken for a number.
const TEXT_OR_INTEGER = /"(?:[^"\\]|\\.)*"|-?\d{16,}(?![\d.eE])/g;

/**
 * Parses JSON with tagged values, and with integers beyond 2^53 as bigints, which JSON.parse would round.
 *
 * @throws {SyntaxError} as JSON.parse does.
 */
export function parseExact(text: string): Value {
  const exact = /\d{16}/.test(text) ? text.replace(TEXT_OR_INTEGER, (part) => (part.startsWith('"') ? part : wide(part))) : text;
  return fromTagged(JSON.parse(exact) as Json);
}

function wide(digits: string): string {
  return Number.isSafeInteger(Number(digits)) ? digits : `{"$tidemark":"bigint","value":"${digits}"}`;
}
