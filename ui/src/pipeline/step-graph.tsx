import { Link } from '@tanstack/react-router';
import type { PipelineGraph, RunRecord } from '../api/shapes.js';
import { StateIcon, toneClass } from '../design/state-badge.js';
import { Duration } from '../design/time.js';
import { Flow } from '../graph/flow.js';
import { stepLines } from './step-edges.js';

/** Steps as boxes, the artifacts that go between them as lines. */
export function StepGraph({ graph, chosen }: { readonly graph: PipelineGraph; readonly chosen: string | undefined }) {
  const boxes = new Map(graph.steps.map((run) => [run.uid, <StepBox key={run.uid} run={run} isChosen={run.uid === chosen} />]));
  return <Flow label="Graph of the steps" boxes={boxes} lines={stepLines(graph)} />;
}

function StepBox({ run, isChosen }: { readonly run: RunRecord; readonly isChosen: boolean }) {
  const { progress } = run;
  return (
    <Link
      to="."
      search={(old: object) => ({ ...old, step: run.uid })}
      replace
      resetScroll={false}
      className={`flow-box nopan ${toneClass(run.state)} ${isChosen ? 'chosen' : ''}`}
      aria-current={isChosen ? 'true' : undefined}
    >
      <StateIcon state={run.state} size={17} />
      <span className="flow-text">
        <b className="clip">{run.name}</b>
        <span className="dim clip">
          <Duration start={run.startTime} end={run.endTime} />
          {run.attempt > 1 && ` · attempt ${run.attempt}`}
          {progress?.total !== undefined && run.endTime === undefined && ` · ${Math.round((100 * progress.done) / progress.total)} %`}
        </span>
      </span>
    </Link>
  );
}
