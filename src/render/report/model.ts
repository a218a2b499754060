import type { ArtifactRecord, Json } from '../../core/index.js';
import { featuresOf } from '../../sdk/index.js';
import type { Feature } from '../../sdk/index.js';
import { html } from '../escape.js';
import type { Hole } from '../escape.js';
import { statistics } from './dataset.js';
import { table } from './table.js';
import { valuesBlock } from './values.js';

/** What a model was trained on, what it takes and gives, and its own metrics and parameters. */
export function modelBody({ spec }: ArtifactRecord): Hole {
  const features = [rows('input', spec['inputs']), rows('output', spec['outputs'])].flat();
  return html`${spec.trainingSet !== undefined && html`<p class="size">Trained on <code>${spec.trainingSet}</code></p>`}
    <div class="cards">${valuesBlock('Metrics', spec.metrics ?? {})}${valuesBlock('Parameters', spec.parameters ?? {})}</div>
    ${
      features.length > 0 &&
      html`<p class="label">Features</p>
        ${table(['', 'name', 'type'], features)}`
    }
    ${
      spec.featureStats !== undefined &&
      html`<p class="label">Statistics of the training set</p>
        ${statistics(spec.featureStats)}`
    }`;
}

function rows(role: string, given: unknown): Hole[][] {
  return featuresOf(given as Json | undefined).map(({ name, type }: Feature) => [role, html`<strong>${name}</strong>`, type ?? '']);
}
