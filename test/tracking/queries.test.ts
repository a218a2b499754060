import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { getArtifact } from '../../src/tracking/drivers/sqlite/artifacts.js';
import { closeAttempt, openAttempt } from '../../src/tracking/drivers/sqlite/attempts.js';
import { connect } from '../../src/tracking/drivers/sqlite/connection.js';
import type { Connection, Parameter } from '../../src/tracking/drivers/sqlite/connection.js';
import { consumers } from '../../src/tracking/drivers/sqlite/inputs.js';
import { logLines } from '../../src/tracking/drivers/sqlite/logs.js';
import { retractRun } from '../../src/tracking/drivers/sqlite/retract.js';
import { listRuns } from '../../src/tracking/drivers/sqlite/runs.js';
import { migrate } from '../../src/tracking/migrations.js';
import { newUid, opening, T0 } from '../contracts/tracking-store/story.js';

describe('the queries of the SQLite driver', () => {
  let connection: Connection;
  beforeEach(() => {
    connection = connect(':memory:', 'normal');
    migrate(connection);
  });
  afterEach(() => connection.close());

  /** What `work` asks, each with SQLite's plan for it. */
  const plans = (work: (recorded: Connection) => unknown): readonly string[] => {
    const found: string[] = [];
    const explain = (sql: string, parameters: readonly Parameter[]) => {
      const rows = connection.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, ...parameters);
      found.push(rows.map(({ detail }) => detail).join('; '));
    };
    work({
      ...connection,
      run: (sql, ...parameters) => (explain(sql, parameters), connection.run(sql, ...parameters)),
      get: <Row>(sql: string, ...parameters: Parameter[]) => (explain(sql, parameters), connection.get<Row>(sql, ...parameters)),
      all: <Row>(sql: string, ...parameters: Parameter[]) => (explain(sql, parameters), connection.all<Row>(sql, ...parameters)),
    });
    return found;
  };

  it('are as many for a list of fifty runs as for one of none', () => {
    const none = plans((recorded) => listRuns(recorded)).length;
    for (let count = 0; count < 50; count += 1) openAttempt(connection, opening(newUid()));
    expect(plans((recorded) => expect(listRuns(recorded)).toHaveLength(50))).toHaveLength(none);
  });

  it('order runs by a result with the index of results', () => {
    expect(plans((recorded) => listRuns(recorded, { orderBy: 'results.x' }))[0]).toMatch(/results_by_number.*runs_by_attempt/);
  });

  it('order runs by time without sorting them', () => {
    expect(plans((recorded) => listRuns(recorded))[0]).toMatch(/runs_by_start/);
    expect(plans((recorded) => listRuns(recorded, { project: 'p' }))[0]).toMatch(/runs_by_project/);
    expect(plans((recorded) => listRuns(recorded)).join()).not.toContain('SCAN r;');
  });

  it('find warnings and errors without the lines between them, in order', () => {
    for (const level of ['warn', 'error'] as const) {
      const plan = plans((recorded) => logLines(recorded, newUid(), { attempt: 1, level, after: 5, before: 9, last: true })).at(-1);
      expect(plan).toMatch(/USING INDEX events_grave \(attempt_id=\? AND seq>\? AND seq<\?\)/);
      expect(plan).not.toContain('TEMP B-TREE');
    }
  });

  it('find `latest` by its tag, however many versions there are', () => {
    const [plan] = plans((recorded) => getArtifact(recorded, { kind: 'model', project: 'p', dbKey: 'm' }));
    expect(plan).toMatch(/SEARCH a USING INTEGER PRIMARY KEY/);
  });

  it('find the unreported runs among those that are not over', () => {
    for (const filter of [{}, { project: 'p' }, { state: 'running' } as const]) {
      const plan = plans((recorded) => listRuns(recorded, { ...filter, unreported: new Date(T0) }))[0];
      expect(plan).toMatch(/runs_not_over|runs_by_project/);
      expect(plan).not.toContain('ORDER BY');
    }
    expect(plans((recorded) => listRuns(recorded, { unreported: new Date(T0) }))[0]).toMatch(/SCAN r USING INDEX runs_not_over/);
  });

  it('find the consumers of an artifact by its uid', () => {
    expect(plans((recorded) => consumers(recorded, 'u'))[0]).toMatch(/run_inputs_by_artifact/);
  });

  it('retract with the tags of the attempt and their moves, not all there are', () => {
    openAttempt(connection, opening('u'));
    closeAttempt(connection, { uid: 'u', attempt: 1, time: T0, state: 'completed' });
    const found = plans((recorded) => retractRun(recorded, { uid: 'u', state: 'error', time: T0 }));
    expect(found.join('\n')).toMatch(/tags_by_artifact[^]*tag_moves_by_tag/);
    // A list of ids that was given is read whole: that is no table.
    expect(found.filter((plan) => plan.replaceAll('SCAN json_each', '').includes('SCAN'))).toEqual([]);
  });
});
