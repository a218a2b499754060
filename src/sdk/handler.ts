import type { z } from 'zod';
import type { ArtifactUri, Json, Kind, Value } from '../core/index.js';
import type { RunContext } from './run-context.js';

/** A declared input or output: its kind, with `?` when it may be missing. */
export type Declaration = Kind | `${Kind}?`;

/** What a handler that declares no inputs or outputs has: any key. */
export type Undeclared = Record<string, `${Kind}?`>;

/** A zod schema whose output is a JSON object. The core type: packages that add methods to `ZodType` make a comparison with it endless. */
export type ResultsSchema = z.core.$ZodType<Readonly<Record<string, Json | undefined>>>;

/** Any results: of a handler that declares none. */
export type AnyResults = Record<string, Value>;

type BareKind<D> = D extends `${infer K extends Kind}?` ? K : D extends Kind ? D : never;
type OptionalKeys<D> = { [K in keyof D]: D[K] extends `${string}?` ? K : never }[keyof D];
/** Declared keys with a value by kind; those declared with `?` are optional. */
export type Shape<D, V extends Record<Kind, unknown>> = {
  [K in Exclude<keyof D, OptionalKeys<D>>]: V[BareKind<D[K]>];
} & { [K in OptionalKeys<D>]?: V[BareKind<D[K]>] };

/** The keys of `D` declared as kind `K`; any text when nothing is declared. */
export type KeysOf<D, K extends Kind> = string extends keyof D
  ? string
  : { [P in keyof D]: BareKind<D[P]> extends K ? P : never }[keyof D] & string;

declare const vouched: unique symbol;
/** A path or URI whose kind the caller vouches for ({@link dataset}, {@link model}, {@link chart}); checked again at run time. */
export type Ref<K extends Kind> = string & { readonly [vouched]: K };

/** What may be handed to an input of each kind. A bare path is a file, so an artifact; say `dataset(path)` for a dataset. */
export type InputOf = { [K in Kind]: ArtifactUri<K> | Ref<K> | (K extends 'artifact' ? string : never) };
/** What a step hands back for an output of each kind. */
export type UriOf = { [K in Kind]: ArtifactUri<K> };

/** Params as a caller gives them. */
export type ParamsIn<P> = P extends z.ZodType ? z.input<P> : Readonly<Record<string, Value>>;
/** Params as the handler gets them, defaults filled in. */
export type ParamsOut<P> = P extends z.ZodType ? z.output<P> : Readonly<Record<string, Value>>;
/** Results as a handler logs them. */
export type ResultsIn<R> = R extends z.ZodType ? z.input<R> : AnyResults;
/** Results as a caller reads them. */
export type ResultsOut<R> = R extends z.ZodType ? z.output<R> : AnyResults;

/** Whether a handler runs in a process of its own, and how much it may use there. */
export type Isolation = boolean | { readonly memoryMiB?: number };

/** A handler and what it declares. Made by {@link defineHandler}. */
export interface Handler<P = unknown, I = unknown, O = unknown, R = unknown> {
  /** What people see; the export key when absent. */
  readonly name?: string;
  /** Checked before the handler starts; unknown keys are refused, defaults are recorded. */
  readonly params?: P;
  /** Resolved before the handler starts; a missing one fails the step. */
  readonly inputs?: I;
  /** Checked when the handler ends; one that was not logged fails the step. */
  readonly outputs?: O;
  /** Checked when the handler ends. */
  readonly results?: R;
  /**
   * On a worker, runs in a process of its own: what blocks the event loop, crashes or runs out of memory then hurts this step alone. `memoryMiB`
   * limits its JavaScript heap. Default: what the worker says, which is false. Without Temporal a handler runs in the calling process.
   */
  readonly isolate?: Isolation;
  /** Runs once an attempt. What it returns, falsy or not, is the result `return`; undefined is none. */
  run(context: RunContext<I, O, ResultsIn<R>>, params: ParamsOut<P>): unknown;
}

/** A plain function is a handler that declares nothing: JSON params, any key. */
export type PlainHandler<P = never> = (context: RunContext<Undeclared, Undeclared, AnyResults>, params: P) => unknown;

/**
 * Names a handler and types its edges. Pure: registers nothing, starts nothing.
 *
 * @example
 * export const train = defineHandler({
 *   params: z.object({ epochs: z.number().int().default(10) }),
 *   inputs: { data: 'dataset' },
 *   outputs: { model: 'model' },
 *   async run(context, { epochs }) { … },
 * });
 */
export function defineHandler<
  P extends z.ZodType | undefined = undefined,
  const I extends Record<string, Declaration> = Undeclared,
  const O extends Record<string, Declaration> = Undeclared,
  R extends ResultsSchema | undefined = undefined,
>(handler: Handler<P, I, O, R>): Handler<P, I, O, R> {
  return handler;
}

/** True for what {@link defineHandler} returns. */
export function isHandler(value: unknown): value is Handler {
  return typeof value === 'object' && value !== null && typeof (value as { run?: unknown }).run === 'function';
}

/** Vouches that a path or URI leads to a dataset. */
export function dataset(pathOrUri: string): Ref<'dataset'> {
  return pathOrUri as Ref<'dataset'>;
}

/** Vouches that a path or URI leads to a model. */
export function model(pathOrUri: string): Ref<'model'> {
  return pathOrUri as Ref<'model'>;
}

/** Vouches that a path or URI leads to a chart. */
export function chart(pathOrUri: string): Ref<'chart'> {
  return pathOrUri as Ref<'chart'>;
}

type Field<N extends string, T> = {} extends T ? { readonly [K in N]?: T } : { readonly [K in N]: T };
/** What a call of a handler takes: `params` and `inputs`, required when one of theirs is. */
export type CallOf<P, I> = Field<'params', ParamsIn<P>> & Field<'inputs', Shape<I, InputOf>>;
/** An argument list whose only argument may be left out when nothing in it is required. */
export type OptionalArgument<C> = {} extends C ? [call?: C] : [call: C];

/** What a step resolves to. */
export interface StepResult<O, R> {
  /** The step's run. */
  readonly uid: string;
  readonly artifacts: Shape<O, UriOf>;
  readonly results: R;
}

/** A handler, declared or plain, taken apart into what a call takes and gives. */
export type HandlerParts<H> =
  H extends Handler<infer P, infer I, infer O, infer R>
    ? { call: CallOf<P, I>; result: StepResult<O, ResultsOut<R>> }
    : H extends (context: never, ...rest: infer A) => unknown
      ? {
          call: (A extends [infer P, ...unknown[]] ? Field<'params', P> : { readonly params?: Readonly<Record<string, Value>> }) & {
            readonly inputs?: Shape<Undeclared, InputOf>;
          };
          result: StepResult<Undeclared, AnyResults>;
        }
      : never;
