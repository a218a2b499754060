import { formatDuration } from '../../../src/render/format.js';
import { exactTime, relativeTime } from './time-words.js';
import { useNow } from './use-now.js';

/** `3 min ago`, with the exact time on hover and for screen readers that ask. */
export function TimeAgo({ iso }: { readonly iso: string | undefined }) {
  const now = useNow();
  if (iso === undefined) return <span className="dim">–</span>;
  return (
    <time className="num nowrap" dateTime={iso} title={exactTime(iso)}>
      {relativeTime(Date.parse(iso), now)}
    </time>
  );
}

/** How long it took, or has taken so far. */
export function Duration({ start, end }: { readonly start: string | undefined; readonly end: string | undefined }) {
  const now = useNow();
  if (start === undefined) return <span className="dim">–</span>;
  const millis = Math.max(0, (end === undefined ? now : Date.parse(end)) - Date.parse(start));
  // While it runs, whole seconds: a tenth that jumps by ten is noise.
  const shown = end === undefined && millis >= 1000 ? Math.floor(millis / 1000) * 1000 : millis;
  return (
    <span className="num nowrap" title={`${exactTime(start)} – ${end === undefined ? 'now' : exactTime(end)}`}>
      {formatDuration(shown).replace('.0 s', ' s')}
    </span>
  );
}
