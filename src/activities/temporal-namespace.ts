/** What a worker found out about its namespace when it started. */
export interface TemporalNamespace {
  /** Temporal's own id of it, which tells it from one of the same name in another cluster; undefined where we may not ask. */
  readonly id?: string;
  /** The search attributes of ours that it has registered. */
  readonly searchAttributes: readonly string[];
}
