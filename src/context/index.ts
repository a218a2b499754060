/**
 * The run context made real, and the life of an attempt.
 * @module
 */
export { openBodies } from './bodies.js';
export { captureConsole } from './console-capture.js';
export { chartData } from './chart-data.js';
export { paramsSchema } from './check-params.js';
export { checkObject, checkText, kindOf, stringLabels } from './check-arguments.js';
export { currentRun, setScriptRun } from './current-run.js';
export { errorRecord, fromErrorRecord } from './error-record.js';
export { closeFailed, executeHandler, hostLabels, summaryOf } from './execute.js';
export type { Executed, Execution, FailedState, OpenRun } from './execute.js';
export { asHandler, handlersOf, loadHandlers } from './handlers.js';
export type { HandlersModule, NamedHandler } from './handlers.js';
export { checkInputs, dataItem, resolveInputs } from './inputs.js';
export { openModel } from './models/open-model.js';
export { endOf, patientStore } from './patient-store.js';
export { Mask, Secrets } from './secrets.js';
export { openServices } from './services.js';
export type { Services } from './services.js';
export { BLOCKED_LOOP, TrackedRun } from './tracked-run.js';
export { sourceOf } from './source.js';
