/** A column of a run that conditions may ask for. `pipeline` is the name of the run above it; `workflow` is the workflow's id in Temporal; `duration` is in milliseconds, up to now for one that is not over. */
export type RunColumn =
  | 'uid'
  | 'name'
  | 'project'
  | 'state'
  | 'kind'
  | 'pipeline'
  | 'workflow'
  | 'attempt'
  | 'started'
  | 'ended'
  | 'duration';

/** What a condition is about: a column, or a value that the run logged under a key. Of a metric it is the last one. */
export type RunField = { readonly column: RunColumn } | { readonly of: 'label' | 'param' | 'result' | 'metric'; readonly key: string };

/** `~` is "contains", in any case. */
export type ConditionOperator = '=' | '!=' | '<' | '<=' | '>' | '>=' | '~';

/** Which runs are meant. A comparison holds only for runs that have the field; times are epoch milliseconds. */
export type RunCondition =
  | { readonly and: readonly RunCondition[] }
  | { readonly or: readonly RunCondition[] }
  | { readonly not: RunCondition }
  | { readonly field: RunField; readonly exists: true }
  | { readonly field: RunField; readonly operator: ConditionOperator; readonly value: string | number | boolean };
