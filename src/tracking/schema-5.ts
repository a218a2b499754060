/** Version 5: labels that are set by hand, and what workers offer to run. */
export const SCHEMA_5 = `
-- Whatever its attempts log, a run has these labels; NULL is one that was removed.
CREATE TABLE run_labels (
  run_id INTEGER NOT NULL REFERENCES runs (id),
  key TEXT NOT NULL,
  value TEXT,
  PRIMARY KEY (run_id, key)
) WITHOUT ROWID;
CREATE TRIGGER labels_set AFTER INSERT ON run_labels BEGIN
  INSERT INTO changes (run_id) VALUES (new.run_id);
END;
CREATE TRIGGER labels_changed AFTER UPDATE ON run_labels BEGIN
  INSERT INTO changes (run_id) VALUES (new.run_id);
END;

-- The task queue that the newest worker of the run listens to.
ALTER TABLE runs ADD COLUMN task_queue TEXT;

-- What the worker that started last on a task queue can run. Declarations are JSON; params is a JSON Schema, NULL where anything goes.
CREATE TABLE handlers (
  namespace TEXT NOT NULL,
  task_queue TEXT NOT NULL,
  handler TEXT NOT NULL,
  name TEXT NOT NULL,
  params TEXT,
  inputs TEXT,
  outputs TEXT,
  time INTEGER NOT NULL,
  PRIMARY KEY (namespace, task_queue, handler)
) WITHOUT ROWID;
`;
