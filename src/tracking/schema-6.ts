/** Version 6: warnings and errors are found without reading the lines between them. */
export const SCHEMA_6 = `
-- Log lines only, and few of them: the others cost nothing more to write.
CREATE INDEX events_grave ON events (attempt_id, seq) WHERE type = 'log' AND key IN ('warn', 'error');
`;
