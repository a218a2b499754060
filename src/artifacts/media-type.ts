import mime from 'mime';

/** Named by what follows the first dots that match, longest first; the registry does not know these or means something else by them. */
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
  return ours?.[1] ?? mime.getType(name) ?? 'application/octet-stream';
}
