/** Version 3: versions that are repeated, tags that are taken off and protected, and what deleting needs to know. */
export const SCHEMA_3 = `
-- The uid of the published record that made this version, when this one repeats its bytes.
ALTER TABLE artifacts ADD COLUMN same_as TEXT;
-- 1 when a new version is wanted whatever the bytes are.
ALTER TABLE artifacts ADD COLUMN new_version INTEGER;
CREATE INDEX artifacts_by_same ON artifacts (same_as) WHERE same_as IS NOT NULL;
CREATE INDEX artifacts_by_body ON artifacts (project, sha256);

-- Who moved it; NULL for a publication.
ALTER TABLE tag_moves ADD COLUMN moved_by TEXT;
-- 1 when the tag was taken off this artifact.
ALTER TABLE tag_moves ADD COLUMN removed INTEGER;
CREATE INDEX tag_moves_by_artifact ON tag_moves (artifact_id);

CREATE TABLE protected_tags (
  project TEXT NOT NULL,
  tag TEXT NOT NULL,
  protected_by TEXT NOT NULL,
  time INTEGER NOT NULL,
  PRIMARY KEY (project, tag)
) WITHOUT ROWID;

-- Of names whose newest records were deleted: their numbers are not given again.
CREATE TABLE deleted_versions (
  project TEXT NOT NULL,
  kind TEXT NOT NULL,
  db_key TEXT NOT NULL,
  version INTEGER NOT NULL,
  PRIMARY KEY (project, db_key, kind)
) WITHOUT ROWID;
`;
