import type { Json } from '../core/index.js';

/** Where handlers are offered. */
export interface HandlerPlace {
  /** Temporal's. */
  readonly namespace: string;
  readonly taskQueue: string;
}

/** A handler that a worker can run, as it declares itself. */
export interface HandlerRecord extends HandlerPlace {
  /** The export key: what `startHandler` takes. */
  readonly handler: string;
  /** What people see. */
  readonly name: string;
  /** JSON Schema (2020-12) of the params as a caller gives them; absent where the handler takes any. */
  readonly params?: Json;
  /** Key to kind, with `?` for what may be missing; absent where the handler takes any. */
  readonly inputs?: Readonly<Record<string, string>>;
  readonly outputs?: Readonly<Record<string, string>>;
  /** Epoch milliseconds: when the worker started. */
  readonly time: number;
}

/** Which handlers to list. */
export type HandlerFilter = Partial<Pick<HandlerRecord, 'namespace' | 'taskQueue' | 'handler'>>;
