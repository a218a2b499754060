import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where tests keep what takes minutes to make: outside the checkout, shared by checkouts. */
export const cacheFolder = process.env['TIDEMARK_CACHE'] ?? join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'tidemark');
