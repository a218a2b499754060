/** Labels that somebody gives to runs, or takes off them, by hand. */
export interface LabelChange {
  /** Of all of these runs, or of none. */
  readonly uids: readonly string[];
  /** Key to value; null takes it off. Others stay as they are. */
  readonly labels: Readonly<Record<string, string | null>>;
}
