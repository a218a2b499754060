import type { Json, SchemaField } from '../../core/index.js';
import type { Feature } from '../../sdk/index.js';

// The words of the reference's model_spec.yaml.
const VALUE_TYPE = {
  integer: 'int',
  number: 'float',
  string: 'str',
  boolean: 'bool',
  datetime: 'datetime',
  any: 'str',
} as const satisfies Record<SchemaField['type'], string>;

/** A feature as MLRun's `model_spec.yaml` has it: `name` and `value_type`, and whatever else was given. */
export function namedValueType({ name, type, nullable: _, ...others }: Feature): Readonly<Record<string, Json | undefined>> {
  const valueType = type === undefined ? '' : Object.hasOwn(VALUE_TYPE, type) ? VALUE_TYPE[type as SchemaField['type']] : type;
  return { name, value_type: valueType, ...others };
}
