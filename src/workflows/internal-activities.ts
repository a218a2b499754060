import { proxyLocalActivities } from '@temporalio/workflow';
import { INTERNAL_ACTIVITIES } from '../core/index.js';
import type {
  AppendPipelineRequest,
  AppendedPipeline,
  ClosePipelineRequest,
  OpenPipelineRequest,
  OpenedPipeline,
  SettleStepRequest,
  SettledStep,
} from '../core/index.js';

interface InternalActivities {
  [INTERNAL_ACTIVITIES.openPipeline](request: OpenPipelineRequest): Promise<OpenedPipeline>;
  [INTERNAL_ACTIVITIES.appendPipeline](request: AppendPipelineRequest): Promise<AppendedPipeline>;
  [INTERNAL_ACTIVITIES.closePipeline](request: ClosePipelineRequest): Promise<void>;
  [INTERNAL_ACTIVITIES.settleStep](request: SettleStepRequest): Promise<SettledStep | undefined>;
}

// Pipeline-level calls never acknowledge what is not in the tracking store: they are tried until it answers, the workflow's own time-outs being the limit.
const activities = proxyLocalActivities<InternalActivities>({
  startToCloseTimeout: '1 minute',
  retry: { initialInterval: '100ms', maximumInterval: '10 seconds' },
});

export const openPipeline = activities[INTERNAL_ACTIVITIES.openPipeline];
export const appendPipeline = activities[INTERNAL_ACTIVITIES.appendPipeline];
export const closePipeline = activities[INTERNAL_ACTIVITIES.closePipeline];
export const settleStep = activities[INTERNAL_ACTIVITIES.settleStep];
