import { fromTagged } from '../../core/index.js';
import type { ArtifactRecord, ColumnStats } from '../../core/index.js';
import { html } from '../escape.js';
import type { Hole, Markup } from '../escape.js';
import { count, formatShort, formatValue } from '../format.js';
import { histogram } from './histogram.js';
import { table } from './table.js';

/** A dataset's first rows and a line of statistics per column, from its record alone. */
export function datasetBody({ spec, status }: ArtifactRecord): Hole {
  const fields = spec.schema?.fields ?? [];
  const header = spec.header ?? fields.map((field) => field.name);
  const typeOf = new Map(fields.map((field) => [field.name, field.type]));
  const preview = status.preview ?? [];
  const size = [spec.length === undefined ? undefined : count(spec.length, 'row'), count(header.length, 'column')].filter(
    (part) => part !== undefined,
  );
  return html`<p class="size">
      ${size.join(' × ')}${spec.labelColumn !== undefined && html` · label column <code>${spec.labelColumn}</code>`}
    </p>
    ${
      preview.length > 0 &&
      html`<p class="label">First ${count(preview.length, 'row')}</p>
        ${table(
          header.slice(0, preview[0]?.length).map((name) => html`${name}<small>${typeOf.get(name)}</small>`),
          preview.map((row) => row.map((cell) => formatValue(fromTagged(cell)))),
        )}`
    }
    ${
      status.stats !== undefined &&
      html`<p class="label">Statistics</p>
        ${statistics(status.stats)}`
    }`;
}

const NUMBERS = ['mean', 'std', 'min', '25%', '50%', '75%', 'max'] as const;
const WORDS = ['unique', 'top', 'freq'] as const;

/** A line of statistics per column. */
export function statistics(stats: Readonly<Record<string, ColumnStats>>): Markup {
  const columns = Object.entries(stats);
  const shown = [...NUMBERS, ...WORDS].filter((name) => columns.some(([, column]) => column[name] !== undefined));
  const hasHistograms = columns.some(([, column]) => column.hist !== undefined);
  return table(
    ['column', ...(hasHistograms ? ['distribution'] : []), 'count', 'nulls', ...shown],
    columns.map(([name, column]) => [
      html`<strong>${name}</strong>`,
      ...(hasHistograms ? [column.hist === undefined ? '' : histogram(name, column.hist)] : []),
      column.count,
      column.nulls,
      ...shown.map((key) => (column[key] === undefined ? '' : formatShort(column[key]))),
    ]),
  );
}
