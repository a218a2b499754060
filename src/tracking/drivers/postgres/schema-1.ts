/**
 * Version 1: the tables of the SQLite driver's version 2 in PostgreSQL's types. Times are epoch milliseconds; JSON is tagged JSON, as text. `events`
 * is the append-only truth, and the tables after it hold what is current, each row with the seq that wrote it.
 *
 * Text that is compared or sorted has the collation "C": it sorts by its bytes, as in SQLite, and indexes survive an upgrade of the C library.
 */
export const SCHEMA_1 = `
CREATE TABLE runs (
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  uid TEXT COLLATE "C" NOT NULL UNIQUE,
  name TEXT COLLATE "C" NOT NULL,
  project TEXT COLLATE "C" NOT NULL,
  kind TEXT COLLATE "C" NOT NULL,
  iteration INTEGER NOT NULL,
  tree TEXT COLLATE "C" NOT NULL,
  parent_uid TEXT COLLATE "C",
  workflow_id TEXT COLLATE "C",
  temporal_run_id TEXT,
  namespace TEXT,
  -- The id that Temporal gave the namespace: that of another cluster has the same name, and another id.
  namespace_id TEXT,
  activity_id TEXT,
  handler TEXT,
  source TEXT NOT NULL,
  state TEXT COLLATE "C" NOT NULL,
  status_reason TEXT,
  -- The newest attempt; 0 and NULL for a run that never opened.
  attempt INTEGER NOT NULL DEFAULT 0,
  attempt_id BIGINT,
  summary TEXT,
  error TEXT,
  start_time BIGINT NOT NULL,
  end_time BIGINT,
  -- When somebody first asked for its abort.
  abort_time BIGINT
);
CREATE INDEX runs_by_start ON runs (start_time, id);
CREATE INDEX runs_by_project ON runs (project, start_time, id);
CREATE INDEX runs_by_parent ON runs (parent_uid) WHERE parent_uid IS NOT NULL;
CREATE UNIQUE INDEX runs_by_attempt ON runs (attempt_id) WHERE attempt_id IS NOT NULL;
CREATE INDEX runs_by_end ON runs (end_time) WHERE end_time IS NOT NULL;
CREATE INDEX runs_not_over ON runs (start_time) WHERE state NOT IN ('completed', 'error', 'aborted', 'skipped');

CREATE TABLE attempts (
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  run_id BIGINT NOT NULL REFERENCES runs (id),
  attempt INTEGER NOT NULL,
  nonce TEXT COLLATE "C" NOT NULL,
  state TEXT COLLATE "C" NOT NULL,
  status_reason TEXT,
  -- Somebody else declared it over: its owner may still be alive, and may open it again.
  settled BOOLEAN NOT NULL DEFAULT FALSE,
  temporal_attempt INTEGER,
  host TEXT,
  pid INTEGER,
  start_time BIGINT NOT NULL,
  end_time BIGINT,
  error TEXT,
  -- Until when the attempt counts as alive; NULL when nobody holds a lease.
  lease_until BIGINT,
  UNIQUE (run_id, attempt),
  UNIQUE (run_id, nonce)
);

CREATE TABLE events (
  attempt_id BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  time BIGINT NOT NULL,
  type TEXT COLLATE "C" NOT NULL,
  key TEXT COLLATE "C",
  step DOUBLE PRECISION,
  num DOUBLE PRECISION,
  value TEXT,
  PRIMARY KEY (attempt_id, seq)
);

CREATE TABLE current_values (
  attempt_id BIGINT NOT NULL,
  type TEXT COLLATE "C" NOT NULL,
  key TEXT COLLATE "C" NOT NULL,
  num DOUBLE PRECISION,
  value TEXT NOT NULL,
  seq BIGINT NOT NULL,
  PRIMARY KEY (attempt_id, type, key)
);
CREATE INDEX results_by_number ON current_values (key, num) WHERE type = 'result' AND num IS NOT NULL;

CREATE TABLE metrics (
  attempt_id BIGINT NOT NULL,
  key TEXT COLLATE "C" NOT NULL,
  step DOUBLE PRECISION NOT NULL,
  num DOUBLE PRECISION NOT NULL,
  time BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  PRIMARY KEY (attempt_id, key, step)
);

-- Of attempts that are over; those of a running attempt are computed when asked for. NULL when every value is NaN.
CREATE TABLE metric_summaries (
  attempt_id BIGINT NOT NULL,
  key TEXT COLLATE "C" NOT NULL,
  last DOUBLE PRECISION,
  min DOUBLE PRECISION,
  max DOUBLE PRECISION,
  count BIGINT NOT NULL,
  PRIMARY KEY (attempt_id, key)
);

CREATE TABLE artifacts (
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  uid TEXT COLLATE "C" NOT NULL,
  attempt_id BIGINT NOT NULL REFERENCES attempts (id),
  seq BIGINT NOT NULL,
  project TEXT COLLATE "C" NOT NULL,
  kind TEXT COLLATE "C" NOT NULL,
  key TEXT COLLATE "C" NOT NULL,
  db_key TEXT COLLATE "C" NOT NULL,
  tree TEXT COLLATE "C" NOT NULL,
  iteration INTEGER NOT NULL,
  version INTEGER NOT NULL DEFAULT 0,
  state TEXT COLLATE "C" NOT NULL DEFAULT 'pending',
  created BIGINT NOT NULL,
  media_type TEXT NOT NULL,
  size BIGINT NOT NULL,
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
CREATE INDEX artifacts_by_created ON artifacts (created, id);

CREATE TABLE tags (
  project TEXT COLLATE "C" NOT NULL,
  kind TEXT COLLATE "C" NOT NULL,
  db_key TEXT COLLATE "C" NOT NULL,
  tag TEXT COLLATE "C" NOT NULL,
  artifact_id BIGINT NOT NULL REFERENCES artifacts (id),
  PRIMARY KEY (project, db_key, kind, tag)
);
CREATE INDEX tags_by_artifact ON tags (artifact_id);

-- In order. A tag points to the newest of its moves whose artifact is still published, and the table tags says so at once.
CREATE TABLE tag_moves (
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  project TEXT COLLATE "C" NOT NULL,
  kind TEXT COLLATE "C" NOT NULL,
  db_key TEXT COLLATE "C" NOT NULL,
  tag TEXT COLLATE "C" NOT NULL,
  artifact_id BIGINT NOT NULL REFERENCES artifacts (id),
  time BIGINT NOT NULL
);
CREATE INDEX tag_moves_by_tag ON tag_moves (project, db_key, kind, tag);

CREATE TABLE run_inputs (
  run_id BIGINT NOT NULL REFERENCES runs (id),
  key TEXT COLLATE "C" NOT NULL,
  uri TEXT NOT NULL,
  artifact_uid TEXT COLLATE "C",
  sha256 TEXT,
  size BIGINT,
  PRIMARY KEY (run_id, key)
);
CREATE INDEX run_inputs_by_artifact ON run_inputs (artifact_uid) WHERE artifact_uid IS NOT NULL;

CREATE VIEW runs_v1 AS
SELECT
  uid, name, project, kind, state, attempt, parent_uid, workflow_id,
  ${isoTime('start_time')} AS start_time,
  ${isoTime('end_time')} AS end_time,
  (end_time - start_time) / 1000.0::double precision AS duration_seconds,
  ${jsonObject('param', 'value')} AS parameters,
  ${jsonObject('result', 'value')} AS results,
  ${jsonObject('label', 'to_json(value)::text')} AS labels,
  (error::json ->> 'name') || ': ' || (error::json ->> 'message') AS error
FROM runs r;

CREATE VIEW metrics_v1 AS
SELECT r.uid AS run_uid, m.key, m.step, m.num AS value, ${isoTime('m.time')} AS time
FROM runs r JOIN metrics m ON m.attempt_id = r.attempt_id;

CREATE VIEW artifacts_v1 AS
SELECT
  a.uid, r.uid AS run_uid, a.project, a.kind, a.key, a.db_key, a.version, a.tree, a.iteration,
  (SELECT '[' || coalesce(string_agg(to_json(tag)::text, ',' ORDER BY tag), '') || ']' FROM tags t WHERE t.artifact_id = a.id) AS tags,
  ${isoTime('a.created')} AS created,
  a.media_type, a.size, a.sha256, a.target, a.labels
FROM artifacts a JOIN attempts t ON t.id = a.attempt_id JOIN runs r ON r.id = t.run_id
WHERE a.state = 'published';
`;

function isoTime(column: string): string {
  return `to_char(timestamp '1970-01-01' + ${column} * interval '1 millisecond', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
}

// Put together as text: a value is JSON already, and parsing it again for every row of a list would take longer than the list.
function jsonObject(type: string, value: string): string {
  return `(SELECT '{' || coalesce(string_agg(to_json(key)::text || ':' || ${value}, ',' ORDER BY key), '') || '}'
   FROM current_values v WHERE v.attempt_id = r.attempt_id AND type = '${type}')`;
}
