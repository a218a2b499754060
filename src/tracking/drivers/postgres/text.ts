/**
 * PostgreSQL's text has no NUL and no half of a surrogate pair, and its JSON functions refuse the escapes of both. Strings are written with these
 * characters escaped, raw or as JSON escapes, behind the control character SUB, which is escaped itself: every other text is stored as it is, and
 * every text comes back as it was.
 */
export function encodeText(text: string): string {
  if (!SUSPECT.test(text)) return text;
  return text
    .replace(UNSTORABLE, (character) => SUB + hex(character))
    .replace(UNSTORABLE_ESCAPE, (escape, code?: string) => (code === undefined ? escape : `${SUB_ESCAPE}${code}`));
}

/** The inverse of {@link encodeText}. */
export function decodeText(text: string): string {
  if (!text.includes(SUB) && !text.includes(SUB_ESCAPE)) return text;
  return text
    .replace(ENCODED, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    .replace(ENCODED_ESCAPE, (escape, code?: string) => (code === undefined ? escape : `\\u${code}`));
}

/* eslint-disable no-control-regex -- control characters are what this is about */
const SUB = '\u001a';
const SUB_ESCAPE = '\\u001a';
// With the flag `u` a whole pair is one character, so that only halves match.
const UNSTORABLE = /[\0\u001a\ud800-\udfff]/gu;
const SUSPECT = /[\0\u001a\ud800-\udfff]|\\u(?:0000|001a|d[89a-f])/u;
// Escapes are read one after the other: in `\\u0000` the backslash is escaped, and there is no NUL.
const UNSTORABLE_ESCAPE = /\\(?:u(0000|001a|d[89a-f][0-9a-f]{2})|[^])/g;
const ENCODED = /\u001a([0-9a-f]{4})/g;
const ENCODED_ESCAPE = /\\(?:u001a([0-9a-f]{4})|[^])/g;

function hex(character: string): string {
  return character.charCodeAt(0).toString(16).padStart(4, '0');
}
