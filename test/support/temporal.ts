import { inject } from 'vitest';

/** The address of the test run's Temporal server; started when the first test file of a run asks. Use a task queue of your own on it. */
export async function temporalAddress(): Promise<string> {
  const response = await fetch(inject('temporalOnDemand'));
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  return text;
}
