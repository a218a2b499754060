import { InvalidDatasetError } from '../core/index.js';
import type { TableBody } from './table-reader.js';

/**
 * A body as text, in chunks. A byte order mark decides, else `encoding`, else it is UTF-8; the mark is left out.
 *
 * @throws {InvalidDatasetError} with the line, for bytes that the encoding does not have.
 */
export async function* decodedText(body: TableBody, encoding = 'utf-8'): AsyncGenerator<string, void, undefined> {
  let decoder: InstanceType<typeof TextDecoder> | undefined;
  let used = encoding;
  for await (const chunk of body.read(0, body.size)) {
    decoder ??= new TextDecoder((used = marked(chunk) ?? encoding), { fatal: true });
    const text = await decode(() => decoder?.decode(chunk, { stream: true }) ?? '', body, used);
    if (text !== '') yield text;
  }
  const rest = await decode(() => decoder?.decode() ?? '', body, used);
  if (rest !== '') yield rest;
}

// No encoding of text has one of these at its beginning by chance.
function marked(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 'utf-8' : undefined;
}

async function decode(work: () => string, body: TableBody, encoding: string): Promise<string> {
  try {
    return work();
  } catch (error) {
    const line = await lineOfFault(body, encoding);
    throw new InvalidDatasetError(
      body.name,
      `line ${line} is not ${encoding.toUpperCase()} text. If it is another encoding, name it: { encoding: 'latin1' }`,
      {
        cause: error,
        line,
      },
    );
  }
}

// Read again: counting lines all along would cost every good file.
async function lineOfFault(body: TableBody, encoding: string): Promise<number> {
  const decoder = new TextDecoder(encoding);
  let line = 1;
  for await (const chunk of body.read(0, body.size)) {
    const text = decoder.decode(chunk, { stream: true });
    const fault = text.indexOf('\uFFFD');
    line += (fault < 0 ? text : text.slice(0, fault)).split('\n').length - 1;
    if (fault >= 0) return line;
  }
  return line;
}
