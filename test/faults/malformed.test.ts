import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { inspect } from 'node:util';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TidemarkError } from 'tidemark';
import type { RunContext } from 'tidemark';
import { openClient } from 'tidemark/client';
import { runLocal } from 'tidemark/local';
import { temporaryFolder } from '../support/temporary-folder.js';
import { malformedArtifacts, malformedCalls } from './malformed-calls.js';
import type { MalformedCall } from './malformed-calls.js';
import { malformedDoors } from './malformed-doors.js';
import { faultRounds, faultSeed } from './rounds.js';

const seed = faultSeed('malformed', 1);
const HANGS = Symbol('hangs');

/** What a call came to, when that is not what it should. */
async function faultOf({ name, call }: MalformedCall, context: RunContext): Promise<string | undefined> {
  let given = '';
  const proxy = new Proxy(context, {
    get(target, method) {
      const value: unknown = Reflect.get(target, method, target);
      return (...args: unknown[]): unknown => {
        given = args.map((arg) => shown(arg)).join(', ');
        return Reflect.apply(value as () => unknown, target, args);
      };
    },
  });
  const outcome = await outcomeOf(() => call(proxy));
  return outcome === undefined ? undefined : `${name}(${given}) ${outcome}`;
}

/** What a call came to, when that is not an error of ours. */
async function outcomeOf(call: () => unknown): Promise<string | undefined> {
  try {
    const value = await Promise.race([call(), sleep(10_000, HANGS, { ref: false })]);
    return value === HANGS ? 'hangs' : `gives ${shown(value)}`;
  } catch (error) {
    if (error instanceof TidemarkError && /^ERR_[A-Z_]+$/.test(error.code) && error.message.length > 20) return undefined;
    return `throws ${shown(error)}`;
  }
}

function shown(value: unknown): string {
  try {
    return inspect(value, { depth: 3, breakLength: Infinity, maxStringLength: 80 }).slice(0, 300);
  } catch (error) {
    return String(error);
  }
}

describe.each([
  ['of the run context', malformedCalls, 400],
  ['that log artifacts', malformedArtifacts, 500],
])('malformed calls %s', (_, calls, count) => {
  it(`are refused with an error of ours, and leave nothing behind (${count})`, async () => {
    const home = temporaryFolder();
    const faults: string[] = [];
    const run = await runLocal(
      async (context: RunContext) => {
        for (const call of fc.sample(calls, { seed, numRuns: Math.max(count, faultRounds(count)) })) {
          const fault = await faultOf(call, context);
          if (fault !== undefined) faults.push(fault);
        }
        await context.commit();
      },
      { home, name: 'malformed', project: 'p' },
    );
    expect([...new Set(faults)]).toEqual([]);
    expect(run.state).toBe('completed');
    expect(eventsOf(home)).toEqual([]);
    expect(filesIn(join(home, 'artifacts'))).toEqual([]);
    expect(filesIn(join(home, 'spool'))).toEqual([]);
  });
});

describe('malformed calls of everything else', () => {
  it('are refused with an error of ours; runs that were opened for them are recorded as errors', async () => {
    const home = temporaryFolder();
    const client = await openClient({ home });
    const faults: string[] = [];
    for (const { name, given, call } of fc.sample(malformedDoors, { seed, numRuns: Math.max(400, faultRounds(400)) })) {
      const outcome = await outcomeOf(() => call({ home, client }));
      if (outcome !== undefined) faults.push(`${name} ${shown(given)} ${outcome}`);
    }
    expect([...new Set(faults)]).toEqual([]);
    const runs = await client.listRuns();
    expect(new Set(runs.map(({ state }) => state))).toEqual(new Set(['error']));
    expect(eventsOf(home)).toEqual([]);
    expect(filesIn(join(home, 'artifacts'))).toEqual([]);
    await client.close();
  });
});

function eventsOf(home: string): unknown[] {
  const database = new Database(join(home, 'tracking.db'), { readonly: true });
  const events = database.prepare('SELECT type, key, value FROM events').all();
  database.close();
  return events;
}

function filesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) => (entry.isFile() ? [entry.name] : []));
}
