/**
 * Version 1. Times are epoch milliseconds; JSON is tagged JSON. `events` is the append-only truth, and the tables after it hold what is current,
 * each row with the seq that wrote it, so that an older event that arrives late changes nothing.
 */
export const SCHEMA_1 = `
CREATE TABLE runs (
  id INTEGER PRIMARY KEY,
  uid TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  project TEXT NOT NULL,
  kind TEXT NOT NULL,
  iteration INTEGER NOT NULL,
  tree TEXT NOT NULL,
  parent_uid TEXT,
  workflow_id TEXT,
  temporal_run_id TEXT,
  namespace TEXT,
  activity_id TEXT,
  handler TEXT,
  source TEXT NOT NULL,
  state TEXT NOT NULL,
  status_reason TEXT,
  -- The newest attempt; 0 and NULL for a run that never opened.
  attempt INTEGER NOT NULL DEFAULT 0,
  attempt_id INTEGER,
  summary TEXT,
  error TEXT,
  start_time INTEGER NOT NULL,
  end_time INTEGER
);
CREATE INDEX runs_by_start ON runs (start_time);
CREATE INDEX runs_by_project ON runs (project, start_time);
CREATE INDEX runs_by_parent ON runs (parent_uid) WHERE parent_uid IS NOT NULL;
CREATE UNIQUE INDEX runs_by_attempt ON runs (attempt_id) WHERE attempt_id IS NOT NULL;

CREATE TABLE attempts (
  id INTEGER PRIMARY KEY,
  run_id INTEGER NOT NULL REFERENCES runs (id),
  attempt INTEGER NOT NULL,
  nonce TEXT NOT NULL,
  state TEXT NOT NULL,
  status_reason TEXT,
  -- 1 when somebody else declared it over: its owner may still be alive, and may open it again.
  settled INTEGER NOT NULL DEFAULT 0,
  temporal_attempt INTEGER,
  host TEXT,
  pid INTEGER,
  start_time INTEGER NOT NULL,
  end_time INTEGER,
  error TEXT,
  UNIQUE (run_id, attempt),
  UNIQUE (run_id, nonce)
);

CREATE TABLE events (
  attempt_id INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  time INTEGER NOT NULL,
  type TEXT NOT NULL,
  key TEXT,
  step INTEGER,
  num REAL,
  value TEXT,
  PRIMARY KEY (attempt_id, seq)
) WITHOUT ROWID;

CREATE TABLE current_values (
  attempt_id INTEGER NOT NULL,
  type TEXT NOT NULL,
  key TEXT NOT NULL,
  num REAL,
  value TEXT NOT NULL,
  seq INTEGER NOT NULL,
  PRIMARY KEY (attempt_id, type, key)
) WITHOUT ROWID;
CREATE INDEX results_by_number ON current_values (key, num) WHERE type = 'result' AND num IS NOT NULL;

CREATE TABLE metrics (
  attempt_id INTEGER NOT NULL,
  key TEXT NOT NULL,
  step INTEGER NOT NULL,
  -- NULL is NaN, which SQLite cannot hold.
  num REAL,
  time INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  PRIMARY KEY (attempt_id, key, step)
) WITHOUT ROWID;

-- Of attempts that are over; those of a running attempt are computed when asked for.
CREATE TABLE metric_summaries (
  attempt_id INTEGER NOT NULL,
  key TEXT NOT NULL,
  last REAL,
  min REAL,
  max REAL,
  count INTEGER NOT NULL,
  PRIMARY KEY (attempt_id, key)
) WITHOUT ROWID;

CREATE TABLE artifacts (
  id INTEGER PRIMARY KEY,
  uid TEXT NOT NULL,
  attempt_id INTEGER NOT NULL REFERENCES attempts (id),
  seq INTEGER NOT NULL,
  project TEXT NOT NULL,
  kind TEXT NOT NULL,
  key TEXT NOT NULL,
  db_key TEXT NOT NULL,
  tree TEXT NOT NULL,
  iteration INTEGER NOT NULL,
  version INTEGER NOT NULL DEFAULT 0,
  state TEXT NOT NULL DEFAULT 'pending',
  created INTEGER NOT NULL,
  media_type TEXT NOT NULL,
  size INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  target TEXT NOT NULL,
  labels TEXT NOT NULL,
  spec TEXT NOT NULL,
  status TEXT NOT NULL,
  -- The tags to move here at publication; those that point here now are in the table tags.
  wanted_tags TEXT NOT NULL,
  -- An attempt that resumes logs what it adopted under its own number, with the uid it had.
  UNIQUE (uid, attempt_id)
);
CREATE INDEX artifacts_by_attempt ON artifacts (attempt_id, seq);
CREATE INDEX artifacts_by_name ON artifacts (project, db_key, kind, version);
CREATE INDEX artifacts_by_tree ON artifacts (tree);
CREATE INDEX artifacts_by_created ON artifacts (created);

CREATE TABLE tags (
  project TEXT NOT NULL,
  kind TEXT NOT NULL,
  db_key TEXT NOT NULL,
  tag TEXT NOT NULL,
  artifact_id INTEGER NOT NULL REFERENCES artifacts (id),
  PRIMARY KEY (project, db_key, kind, tag)
) WITHOUT ROWID;
CREATE INDEX tags_by_artifact ON tags (artifact_id);

CREATE TABLE run_inputs (
  run_id INTEGER NOT NULL REFERENCES runs (id),
  key TEXT NOT NULL,
  uri TEXT NOT NULL,
  artifact_uid TEXT,
  sha256 TEXT,
  size INTEGER,
  PRIMARY KEY (run_id, key)
) WITHOUT ROWID;

CREATE VIEW runs_v1 AS
SELECT
  uid, name, project, kind, state, attempt, parent_uid, workflow_id,
  strftime('%Y-%m-%dT%H:%M:%S', start_time / 1000, 'unixepoch') || printf('.%03dZ', start_time % 1000) AS start_time,
  strftime('%Y-%m-%dT%H:%M:%S', end_time / 1000, 'unixepoch') || printf('.%03dZ', end_time % 1000) AS end_time,
  (end_time - start_time) / 1000.0 AS duration_seconds,
  (SELECT json_group_object(key, json(value)) FROM current_values v WHERE v.attempt_id = r.attempt_id AND type = 'param') AS parameters,
  (SELECT json_group_object(key, json(value)) FROM current_values v WHERE v.attempt_id = r.attempt_id AND type = 'result') AS results,
  (SELECT json_group_object(key, value) FROM current_values v WHERE v.attempt_id = r.attempt_id AND type = 'label') AS labels,
  json_extract(error, '$.name') || ': ' || json_extract(error, '$.message') AS error
FROM runs r;

CREATE VIEW metrics_v1 AS
SELECT
  r.uid AS run_uid, m.key, m.step, m.num AS value,
  strftime('%Y-%m-%dT%H:%M:%S', m.time / 1000, 'unixepoch') || printf('.%03dZ', m.time % 1000) AS time
FROM runs r JOIN metrics m ON m.attempt_id = r.attempt_id;

CREATE VIEW artifacts_v1 AS
SELECT
  a.uid, r.uid AS run_uid, a.project, a.kind, a.key, a.db_key, a.version, a.tree, a.iteration,
  (SELECT json_group_array(tag) FROM tags t WHERE t.artifact_id = a.id) AS tags,
  strftime('%Y-%m-%dT%H:%M:%S', a.created / 1000, 'unixepoch') || printf('.%03dZ', a.created % 1000) AS created,
  a.media_type, a.size, a.sha256, a.target, a.labels
FROM artifacts a JOIN attempts t ON t.id = a.attempt_id JOIN runs r ON r.id = t.run_id
WHERE a.state = 'published';
`;
