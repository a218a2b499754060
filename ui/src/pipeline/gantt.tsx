import { Link } from '@tanstack/react-router';
import { formatDuration } from '../../../src/render/format.js';
import type { AttemptRecord, RunRecord } from '../api/shapes.js';
import { linearScale } from '../charts/scale.js';
import { StateIcon, stateWord, toneClass } from '../design/state-badge.js';
import { Duration } from '../design/time.js';
import { useNow } from '../design/use-now.js';
import './gantt.css';

interface GanttProps {
  readonly run: RunRecord;
  readonly steps: readonly RunRecord[];
  readonly chosen: string | undefined;
  /** Pixels. */
  readonly width: number;
}

/** When each step ran: a bar for each attempt, on one axis of time since the start. */
export function Gantt({ run, steps, chosen, width }: GanttProps) {
  const now = useNow();
  const start = Date.parse(run.startTime);
  const ends = [run, ...steps].map((one) => (one.endTime === undefined ? now : Date.parse(one.endTime)));
  const span = Math.max(1, ...ends.map((end) => end - start));
  const scale = linearScale([0, span], [0, 100], { count: Math.max(1, Math.min(6, (width - 280) / 110)) });
  return (
    <div className="gantt">
      <div className="gantt-row gantt-axis" aria-hidden="true">
        <span />
        <span className="gantt-track">
          {scale.ticks.map((tick) => (
            <i key={tick} className="num" style={{ left: `${scale.at(tick)}%` }}>
              {tick === 0 ? '0' : formatDuration(tick).replace('.0 s', ' s')}
            </i>
          ))}
        </span>
        <span />
      </div>
      <ol>
        {steps.map((step) => (
          <li key={step.uid} className={step.uid === chosen ? 'gantt-row chosen' : 'gantt-row'}>
            <Link to="." search={(old: object) => ({ ...old, step: step.uid })} replace resetScroll={false} className="gantt-name">
              <StateIcon state={step.state} size={14} />
              <span className="clip">{step.name}</span>
            </Link>
            <span className="gantt-track">
              {step.attempts.map((attempt) => (
                <Bar key={attempt.attempt} attempt={attempt} start={start} span={span} now={now} />
              ))}
            </span>
            <span className="gantt-took">
              <Duration start={step.startTime} end={step.endTime} />
            </span>
          </li>
        ))}
      </ol>
    </div>
  );
}

interface BarProps {
  readonly attempt: AttemptRecord;
  readonly start: number;
  readonly span: number;
  readonly now: number;
}

function Bar({ attempt, start, span, now }: BarProps) {
  const from = Date.parse(attempt.startTime) - start;
  const to = (attempt.endTime === undefined ? now : Date.parse(attempt.endTime)) - start;
  const failed = attempt.state === 'pendingRetry' ? 'tone-bad failed' : toneClass(attempt.state);
  return (
    <b
      className={`gantt-bar ${failed}`}
      style={{ left: `${(100 * from) / span}%`, width: `${Math.max(0.4, (100 * (to - from)) / span)}%` }}
      title={`Attempt ${attempt.attempt}, ${attempt.state === 'pendingRetry' ? 'failed' : stateWord(attempt.state)}: ${formatDuration(to - from)}`}
    />
  );
}
