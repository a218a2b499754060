import { formatDuration } from '../../../src/render/format.js';
import type { RunDetails } from '../api/shapes.js';
import { exactTime } from '../design/time-words.js';
import { Icon } from '../design/icon.js';
import { momentsOf } from './moments.js';

/** What happened when, from the first opening on. */
export function Timeline({ details }: { readonly details: RunDetails }) {
  const start = Date.parse(details.run.startTime);
  return (
    <ol className="timeline">
      {momentsOf(details).map((moment, index) => (
        <li key={index} className={`tone-${moment.tone}`}>
          <time dateTime={moment.time} title={exactTime(moment.time)} className="num dim">
            +{formatDuration(Date.parse(moment.time) - start)}
          </time>
          <span className="timeline-icon">
            <Icon name={moment.icon} size={14} />
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
