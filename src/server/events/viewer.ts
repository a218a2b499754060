import type { Change } from '../../tracking/index.js';

/** What somebody watches: some runs with their steps, else the runs of a project, else all runs. */
export interface Watched {
  readonly runs?: readonly string[];
  readonly project?: string;
}

/** A viewer who does not take what he is sent is cut off at this many bytes; he comes back and gets it from where he was. */
const MOST_WAITING = 4 * 1024 * 1024;

/** One open stream of events. */
export class Viewer {
  readonly stream: ReadableStream<Uint8Array>;
  readonly #runs: ReadonlySet<string> | undefined;
  readonly #project: string | undefined;
  readonly #onGone: (viewer: Viewer) => void;
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  /** What comes while the viewer is caught up with the past. */
  #held: (readonly Uint8Array[])[] | undefined = [];

  constructor({ runs, project }: Watched, onGone: (viewer: Viewer) => void) {
    this.#runs = runs === undefined ? undefined : new Set(runs);
    this.#project = project;
    this.#onGone = onGone;
    this.stream = new ReadableStream<Uint8Array>(
      {
        start: (controller) => void (this.#controller = controller),
        cancel: () => this.#leave(),
      },
      new ByteLengthQueuingStrategy({ highWaterMark: MOST_WAITING }),
    );
  }

  /** All that a run logs. */
  watchesInside({ uid }: Pick<Change, 'uid'>): boolean {
    return this.#runs?.has(uid) === true;
  }

  /** What lists show of a run. */
  watches({ uid, project, parentUid = '' }: Pick<Change, 'uid' | 'project' | 'parentUid'>): boolean {
    if (this.#runs !== undefined) return this.#runs.has(uid) || this.#runs.has(parentUid);
    return this.#project === undefined || this.#project === project;
  }

  /** Sends at once, before what is held. However long ago a viewer was here: what he missed is no sign that he is slow. */
  sendFirst(blocks: readonly Uint8Array[]): void {
    for (const block of blocks) this.#controller?.enqueue(block);
  }

  /** Ends the holding. */
  release(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const blocks of held) this.send(blocks);
  }

  send(blocks: readonly Uint8Array[]): void {
    if (this.#held !== undefined) return void this.#held.push(blocks);
    if ((this.#controller?.desiredSize ?? 1) <= 0) return this.end();
    for (const block of blocks) this.#controller?.enqueue(block);
  }

  end(): void {
    const controller = this.#controller;
    this.#leave();
    controller?.close();
  }

  #leave(): void {
    if (this.#controller === undefined) return;
    this.#controller = undefined;
    this.#onGone(this);
  }
}
