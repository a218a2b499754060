import { formatDuration } from '../../../src/render/format.js';
import { momentsOf } from '../../../src/render/moments.js';
import type { Moment } from '../../../src/render/moments.js';
import type { RunDetails } from '../api/shapes.js';
import { exactTime } from '../design/time-words.js';
import { Icon } from '../design/icon.js';
import type { IconName } from '../design/icon.js';

const LOOKS: Readonly<Record<Moment['what'], { readonly icon: IconName; readonly tone: 'done' | 'busy' | 'bad' | 'idle' }>> = {
  opened: { icon: 'play', tone: 'busy' },
  logged: { icon: 'artifact', tone: 'idle' },
  completed: { icon: 'check-circle', tone: 'done' },
  failed: { icon: 'x-circle', tone: 'bad' },
  ended: { icon: 'stop', tone: 'idle' },
};

/** What happened when, from the first opening on. */
export function Timeline({ details }: { readonly details: RunDetails }) {
  const start = Date.parse(details.run.startTime);
  return (
    <ol className="timeline">
      {momentsOf(details).map((moment, index) => (
        <li key={index} className={`tone-${LOOKS[moment.what].tone}`}>
          <time dateTime={moment.time} title={exactTime(moment.time)} className="num dim">
            +{formatDuration(Date.parse(moment.time) - start)}
          </time>
          <span className="timeline-icon">
            <Icon name={LOOKS[moment.what].icon} size={14} />
          </span>
          <span className="timeline-text">
            {moment.title}
            {moment.detail !== undefined && <span className="dim"> {moment.detail}</span>}
          </span>
        </li>
      ))}
    </ol>
  );
}
