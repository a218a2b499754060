/** An event as a browser gets it. */
export interface ReceivedEvent {
  readonly event: string;
  readonly data: Record<string, unknown>;
}

/** A connection to the event stream, read as the HTML standard says a browser does. */
export class EventStream {
  readonly events: ReceivedEvent[] = [];
  /** What a browser would send when it connects again. */
  lastEventId = '';
  readonly #abort = new AbortController();
  #done: Promise<void> = Promise.resolve();

  static async open(url: string, lastEventId?: string): Promise<EventStream> {
    const stream = new EventStream();
    const headers = { accept: 'text/event-stream', ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }) };
    const answer = await fetch(url, { headers, signal: stream.#abort.signal });
    if (!answer.ok || answer.body === null) throw new Error(`${url} answered ${answer.status}`);
    stream.#done = stream.#read(answer.body).catch(() => undefined);
    return stream;
  }

  /** What came as this event, in order. */
  of(event: string): readonly Record<string, unknown>[] {
    return this.events.filter((one) => one.event === event).map(({ data }) => data);
  }

  async close(): Promise<void> {
    this.#abort.abort();
    await this.#done;
  }

  async #read(body: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    let rest = '';
    for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
      rest += decoder.decode(chunk, { stream: true });
      const blocks = rest.split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) this.#take(block);
    }
  }

  #take(block: string): void {
    const fields = new Map(block.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]));
    const id = fields.get('id');
    if (id !== undefined) this.lastEventId = id;
    const data = fields.get('data');
    if (data !== undefined)
      this.events.push({ event: fields.get('event') ?? 'message', data: JSON.parse(data) as Record<string, unknown> });
  }
}
