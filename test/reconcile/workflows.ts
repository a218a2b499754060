import { ActivityCancellationType, continueAsNew, proxyActivities, sleep } from '@temporalio/workflow';

const { train } = proxyActivities<{ train(): Promise<void> }>({
  startToCloseTimeout: '1 minute',
  retry: { maximumAttempts: 3, initialInterval: '1 minute' },
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
});

/** Calls one activity, which nobody here performs: the test says what became of it. Its id is `1`. */
export async function oneActivity(): Promise<void> {
  await train();
}

/** The same, with an activity that nobody picks up in time. */
export async function lateActivity(): Promise<void> {
  await proxyActivities<{ train(): Promise<void> }>({ scheduleToStartTimeout: '100ms', startToCloseTimeout: '1 minute' }).train();
}

/** Goes on as another run, which waits. */
export async function goesOn(part: number): Promise<void> {
  if (part < 3) await continueAsNew<typeof goesOn>(part + 1);
  await sleep('1 hour');
}

/** Ends as it is told. */
export async function ends(how: string): Promise<void> {
  if (how === 'waits') await sleep('1 hour');
}
