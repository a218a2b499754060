import { StringDecoder } from 'node:string_decoder';

const LONGEST_LINE = 64 * 1024;
// What stays behind when a line that never ends is cut: no secret is longer, so none is cut in two.
const KEPT = 4 * 1024;

/** Makes lines of what is written to a stream in pieces, so that a secret split over two writes is still seen whole. A line over 64 Ki characters is cut. */
export class LineBuffer {
  #rest = '';
  readonly #decoder = new StringDecoder('utf8');
  readonly #onLine: (line: string) => void;
  readonly #mask: (text: string) => string;

  constructor(onLine: (line: string) => void, mask: (text: string) => string) {
    this.#onLine = onLine;
    this.#mask = mask;
  }

  write(chunk: string | Uint8Array): void {
    const text = typeof chunk === 'string' ? this.#decoder.end() + chunk : this.#decoder.write(Buffer.from(chunk));
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#onLine(line.endsWith('\r') ? line.slice(0, -1) : line);
    if (this.#rest.length > LONGEST_LINE) this.#cut();
  }

  /** Hands over a last line that has no newline. */
  end(): void {
    const line = this.#rest + this.#decoder.end();
    this.#rest = '';
    if (line !== '') this.#onLine(line);
  }

  #cut(): void {
    const masked = this.#mask(this.#rest);
    this.#rest = masked.slice(-KEPT);
    this.#onLine(masked.slice(0, -KEPT));
  }
}
