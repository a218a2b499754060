import { resolveConfiguration } from '../configuration/index.js';
import type { Settings } from '../configuration/index.js';
import { openServices } from '../context/index.js';
import type { Services } from '../context/index.js';

const opened = new Map<string, Promise<Services>>();

/** The stores of this process for these settings: opened once, so that many local runs share a journal, and kept until the process ends. */
export function localServices(settings: Settings): Promise<Services> {
  const { secrets: _, ...places } = resolveConfiguration(settings);
  const key = JSON.stringify([places, settings.secretsFile, process.env['TIDEMARK_SECRETS_FILE']]);
  let services = opened.get(key);
  if (services === undefined) {
    services = openServices(settings);
    opened.set(key, services);
    services.catch(() => opened.delete(key));
  }
  return services;
}
