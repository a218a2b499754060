// The part of vega-lite-api that the tests use; the package has no types.
declare module 'vega-lite-api' {
  interface Builder {
    data(data: unknown): Builder;
    encode(...channels: readonly Builder[]): Builder;
    fieldN(field: string): Builder;
    fieldQ(field: string): Builder;
    toSpec(): unknown;
  }
  export function markBar(): Builder;
  export function x(): Builder;
  export function y(): Builder;
}
