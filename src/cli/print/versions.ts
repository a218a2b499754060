import type { ArtifactVersion } from '../../client/index.js';
import { PLURAL_OF } from '../../core/index.js';
import { shortUid } from './run.js';
import { table } from './table.js';
import { when } from './time.js';
import type { TimeStyle } from './time.js';
import { bytes } from './values.js';

/** A line a version, with a URI to go on with. */
export function versionTable(found: readonly ArtifactVersion[], time: TimeStyle): string {
  const columns = [
    { title: 'VERSION' },
    { title: 'TAGS', shrinksTo: 8 },
    { title: 'SIZE', align: 'right' as const },
    { title: 'CREATED' },
    { title: 'RUN' },
    { title: 'REPEATED', align: 'right' as const },
    // Never cut: it is there to be copied.
    { title: 'URI' },
  ];
  const rows = found.map(({ version, record, repeats, tags }) => [
    `v${version}`,
    tags.join(', '),
    bytes(record.size),
    when(record.created, time),
    shortUid(record.runUid),
    repeats.length === 0 ? '' : String(repeats.length),
    `store://${PLURAL_OF[record.kind]}/${record.project}/${record.dbKey}:v${version}`,
  ]);
  return table(columns, rows);
}
