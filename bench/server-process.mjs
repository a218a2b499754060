// A server for a benchmark: `node server-process.mjs '{"home":…,"tracking":…}'` tells its parent where it listens.
import { startServer } from '../dist/server/index.js';

const unlimited = { perSecond: 1e6, burst: 1e6 };
const server = await startServer({ ...JSON.parse(process.argv[2]), port: 0, rate: unlimited });
process.send({ url: server.url });
process.on('disconnect', () => process.exit(0));
