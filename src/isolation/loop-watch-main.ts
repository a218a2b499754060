import { writeSync } from 'node:fs';
import { url as debuggerUrl } from 'node:inspector';
import { Session } from 'node:inspector/promises';
import type { Debugger } from 'node:inspector/promises';
import { fileURLToPath } from 'node:url';
import { workerData } from 'node:worker_threads';
import type { LoopWatch } from './loop-watch.js';

// The thread that watches: when the main thread's event loop stands still, it interrupts it for a moment, as a debugger does, to ask whose handler runs there.
const LOOK_MILLIS = 250;
const { beats, afterMillis } = workerData as LoopWatch;
let seen = Atomics.load(beats, 0);
let since = Date.now();
let isTold = false;

setInterval(() => {
  const now = Atomics.load(beats, 0);
  // Somebody's breakpoint is no block.
  if (now !== seen || debuggerUrl() !== undefined) {
    seen = now;
    since = Date.now();
    isTold = false;
  } else if (!isTold && Date.now() - since > afterMillis) {
    isTold = true;
    void ask();
  }
}, LOOK_MILLIS);

async function ask(): Promise<void> {
  const session = new Session();
  session.connectToMainThread();
  const scripts = new Map<string, string>();
  session.on('Debugger.scriptParsed', ({ params }) => scripts.set(params.scriptId, params.url));
  const paused = new Promise<Debugger.PausedEventDataType>((resolve) => session.once('Debugger.paused', ({ params }) => resolve(params)));
  await session.post('Debugger.enable');
  await session.post('Debugger.pause');
  const { callFrames } = await paused;
  const places = callFrames.map(({ location }) => placeOf(scripts.get(location.scriptId) ?? '', location.lineNumber + 1));
  const place = places.find((candidate) => candidate !== undefined) ?? 'an unknown place';
  const [top] = callFrames;
  const told = JSON.stringify({ seconds: Math.round((Date.now() - since) / 1000), place });
  // What runs now is asked where it stands: there its own run is the current one.
  const expression = `globalThis[Symbol.for('tidemark.currentRun')]?.handlers.getStore()?.blockedLoop(${told})`;
  const answer =
    top === undefined ? undefined : await session.post('Debugger.evaluateOnCallFrame', { callFrameId: top.callFrameId, expression });
  await session.post('Debugger.resume');
  session.disconnect();
  if (typeof answer?.result.value === 'string') writeSync(2, `${answer.result.value}\n`);
}

// Of the user's own files: what they call may be anybody's.
function placeOf(url: string, line: number): string | undefined {
  if (!url.startsWith('file:') || url.includes('/node_modules/')) return undefined;
  return `${fileURLToPath(url)}:${line}`;
}
