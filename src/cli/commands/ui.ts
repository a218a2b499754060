import { command } from '../command.js';
import { UsageError } from '../usage-error.js';

/** `tidemark ui` */
export const ui = command({
  name: 'ui',
  description: 'Serve the web UI and its HTTP API',
  examples: ['tidemark ui --open', 'tidemark ui --port 8080'],
  options: {
    port: { type: 'string', valueHint: 'n', description: 'Default: 4600; 0 takes any free one' },
    host: { type: 'string', valueHint: 'address', description: 'Default: 127.0.0.1; any other address demands TIDEMARK_AUTH_TOKENS' },
    open: { type: 'boolean', description: 'Open it in the browser' },
  },
  async run({ options: { port, host, open } }) {
    if (port !== undefined && !(/^[0-9]{1,5}$/.test(port) && Number(port) <= 65_535))
      throw new UsageError(`--port takes a number up to 65535, not ${JSON.stringify(port)}.`);
    const { runUi } = await import('../run/run-ui.js');
    return runUi({ port: port === undefined ? undefined : Number(port), host, open });
  },
});
