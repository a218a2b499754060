import { toTagged } from '../../../src/core/index.js';
import type { ArtifactRecord, RunRecord } from '../../../src/core/index.js';
import { apiUrl, ask, segment } from './client.js';

const run = (uid: string, rest = '') => apiUrl(`/runs/${segment(uid)}${rest}`);

/** Asks a run to stop; its owner does at the next heartbeat. */
export function abortRun(uid: string): Promise<unknown> {
  return ask(run(uid, '/abort'), { method: 'POST', body: {} });
}

/** Sets labels, and leaves the others. */
export function setLabels(uid: string, labels: Readonly<Record<string, string>>): Promise<unknown> {
  return ask(run(uid, '/labels'), { method: 'PATCH', body: { labels } });
}

/** Deletes a run that is over, with all that belongs to it. */
export function deleteRun(uid: string): Promise<unknown> {
  return ask(run(uid), { method: 'DELETE' });
}

/** Starts the pipeline or handler of a run once more. The uid is that of the new run. */
export function startAgain(of: RunRecord, params: Readonly<Record<string, unknown>>): Promise<{ readonly uid: string }> {
  return ask(run(of.uid, '/start-again'), { method: 'POST', body: { params: toTagged(params) } });
}

/** Gives a published version a tag, which leaves the version that had it. */
export function moveTag({ uid }: ArtifactRecord, tag: string): Promise<unknown> {
  return ask(apiUrl(`/artifacts/${segment(uid)}/tags/${segment(tag)}`), { method: 'PUT', body: {} });
}
