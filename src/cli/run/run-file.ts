import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ErrorRecord, Json } from '../../core/index.js';
import { present, stringifyTagged } from '../../core/index.js';
import { errorText } from '../print/error.js';
import { printJson } from '../print/json.js';
import { runPage } from '../print/run.js';
import { styledError } from '../print/style.js';
import { UsageError } from '../usage-error.js';
import { readEnded } from './read-ended.js';
import { onInterrupt } from './interrupts.js';
import type { RunConfig, RunnerMessage, RunnerTask } from './messages.js';

/** A file to run; paths are absolute. */
export interface FileRequest {
  readonly file: string;
  readonly exportName: string | undefined;
  readonly local: boolean;
  readonly tries: number;
  readonly name: string | undefined;
  readonly project: string | undefined;
  readonly params: Readonly<Record<string, Json>>;
  readonly inputs: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly secretsFile: string | undefined;
}

/** How the run is shown. */
export interface ShowOptions {
  readonly json: boolean;
  readonly verbose: boolean;
  readonly absolute: boolean;
}

/** What became of the process that loaded the file. */
interface Outcome {
  readonly uid: string;
  /** Exit code or signal. */
  readonly ended: number | NodeJS.Signals;
  readonly error?: ErrorRecord;
}

/** Runs a file in a process of its own, shows its run, and gives the exit code: 0 for a completed run, else 1. @throws {UsageError} for a handler that there is not. */
export async function runFile(request: FileRequest, show: ShowOptions): Promise<number> {
  const outcome = await load(request, show);
  const run = await readEnded(outcome.uid, `its process ended by ${exitText(outcome.ended)}`);
  if (run === undefined) return reportNoRun(request, outcome, show);
  if (show.json) printJson(run);
  else console.log(`\n${runPage(run, { ...show, now: Date.now() })}`);
  const completed = run.state === 'completed';
  // With --json people see the error too; and what went wrong after the run was over is in no record.
  const error = completed ? outcome.error : show.json ? (run.error ?? outcome.error) : run.error === undefined ? outcome.error : undefined;
  if (error !== undefined) printError(error, show);
  return completed && outcome.ended === 0 ? 0 : 1;
}

function load(request: FileRequest, { json }: ShowOptions): Promise<Outcome> {
  const { file, exportName, local, tries, name, project, params, inputs, labels, secretsFile } = request;
  const uid = randomUUID().replaceAll('-', '');
  const config: RunConfig = { uid, params, inputs, labels, ...present({ name, project }) };
  const task: RunnerTask = { local, tries, ...present({ exportName }) };
  const runner = fileURLToPath(import.meta.resolve('./runner.js'));
  const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), runner, file, JSON.stringify(task)], {
    // With --json stdout is for the document alone.
    stdio: ['inherit', json ? 2 : 'inherit', 'inherit', 'ipc'],
    // Not in our process group: Ctrl-C then reaches it once, from us.
    detached: process.platform !== 'win32',
    env: {
      ...process.env,
      TIDEMARK_EXEC_CONFIG: stringifyTagged(config),
      ...(secretsFile === undefined ? {} : { TIDEMARK_SECRETS_FILE: secretsFile }),
    },
  });
  // The first asks, the second insists; one that does not hear the third is stuck.
  const release = onInterrupt((signal, count) => child.kill(count < 3 ? signal : 'SIGKILL'));
  return new Promise<Outcome>((done, fail) => {
    let outcome: Outcome = { uid, ended: 1 };
    child.on('message', (message: RunnerMessage) => {
      if (message.type === 'usage') fail(new UsageError(`${relative('', file)}: ${message.message}`));
      else if (message.type === 'error') outcome = { ...outcome, error: message.error };
      else {
        outcome = { ...outcome, uid: message.uid };
        console.error(styledError('dim', `Run ${message.uid} on Temporal: ${message.workflow}`));
      }
    });
    child.once('error', fail);
    child.once('close', (code, signal) => done({ ...outcome, ended: signal ?? code ?? 1 }));
  }).finally(release);
}

function reportNoRun({ file }: FileRequest, { error, ended }: Outcome, show: ShowOptions): number {
  const name = relative('', file);
  if (error !== undefined) printError(error, show);
  else if (ended !== 0) console.error(styledError('red', `${name} ended by ${exitText(ended)} before there was a run.`));
  else {
    console.error(
      styledError('red', `${name} exports no handler and opened no context, so there is no run.`) +
        '\nExport a handler (defineHandler), or open a context (withContext, getOrCreateContext) on the stores of the environment.',
    );
  }
  return 1;
}

function exitText(ended: Outcome['ended']): string {
  return typeof ended === 'number' ? `exit code ${ended}` : ended;
}

function printError(error: ErrorRecord, { verbose }: ShowOptions): void {
  console.error(styledError('red', errorText(error, { stack: verbose || Boolean(process.env['DEBUG']) })));
}
