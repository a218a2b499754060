import { inject } from 'vitest';
import { s3Environment } from './s3.js';
import type { S3Server } from './s3.js';

/** The test run's S3 server, started when the first test file asks; this process's environment leads to it from now on. */
export async function sharedS3(): Promise<Pick<S3Server, 'endpoint' | 'folder'>> {
  const response = await fetch(inject('s3OnDemand'));
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  const server = JSON.parse(text) as Pick<S3Server, 'endpoint' | 'folder'>;
  Object.assign(process.env, s3Environment(server));
  return server;
}
