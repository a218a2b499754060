import type { ArtifactRecord, RunRecord } from '../../core/index.js';
import { html } from '../escape.js';
import type { Hole, Markup } from '../escape.js';
import { count, formatBytes, formatTime } from '../format.js';
import { artifactBody } from './artifact-body.js';
import type { BodyPage } from './artifact-body.js';

/** What the newest attempt logged, each with its record and what can be shown of its body; below, folded, what older attempts logged. */
export async function artifactsBlock(run: RunRecord, records: readonly ArtifactRecord[], page: BodyPage): Promise<Hole> {
  const [newest, older] = [
    records.filter(({ attempt }) => attempt === run.attempt),
    records.filter(({ attempt }) => attempt !== run.attempt),
  ];
  const cards = await cardsOf(newest, page);
  const olderCards = await cardsOf(older, page);
  if (records.length === 0) return undefined;
  return html`<section class="artifacts">
    <h3>Artifacts</h3>
    <div class="gallery">${cards}</div>
    ${
      older.length > 0 &&
      html`<details class="fold">
        <summary>${count(older.length, 'artifact')} of earlier attempts</summary>
        <div class="gallery">${olderCards}</div>
      </details>`
    }
  </section>`;
}

async function cardsOf(records: readonly ArtifactRecord[], page: BodyPage): Promise<readonly Markup[]> {
  const cards: Markup[] = [];
  for (const record of records.toSorted(byTime)) cards.push(card(record, await artifactBody(record, page)));
  return cards;
}

function card(record: ArtifactRecord, body: Hole): Markup {
  const { spec, status } = record;
  const facts: (readonly [string, Hole])[] = [
    ['URI', record.uri],
    ['SHA-256', record.sha256],
    ['Logged', `${formatTime(record.created)}, attempt ${record.attempt}`],
    ['Labels', Object.entries(record.labels).map(([name, value]) => html`<span class="tag">${name}=${value}</span> `)],
    ['Framework', [spec.framework, spec.algorithm].filter((part) => part !== undefined).join(', ')],
  ];
  return html`<article class="card artifact of-${record.kind}" id="artifact-${record.uid}">
    <header>
      <h4>${record.key}</h4>
      <span class="kind">${record.kind}</span>
      <span class="version">${status.state === 'published' ? `v${record.version}` : status.state}</span>
      ${record.tags.map((tag) => html`<span class="tag">${tag}</span>`)}
      <span class="media">${record.mediaType} · ${formatBytes(record.size)}</span>
    </header>
    ${body !== undefined && html`<div class="body">${body}</div>`}
    <dl class="record">
      ${facts.map(
        ([name, value]) =>
          value !== '' &&
          !(Array.isArray(value) && value.length === 0) &&
          html`<div>
            <dt>${name}</dt>
            <dd>${value}</dd>
          </div>`,
      )}
    </dl>
  </article>`;
}

function byTime(a: ArtifactRecord, b: ArtifactRecord): number {
  return Date.parse(a.created) - Date.parse(b.created);
}
