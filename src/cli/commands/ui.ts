import { command } from '../command.js';
import { parsePort } from '../parse-text.js';

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
    const number = parsePort(port);
    const { runUi } = await import('../run/run-ui.js');
    return runUi({ port: number, host, open });
  },
});
