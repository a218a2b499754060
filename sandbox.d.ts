// What Temporal's workflow sandbox has besides ECMAScript itself, as far as we use it. Seen only by tsconfig.sandbox.json, which leaves Node's
// and the browser's types out: src/core, src/sdk and src/workflows may use nothing else. Add a global only after trying it in a workflow.

interface AbortSignal {
  readonly aborted: boolean;
  readonly reason: unknown;
  throwIfAborted(): void;
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean; signal?: AbortSignal }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

declare class TextEncoder {
  encode(text?: string): Uint8Array;
}

declare const console: Record<'debug' | 'info' | 'log' | 'warn' | 'error', (...values: unknown[]) => void>;
