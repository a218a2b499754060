import type { Json, SchemaField } from '../../core/index.js';
import type { Feature } from '../../sdk/index.js';

/** Features as they are given: names, objects with a `name`, or an object of types by name. */
export function featuresOf(given: Json | undefined): readonly Feature[] {
  if (typeof given === 'string') return [{ name: given }];
  if (typeof given !== 'object' || given === null) return [];
  if (isList(given)) return given.map(featureOf);
  return Object.entries(given).map(([name, type]) => ({ ...(typeof type === 'string' ? { type } : objectOf(type)), name }));
}

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

function featureOf(given: Json): Feature {
  const object = objectOf(given);
  return 'name' in object && typeof object['name'] === 'string' ? { ...object, name: object['name'] } : { ...object, name: nameOf(given) };
}

function nameOf(given: Json): string {
  return typeof given === 'string' ? given : JSON.stringify(given);
}

function objectOf(given: Json | undefined): Readonly<Record<string, Json | undefined>> {
  return typeof given === 'object' && given !== null && !isList(given) ? given : {};
}

function isList(given: Json): given is readonly Json[] {
  return Array.isArray(given);
}
