import type { StepSummary } from '../core/index.js';
import { proxySteps } from './proxy-steps.js';
import type { StepOptions } from './step-types.js';

/** What `runHandler` is started with. */
export interface RunHandlerRequest {
  /** The handler's export key. */
  readonly handler: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly inputs?: Readonly<Record<string, string>>;
  readonly options?: StepOptions;
}

/** The built-in workflow that runs one handler as a job: one step, no pipeline around it. */
export async function runHandler(request: RunHandlerRequest): Promise<Omit<StepSummary, 'state'>> {
  const steps = proxySteps<Record<string, (context: never) => void>>();
  const step = steps[request.handler] as unknown as (call: Omit<RunHandlerRequest, 'handler'>) => Promise<Omit<StepSummary, 'state'>>;
  const { handler: _, ...call } = request;
  return step(call);
}
