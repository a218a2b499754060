import { useEffect, useRef, useState } from 'react';
import embed from 'vega-embed';
import type { VisualizationSpec } from 'vega-embed';
import { loader } from 'vega';
import type { Json } from '../../../src/core/index.js';
import { useIsDark } from '../shell/theme.js';
import { vegaTheme } from './vega-theme.js';

/** A Vega-Lite chart, in the colours of the page. Its expressions are interpreted: nothing is compiled into code, and nothing is fetched. */
export function VegaChart({ spec, label }: { readonly spec: Json; readonly label: string }) {
  const box = useRef<HTMLDivElement>(null);
  const isDark = useIsDark();
  const [error, setError] = useState<Error>();
  useEffect(() => {
    if (box.current === null) return;
    const host = document.createElement('div');
    box.current.replaceChildren(host);
    let isGone = false;
    const drawn = embed(host, fitted(spec, box.current.clientWidth), {
      actions: false,
      ast: true,
      renderer: 'svg',
      defaultStyle: false,
      tooltip: { disableDefaultStyle: true },
      config: vegaTheme(isDark),
      loader: { ...loader(), load: () => Promise.reject(new Error('Charts read no other file: their data is inside.')) },
    });
    drawn.catch((cause: unknown) => {
      if (!isGone) setError(cause instanceof Error ? cause : new Error(String(cause)));
    });
    return () => {
      isGone = true;
      void drawn.then(
        ({ finalize }) => finalize(),
        () => undefined,
      );
    };
  }, [spec, isDark]);
  return (
    <figure className="vega-chart" aria-label={label}>
      <div ref={box} tabIndex={0} role="group" aria-label={`Chart ${label}`} />
      {error && <p className="dim">This chart cannot be drawn: {error.message}</p>}
    </figure>
  );
}

// A chart without a width of its own takes what there is, within reason.
function fitted(spec: Json, width: number): VisualizationSpec {
  if (typeof spec !== 'object' || spec === null || Array.isArray(spec)) return spec as unknown as VisualizationSpec;
  const isSingle = ['mark', 'layer'].some((key) => key in spec);
  const size = isSingle && !('width' in spec) ? { width: Math.min(560, width - 120) } : {};
  return { background: 'transparent', ...spec, ...size } as unknown as VisualizationSpec;
}
