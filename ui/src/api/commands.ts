import type { ArtifactRecord } from '../../../src/core/index.js';
import { apiUrl, ask, segment } from './client.js';

const run = (uid: string, rest = '') => apiUrl(`/runs/${segment(uid)}${rest}`);

/** Asks a run to stop; its owner does at the next heartbeat. */
export function abortRun(uid: string): Promise<unknown> {
  return ask(run(uid, '/abort'), { method: 'POST', body: {} });
}

/** Deletes a run that is over, with all that belongs to it. */
export function deleteRun(uid: string): Promise<unknown> {
  return ask(run(uid), { method: 'DELETE' });
}

/** Gives a published version a tag, which leaves the version that had it. */
export function moveTag({ uid }: ArtifactRecord, tag: string): Promise<unknown> {
  return ask(apiUrl(`/artifacts/${segment(uid)}/tags/${segment(tag)}`), { method: 'PUT', body: {} });
}
