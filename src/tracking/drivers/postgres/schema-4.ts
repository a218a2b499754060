/** Version 4: labels that are set by hand, and what workers offer to run. As version 5 of SQLite. */
export const SCHEMA_4 = `
-- Whatever its attempts log, a run has these labels; NULL is one that was removed.
CREATE TABLE run_labels (
  run_id BIGINT NOT NULL REFERENCES runs (id),
  key TEXT COLLATE "C" NOT NULL,
  value TEXT COLLATE "C",
  PRIMARY KEY (run_id, key)
);
CREATE FUNCTION note_labels() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$ BEGIN
  INSERT INTO changes (run_id) VALUES (NEW.run_id);
  RETURN NULL;
END $$;
CREATE TRIGGER labels_changed AFTER INSERT OR UPDATE ON run_labels FOR EACH ROW EXECUTE FUNCTION note_labels();

-- The task queue that the newest worker of the run listens to.
ALTER TABLE runs ADD COLUMN task_queue TEXT COLLATE "C";

-- What the worker that started last on a task queue can run. Declarations are JSON; params is a JSON Schema, NULL where anything goes.
CREATE TABLE handlers (
  namespace TEXT COLLATE "C" NOT NULL,
  task_queue TEXT COLLATE "C" NOT NULL,
  handler TEXT COLLATE "C" NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  params TEXT,
  inputs TEXT,
  outputs TEXT,
  time BIGINT NOT NULL,
  PRIMARY KEY (namespace, task_queue, handler)
);
`;
