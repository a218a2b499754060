import mime from 'mime';

const UNTOLD = 'application/octet-stream';

/** Longer suffixes first; the registry does not know these, or means something else by them. */
const OURS: readonly (readonly [suffix: string, mediaType: string])[] = [
  ['.vl.json', 'application/vnd.vegalite.v6+json'],
  ['.vg.json', 'application/vnd.vega.v6+json'],
  ['.parquet', 'application/vnd.apache.parquet'],
  ['.arrows', 'application/vnd.apache.arrow.stream'],
  ['.arrow', 'application/vnd.apache.arrow.file'],
  ['.feather', 'application/vnd.apache.arrow.file'],
  ['.ndjson', 'application/x-ndjson'],
  ['.jsonl', 'application/x-ndjson'],
  ['.ipynb', 'application/x-ipynb+json'],
  ['.md', 'text/markdown'],
  ['.py', 'text/x-python'],
  ['.ts', 'text/x-typescript'],
  ['.log', 'text/plain'],
];

/** The media type that a file's name says, in either case; `application/octet-stream` when it says none. */
export function mediaTypeOf(fileName: string): string {
  const name = fileName.toLowerCase();
  const ours = OURS.find(([suffix]) => name.endsWith(suffix));
  // A bare word is no suffix, but `mime` would take it for one.
  const known = ours?.[1] ?? (name.includes('.') ? mime.getType(name) : null);
  return known ?? UNTOLD;
}

/** The media type of a file that a server sends with a `Content-Type`: the name knows better than servers that call everything plain text or bytes. */
export function mediaTypeTold(contentType: string | undefined, fileName: string): string {
  const byName = mediaTypeOf(fileName);
  const told = contentType?.split(';')[0]?.trim().toLowerCase() ?? UNTOLD;
  const isVague = [UNTOLD, 'binary/octet-stream', 'text/plain', ''].includes(told);
  return isVague && byName !== UNTOLD ? byName : told === '' ? UNTOLD : told;
}
