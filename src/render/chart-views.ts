/** One view of a spec: what has a mark, or is made of views that have. */
export interface ChartView {
  /** Where it is in the spec, e.g. `layer[1]`; empty at the top. */
  readonly path: string;
  readonly spec: Readonly<Record<string, unknown>>;
}

/** The properties under which a view has others. */
export const VIEW_LISTS = ['layer', 'concat', 'hconcat', 'vconcat'] as const;

/** A spec's views, outermost first. Looks into layers, concatenations, facets and repeats, and not into the rows, which may have any field. */
export function chartViews(spec: Readonly<Record<string, unknown>>, path = ''): ChartView[] {
  const under = VIEW_LISTS.flatMap((key) => {
    const views = spec[key];
    return Array.isArray(views) ? views.map((view: unknown, index) => ({ view, at: `${at(path, key)}[${index}]` })) : [];
  });
  const inner = isObject(spec['spec']) ? [{ view: spec['spec'], at: at(path, 'spec') }] : [];
  return [{ path, spec }, ...[...under, ...inner].flatMap(({ view, at }) => (isObject(view) ? chartViews(view, at) : []))];
}

/** The path of a property of a view. */
export function at(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}

/** True for what is an object and no array. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
