import { ConfigurationError } from '../core/index.js';

/** An `http` or `https` address without a slash at its end: it becomes links, and a scheme that runs scripts is none. @throws {ConfigurationError} naming the variable */
export function checkUrl(text: string | undefined, variable: string): string | undefined {
  if (text === undefined || text === '') return undefined;
  if (/^https?:\/\/[^\s()<>]+$/.test(text) && URL.canParse(text)) return text.replace(/\/+$/, '');
  throw new ConfigurationError(`${variable} must be an address such as http://127.0.0.1:4600, not ${JSON.stringify(text)}.`);
}
