import type { ArtifactRecord } from '../../core/index.js';
import { html } from '../escape.js';
import type { Hole } from '../escape.js';
import { valuesBlock } from './values.js';

/** A model's own metrics and parameters. */
export function modelBody({ spec }: ArtifactRecord): Hole {
  return html`<div class="cards">${valuesBlock('Metrics', spec.metrics ?? {})}${valuesBlock('Parameters', spec.parameters ?? {})}</div>`;
}
