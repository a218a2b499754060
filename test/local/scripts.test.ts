import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { ConfigurationError } from 'tidemark';
import type { Run } from '../../src/client/index.js';
import { readExecConfig } from '../../src/local/exec-config.js';
import { clientOf, newestRun } from '../context/reading.js';
import { runScript, startScript } from '../support/script.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const program = join(import.meta.dirname, 'programs', 'scenarios.ts');

/** Runs a scenario to its end, and reads what it left. */
async function run(scenario: string, env: Record<string, string> = {}) {
  const home = temporaryFolder();
  const { code, output } = await runScript(program, { TIDEMARK_HOME: home, ...env }, [scenario]);
  return { home, code, output, run: await newestRun(home) };
}

async function linesOf(of: Run): Promise<string[]> {
  const lines: string[] = [];
  for await (const { message } of of.logs()) lines.push(message);
  return lines;
}

/** Everything that `logAll` logs is there. */
async function expectAllLogged(of: Run): Promise<void> {
  expect(of.results).toEqual({ accuracy: 0.5, later: true });
  expect(await of.metrics('loss')).toHaveLength(1);
  expect((await linesOf(of)).slice(0, 2)).toEqual(['a line', 'printed']);
  expect(await of.artifact('model').text()).toBe('weights');
}

const latestOf = async (home: string) => (await (await clientOf(home)).listArtifacts({ tag: 'latest', includePending: true })).length;

// Each in a process of its own, which takes a second to start: two at a time.
describe.concurrent('withContext', () => {
  it('closes as completed, and gives what the block returned', async () => {
    const { home, code, output, run: record } = await run('with, completed');
    expect({ code, state: record.state, name: record.name }).toEqual({ code: 0, state: 'completed', name: 'train' });
    expect(output).toContain('answer 42');
    await expectAllLogged(record);
    expect(await latestOf(home)).toBe(1);
  });

  it('closes as error when the block throws, and throws on', async () => {
    const { home, code, output, run: record } = await run('with, thrown');
    expect(code).toBe(1);
    expect(output).toContain('broken on purpose');
    expect(record.state).toBe('error');
    expect(record.record.error).toMatchObject({ name: 'TypeError', message: 'broken on purpose' });
    await expectAllLogged(record);
    expect(await latestOf(home)).toBe(0);
  });
});

describe.concurrent('getOrCreateContext', () => {
  it('closes as completed by commit({ completed: true })', async () => {
    const { code, run: record } = await run('create, completed');
    expect([code, record.state]).toEqual([0, 'completed']);
    await expectAllLogged(record);
  });

  it.each(['create, no commit', 'create, process.exit'])('leaves aborted: %s', async (scenario) => {
    const { home, code, run: record } = await run(scenario);
    expect(code).toBe(scenario.endsWith('exit') ? 7 : 0);
    expect([record.state, record.record.statusReason]).toEqual(['aborted', 'the process exited before the run was over']);
    await expectAllLogged(record);
    expect(await latestOf(home)).toBe(0);
  });

  it('leaves error, with what nobody caught', async () => {
    const { code, run: record } = await run('create, thrown');
    expect([code, record.state]).toEqual([1, 'error']);
    expect(record.record.error).toMatchObject({ name: 'RangeError', message: 'nobody catches this' });
    await expectAllLogged(record);
  });

  it('leaves error also when undefined was thrown', async () => {
    const { code, run: record } = await run('create, thrown in a timer');
    expect([code, record.state]).toEqual([1, 'error']);
    expect(record.record.error).toMatchObject({ message: 'Thrown: undefined' });
  });

  it('leaves aborted after a disposal without a commit, and completed after one with', async () => {
    const disposed = await run('create, disposed');
    expect(disposed.output).toContain('block left');
    expect([disposed.code, disposed.run.state, disposed.run.record.statusReason]).toEqual([
      0,
      'aborted',
      'disposed without commit({ completed: true })',
    ]);
    await expectAllLogged(disposed.run);
    const committed = await run('create, committed and disposed');
    expect([committed.code, committed.run.state]).toEqual([0, 'completed']);
  });

  it('closes as error when what was logged cannot be completed', async () => {
    const { code, output, run: record } = await run('create, a failing artifact');
    expect([code, record.state]).toEqual([1, 'error']);
    expect(output).toContain('LocalFileNotFoundError');
    expect(record.record.error).toMatchObject({ name: 'LocalFileNotFoundError', code: 'ERR_LOCAL_FILE_NOT_FOUND' });
    expect(record.results).toEqual({ before: 1 });
  });
});

