// What the benchmark of steps runs.
const RESULTS = 10;

/** A tracked step: 10 results, a small artifact, a dataset as input. */
export async function tracked(context, { number }) {
  for (let n = 0; n < RESULTS; n++) context.logResult(`result-${n}`, number + n);
  context.logArtifact('note', { body: `step ${number}` });
  return context.inputs.data;
}

/** Makes the dataset that the steps refer to. */
export function data(context) {
  context.logDataset('data', [{ a: 1 }, { a: 2 }]);
}

/** The same payload without tracking. */
export async function bare({ params: { number } }) {
  return { number, results: Object.fromEntries(Array.from({ length: RESULTS }, (_, n) => [`result-${n}`, number + n])) };
}
