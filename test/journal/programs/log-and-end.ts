// Logs to a run that is open already, then ends as it is told: `exit` in the same turn, or `kill` after an awaited call.
import { openServices } from '../../../src/context/index.js';

const [home = '', uid = '', how = ''] = process.argv.slice(2);
const { journal } = await openServices({ home });
const attempt = journal.attempt(uid, 1);
for (let step = 0; step < 3; step++) attempt.append({ type: 'metric', key: 'loss', step, value: step });
if (how === 'exit') process.exit(3);
await attempt.append({ type: 'result', key: 'awaited', value: true });
if (how === 'kill') process.kill(process.pid, 'SIGKILL');
