// Logs to a run that is open already while the tracking store is away, then ends as it is told: `exit` in the same turn as the last call, or waits to be
// killed (`wait`).
import { join } from 'node:path';
import { Journal } from '../../../src/journal/index.js';
import { openTrackingStore } from '../../../src/tracking/index.js';
import { withOutage } from '../../support/outage.js';

const [home = '', uid = '', how = ''] = process.argv.slice(2);
const outage = withOutage(await openTrackingStore(`sqlite:${join(home, 'tracking.db')}`));
const journal = new Journal(outage.store, { spoolFolder: join(home, 'spool') });
const attempt = journal.attempt(uid, 1);
outage.begin();
const log = (step: number) => attempt.append({ type: 'metric', key: 'loss', step, value: step });
if (how === 'exit') {
  for (let step = 0; step < 3; step++) log(step);
  process.exit(3);
}
for (let step = 0; step < 3; step++) await log(step);
console.log('acknowledged');
setInterval(() => undefined, 1000);
