import type { ArtifactSpec } from '../../core/index.js';
import { html } from '../escape.js';
import type { Hole } from '../escape.js';
import { count, formatBytes } from '../format.js';
import { table } from './table.js';

const SHOWN = 100;

/** The files of a directory or model, the first hundred of many. */
export function directoryBody({ modelFile }: ArtifactSpec, files: readonly { readonly path: string; readonly size: number }[]): Hole {
  const rows = files
    .slice(0, SHOWN)
    .map(({ path, size }): Hole[] => [
      html`<code>${path}</code>${path === modelFile && html`<small>model file</small>`}`,
      formatBytes(size),
    ]);
  return html`<p class="label">${count(files.length, 'file')}</p>
    ${rows.length > 0 && table(['path', 'size'], rows)}
    ${files.length > SHOWN && html`<p class="note">The first ${SHOWN} of ${count(files.length, 'file')}.</p>`}`;
}
