import { toTagged } from '../../../src/core/index.js';
import type { Json, Value } from '../../../src/core/index.js';
import type { LabelsBody, LabelsOfRunsBody } from '../../../src/server/wire/labels.js';
import type { StartBody } from '../../../src/server/wire/start.js';
import type { Body } from './answer.js';
import { ApiError, apiUrl, ask, segment } from './client.js';
import type { ArtifactRecord, Started } from './shapes.js';

const run = (uid: string, rest = '') => apiUrl(`/runs/${segment(uid)}${rest}`);

/** Asks a run to stop; its owner does at the next heartbeat. */
export function abortRun(uid: string): Promise<unknown> {
  return ask(run(uid, '/abort'), { method: 'POST', body: {} });
}

/** Deletes a run that is over, with all that belongs to it. One that is gone already, with its pipeline perhaps, is no failure. */
export async function deleteRun(uid: string): Promise<void> {
  try {
    await ask(run(uid), { method: 'DELETE' });
  } catch (error) {
    if (!(error instanceof ApiError && error.code === 'ERR_RUN_NOT_FOUND')) throw error;
  }
}

/** Key to value; null takes a label off. */
export type LabelChange = Readonly<Body<typeof LabelsBody>['labels']>;

/** Sets labels of all these runs, or of none. Others stay. */
export function setLabels(uids: readonly string[], labels: LabelChange): Promise<unknown> {
  const body = { uids: [...uids], labels } satisfies Body<typeof LabelsOfRunsBody>;
  return ask(apiUrl('/runs/labels'), { method: 'PATCH', body });
}

/** With what something is started again; all of it, not only what differs. */
export interface StartCall {
  readonly params: Readonly<Record<string, Value>>;
  readonly inputs?: Readonly<Record<string, string>>;
}

/** Starts a pipeline again, or the handler of a step. The uid is that of the new run, which appears when a worker takes it up. */
export function startAgain(uid: string, { params, inputs }: StartCall): Promise<Started> {
  const body = { params: toTagged(params) as Record<string, Json>, ...(inputs === undefined ? {} : { inputs }) } satisfies Body<
    typeof StartBody
  >;
  return ask<Started>(run(uid, '/start-again'), { method: 'POST', body });
}

/** Takes a tag off a version. */
export function removeTag({ uid }: ArtifactRecord, tag: string): Promise<unknown> {
  return ask(apiUrl(`/artifacts/${segment(uid)}/tags/${segment(tag)}`), { method: 'DELETE' });
}

/** Gives a published version a tag, which leaves the version that had it. */
export function moveTag({ uid }: ArtifactRecord, tag: string): Promise<unknown> {
  return ask(apiUrl(`/artifacts/${segment(uid)}/tags/${segment(tag)}`), { method: 'PUT', body: {} });
}
