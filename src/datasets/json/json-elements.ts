/** One element of the array that a JSON text is. */
export interface Element {
  readonly text: string;
  /** The line that it begins in, from 1. */
  readonly line: number;
}

const [QUOTE, BACKSLASH, COMMA, OPEN, CLOSE, BRACE, END] = Array.from('"\\,[]{}', (char) => char.charCodeAt(0));
const LF = 10;

/**
 * Cuts a JSON array into its elements as its text comes in, without parsing them: those of a chunk at a time.
 *
 * @throws {SyntaxError} when the text ends before the array, or goes on behind it.
 */
export async function* jsonElements(chunks: AsyncIterable<string>): AsyncGenerator<Element[], void, undefined> {
  const cutter = new Cutter();
  for await (const chunk of chunks) yield cutter.add(chunk);
  cutter.end();
}

class Cutter {
  #held = '';
  #depth = 0;
  #inText = false;
  #escaped = false;
  #line = 1;
  #elementLine = 0;
  #ended = false;
  #afterComma = false;

  add(chunk: string): Element[] {
    const elements: Element[] = [];
    let start = 0;
    const cut = (end: number, comma: boolean): void => {
      const text = this.#held + chunk.slice(start, end);
      if (text.trim() !== '') elements.push({ text, line: this.#elementLine });
      else if (comma || this.#afterComma) throw new SyntaxError(`line ${this.#line} has a comma without a value`);
      this.#afterComma = comma;
      this.#held = '';
      this.#elementLine = 0;
      start = end + 1;
    };
    for (let at = 0; at < chunk.length; at++) {
      const char = chunk.charCodeAt(at);
      if (char === LF) this.#line++;
      if (this.#inText) this.#inside(char);
      else if (char > 32) {
        if (this.#ended) throw new SyntaxError(`line ${this.#line} goes on behind the end of the array`);
        if (this.#depth === 1 && char === COMMA) cut(at, true);
        else if (this.#depth === 1 && char === CLOSE) {
          cut(at, false);
          this.#ended = true;
        } else if (this.#depth === 0) start = at + 1;
        else if (this.#elementLine === 0) this.#elementLine = this.#line;
        this.#nest(char);
      }
    }
    this.#held += chunk.slice(start);
    return elements;
  }

  end(): void {
    if (!this.#ended) throw new SyntaxError(`line ${this.#line} breaks off inside the array`);
  }

  #inside(char: number): void {
    if (this.#escaped) this.#escaped = false;
    else if (char === BACKSLASH) this.#escaped = true;
    else if (char === QUOTE) this.#inText = false;
  }

  #nest(char: number): void {
    if (char === QUOTE) this.#inText = true;
    else if (char === OPEN || char === BRACE) this.#depth++;
    else if (char === CLOSE || char === END) this.#depth--;
  }
}
