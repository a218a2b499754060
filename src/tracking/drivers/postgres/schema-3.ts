/**
 * Version 3: what was committed, for who watches. As version 4 of SQLite, but that ids are given before the commit here: a later id may be seen before
 * an earlier one. So each row has its transaction, and who watches keeps a snapshot: what he has not seen is what was not visible in it.
 */
export const SCHEMA_3 = `
CREATE TABLE changes (
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  txid BIGINT NOT NULL DEFAULT txid_current(),
  run_id BIGINT NOT NULL,
  -- Events that were added to an attempt: where, and what there is among them (1 logs, 2 metrics, 4 artifacts, 8 others). NULL when the run itself changed.
  attempt INTEGER,
  first_seq BIGINT,
  last_seq BIGINT,
  what INTEGER,
  -- The artifact whose tags changed.
  artifact_uid TEXT,
  -- Of a run that was removed.
  removed_uid TEXT,
  removed_project TEXT,
  removed_parent TEXT
);
CREATE INDEX changes_by_transaction ON changes (txid);

-- Who has not looked for so long reads everything again.
CREATE FUNCTION forget_changes() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$ BEGIN
  DELETE FROM changes WHERE id IN (SELECT id FROM changes WHERE id <= NEW.id - 100000 ORDER BY id FOR UPDATE SKIP LOCKED);
  RETURN NULL;
END $$;
CREATE TRIGGER changes_forgotten AFTER INSERT ON changes FOR EACH ROW WHEN (NEW.id % 500 = 0) EXECUTE FUNCTION forget_changes();

CREATE FUNCTION note_run() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$ BEGIN
  IF TG_OP = 'DELETE' THEN
    INSERT INTO changes (run_id, removed_uid, removed_project, removed_parent) VALUES (OLD.id, OLD.uid, OLD.project, OLD.parent_uid);
  ELSE
    INSERT INTO changes (run_id) VALUES (NEW.id);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER runs_changed AFTER INSERT OR UPDATE OR DELETE ON runs FOR EACH ROW EXECUTE FUNCTION note_run();

CREATE FUNCTION note_tag() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$ BEGIN
  INSERT INTO changes (run_id, artifact_uid) SELECT t.run_id, a.uid FROM artifacts a JOIN attempts t ON t.id = a.attempt_id WHERE a.id = NEW.artifact_id;
  RETURN NULL;
END $$;
CREATE TRIGGER tags_moved AFTER INSERT ON tag_moves FOR EACH ROW EXECUTE FUNCTION note_tag();

CREATE FUNCTION note_removed_artifact() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$ BEGIN
  INSERT INTO changes (run_id) SELECT run_id FROM attempts WHERE id = OLD.attempt_id;
  RETURN NULL;
END $$;
CREATE TRIGGER artifacts_removed AFTER DELETE ON artifacts FOR EACH ROW EXECUTE FUNCTION note_removed_artifact();
`;
