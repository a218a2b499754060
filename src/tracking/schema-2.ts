/** Version 2: leases, requested aborts, the history of tags, and lineage from an artifact to its readers. */
export const SCHEMA_2 = `
-- Until when the attempt counts as alive; NULL when nobody holds a lease.
ALTER TABLE attempts ADD COLUMN lease_until INTEGER;
-- When somebody first asked for its abort.
ALTER TABLE runs ADD COLUMN abort_time INTEGER;
-- The id that Temporal gave the namespace: that of another cluster has the same name, and another id.
ALTER TABLE runs ADD COLUMN namespace_id TEXT;
CREATE INDEX runs_by_end ON runs (end_time) WHERE end_time IS NOT NULL;
CREATE INDEX runs_not_over ON runs (start_time) WHERE state NOT IN ('completed', 'error', 'aborted', 'skipped');
CREATE INDEX run_inputs_by_artifact ON run_inputs (artifact_uid) WHERE artifact_uid IS NOT NULL;

-- In order. A tag points to the newest of its moves whose artifact is still published, and the table tags says so at once.
CREATE TABLE tag_moves (
  id INTEGER PRIMARY KEY,
  project TEXT NOT NULL,
  kind TEXT NOT NULL,
  db_key TEXT NOT NULL,
  tag TEXT NOT NULL,
  artifact_id INTEGER NOT NULL REFERENCES artifacts (id),
  time INTEGER NOT NULL
);
CREATE INDEX tag_moves_by_tag ON tag_moves (project, db_key, kind, tag);

-- Only publication has moved tags so far, and versions are numbered in its order.
INSERT INTO tag_moves (project, kind, db_key, tag, artifact_id, time)
SELECT a.project, a.kind, a.db_key, w.tag, a.id, coalesce(t.end_time, a.created)
FROM artifacts a
  JOIN attempts t ON t.id = a.attempt_id
  JOIN (SELECT x.id, j.value AS tag FROM artifacts x, json_each(x.wanted_tags) j UNION SELECT id, 'latest' FROM artifacts) w ON w.id = a.id
WHERE a.state = 'published'
ORDER BY a.version, a.id, w.tag;
`;
