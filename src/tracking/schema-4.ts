/** Version 4: what was committed, in the order of its commits, for who watches. */
export const SCHEMA_4 = `
CREATE TABLE changes (
  id INTEGER PRIMARY KEY,
  run_id INTEGER NOT NULL,
  -- Events that were added to an attempt: where, and what there is among them (1 logs, 2 metrics, 4 artifacts, 8 others). NULL when the run itself changed.
  attempt INTEGER,
  first_seq INTEGER,
  last_seq INTEGER,
  what INTEGER,
  -- The artifact whose tags changed.
  artifact_uid TEXT,
  -- Of a run that was removed.
  removed_uid TEXT,
  removed_project TEXT,
  removed_parent TEXT
);
-- Who has not looked for so long reads everything again.
CREATE TRIGGER changes_forgotten AFTER INSERT ON changes WHEN new.id % 500 = 0 BEGIN
  DELETE FROM changes WHERE id <= new.id - 100000;
END;
CREATE TRIGGER runs_made AFTER INSERT ON runs BEGIN
  INSERT INTO changes (run_id) VALUES (new.id);
END;
CREATE TRIGGER runs_changed AFTER UPDATE ON runs BEGIN
  INSERT INTO changes (run_id) VALUES (new.id);
END;
CREATE TRIGGER runs_removed AFTER DELETE ON runs BEGIN
  INSERT INTO changes (run_id, removed_uid, removed_project, removed_parent) VALUES (old.id, old.uid, old.project, old.parent_uid);
END;
CREATE TRIGGER tags_moved AFTER INSERT ON tag_moves BEGIN
  INSERT INTO changes (run_id, artifact_uid) SELECT t.run_id, a.uid FROM artifacts a JOIN attempts t ON t.id = a.attempt_id WHERE a.id = new.artifact_id;
END;
CREATE TRIGGER artifacts_removed AFTER DELETE ON artifacts BEGIN
  INSERT INTO changes (run_id) SELECT run_id FROM attempts WHERE id = old.attempt_id;
END;
`;
