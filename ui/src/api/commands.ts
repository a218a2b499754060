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
