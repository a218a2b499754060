import type { z } from '@hono/zod-openapi';
import type { Value } from '../../../src/core/index.js';
import type { TaggedNumber } from '../../../src/server/wire/json.js';

// Types alone: neither zod nor the server is part of what browsers load.

/** What a schema of `src/server/wire` says of an answer, as `ask` gives it: what was tagged is what it was. */
export type Answer<Schema extends z.ZodType> = Untagged<z.output<Schema>>;

/** What a schema of `src/server/wire` takes as the body of a request. */
export type Body<Schema extends z.ZodType> = z.input<Schema>;

/** Knows more of some properties than the wire says, where it says any JSON. A property that the wire does not have is an error. */
export type Known<T, More extends { readonly [K in keyof More]: K extends keyof T ? unknown : never }> = Omit<T, keyof More> & More;

/** JSON of the wire with what was tagged in it as what it was. */
export type Untagged<T> = unknown extends T ? Value : UntaggedJson<T>;

type UntaggedJson<T> =
  T extends z.output<typeof TaggedNumber>
    ? number
    : T extends string | boolean | null
      ? T
      : T extends readonly (infer Item)[]
        ? readonly Untagged<Item>[]
        : { readonly [K in keyof T]: Untagged<Exclude<T[K], undefined>> };
