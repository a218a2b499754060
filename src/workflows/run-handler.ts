import { fromTagged, toTagged } from '../core/index.js';
import type { Json, StepSummary } from '../core/index.js';
import { proxySteps } from './proxy-steps.js';
import type { StepOptions } from './step-types.js';
import { toWorkflowFailure } from './workflow-failure.js';

/** What `runHandler` is started with. */
export interface RunHandlerRequest {
  /** The handler's export key. */
  readonly handler: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly inputs?: Readonly<Record<string, string>>;
  readonly options?: StepOptions;
}

/** The built-in workflow that runs one handler as a job: one step, no pipeline around it. Request and result are tagged JSON. */
export async function runHandler(request: RunHandlerRequest): Promise<Omit<StepSummary, 'state'>> {
  try {
    const { handler, ...call } = fromTagged(request as unknown as Json) as unknown as RunHandlerRequest;
    const steps = proxySteps<Record<string, (context: never) => void>>();
    const step = steps[handler] as unknown as (call: Omit<RunHandlerRequest, 'handler'>) => Promise<Omit<StepSummary, 'state'>>;
    return toTagged(await step(call)) as unknown as Omit<StepSummary, 'state'>;
  } catch (error) {
    throw toWorkflowFailure(error);
  }
}