describe.concurrent('a handler that is run in a script', () => {
  it('leaves aborted after process.exit', async () => {
    const { code, run: record } = await run('handler, process.exit');
    expect([code, record.state]).toEqual([5, 'aborted']);
    await expectAllLogged(record);
  });

  it('leaves error after what nobody caught', async () => {
    const { code, run: record } = await run('handler, thrown in a timer');
    expect([code, record.state]).toEqual([1, 'error']);
    expect(record.record.error).toMatchObject({ name: 'RangeError', message: 'nobody catches this' });
    await expectAllLogged(record);
  });
});

describe.concurrent('a process that is sent a signal', () => {
  it.each([
    ['create, hang', 'SIGTERM', 143],
    ['create, hang', 'SIGINT', 130],
    ['create, hang', 'SIGHUP', 129],
    ['handler, hang', 'SIGTERM', 143],
  ] as const)('%s, %s: aborted, exit code %i', async (scenario, signal, expected) => {
    const home = temporaryFolder();
    const script = startScript(program, { TIDEMARK_HOME: home }, [scenario]);
    await script.printed('ready');
    script.process.kill(signal);
    const { code, output } = await script.ended;
    expect(code).toBe(expected);
    expect(output.includes('told to stop')).toBe(scenario.startsWith('create'));
    const record = await newestRun(home);
    expect([record.state, record.record.statusReason]).toEqual(['aborted', signal]);
    await expectAllLogged(record);
    expect(await latestOf(home)).toBe(0);
  });

  it('whose own code listens for it goes on as that code wants', async () => {
    const home = temporaryFolder();
    const script = startScript(program, { TIDEMARK_HOME: home }, ['handler, own listener']);
    await script.printed('ready');
    script.process.kill('SIGTERM');
    const { code, output } = await script.ended;
    expect(output).toContain('my own listener');
    expect([code, (await newestRun(home)).state]).toEqual([0, 'completed']);
  });

  it('kill -9 leaves everything that was awaited, and no tag', async () => {
    const home = temporaryFolder();
    const script = startScript(program, { TIDEMARK_HOME: home }, ['create, hang']);
    await script.printed('ready');
    // What nobody awaited is committed 50 ms later.
    await sleep(150);
    script.process.kill('SIGKILL');
    expect((await script.ended).code).toBe('SIGKILL');
    const record = await newestRun(home);
    expect(record.state).toBe('running');
    await expectAllLogged(record);
    expect(await latestOf(home)).toBe(0);
  });
});

describe.concurrent('TIDEMARK_EXEC_CONFIG', () => {
  it('gives uid, name, project, params, inputs and labels to the first run of the script, and its params to the others', async () => {
    const infile = join(temporaryFolder(), 'a.txt');
    writeFileSync(infile, 'from the file');
    const uid = 'ab'.repeat(16);
    const config = {
      uid,
      name: 'told',
      project: 'demo',
      params: { p1: 5, at: { $tidemark: 'date', value: '2020-01-01T00:00:00.000Z' } },
      inputs: { 'infile.txt': infile },
      labels: { a: 'told' },
    };
    const { home, code, output } = await run('as it was told', { TIDEMARK_EXEC_CONFIG: JSON.stringify(config) });
    expect(output).toContain(JSON.stringify({ same: true, uid }));
    expect(code).toBe(0);
    const client = await clientOf(home);
    const first = await client.getRun(uid);
    expect(first.record).toMatchObject({ name: 'told', project: 'demo', state: 'completed', labels: { a: 'told', b: 'own' } });
    expect(first.results).toEqual({ params: [5, 'own', 'fallback'], input: 'from the file' });
    expect(first.parameters).toEqual({ p1: 5, p2: 'own', p3: 'fallback', at: new Date('2020-01-01') });
    const [second] = await client.listRuns({ name: 'second' });
    expect(second?.record).toMatchObject({ project: 'demo', state: 'completed', results: { p1: 5 } });
    expect(second?.uid).not.toBe(uid);
  });

  it.each(['not json', '[]', '5', '{"params":[1]}', '{"inputs":"x"}', '{"$tidemark":"nonsense"}'])('that is %s is refused', (text) => {
    expect(() => readExecConfig({ TIDEMARK_EXEC_CONFIG: text })).toThrow(ConfigurationError);
  });

  it('whose input leads to nothing fails the run before its script goes on', async () => {
    const {
      code,
      output,
      run: record,
    } = await run('create, completed', {
      TIDEMARK_EXEC_CONFIG: '{"inputs":{"infile.txt":"/no/such/file"}}',
    });
    expect(code).toBe(1);
    expect(output).toContain('InputNotFoundError');
    expect(record.record).toMatchObject({ state: 'error', error: { code: 'ERR_INPUT_NOT_FOUND' }, results: {} });
  });
});
