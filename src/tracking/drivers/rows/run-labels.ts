/** Later than any event of an attempt, so that none replaces it. */
const BY_HAND = Number.MAX_SAFE_INTEGER;

/** Gives attempts, whose ids are the one parameter of each, the labels that were set by hand, and takes off those that were removed. */
export function labelUpdates(oneOf: (column: string) => string): readonly string[] {
  return [
    `DELETE FROM current_values WHERE ${oneOf('attempt_id')} AND type = 'label'
       AND EXISTS (SELECT 1 FROM attempts t JOIN run_labels l ON l.run_id = t.run_id WHERE t.id = current_values.attempt_id AND l.key = current_values.key)`,
    `INSERT INTO current_values (attempt_id, type, key, value, seq) SELECT t.id, 'label', l.key, l.value, ${BY_HAND}
       FROM attempts t JOIN run_labels l ON l.run_id = t.run_id WHERE ${oneOf('t.id')} AND l.value IS NOT NULL`,
  ];
}

/** Sets one label of a run: its id, the key and the value, which may be null. */
export const SET_LABEL = `INSERT INTO run_labels (run_id, key, value) VALUES (?, ?, ?)
  ON CONFLICT (run_id, key) DO UPDATE SET value = excluded.value`;
