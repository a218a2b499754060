import type { S3Client, S3ClientConfig } from '@aws-sdk/client-s3';
import { present } from '../../core/index.js';
import type { S3Options } from './s3-place.js';

/** The AWS SDK and a client of it. */
export interface S3Connection {
  readonly sdk: typeof import('@aws-sdk/client-s3');
  readonly client: S3Client;
}

const CONNECT_MILLIS = 5000;
// A server may take its time to put a large upload together, and say nothing meanwhile.
const SILENCE_MILLIS = 60_000;
const ATTEMPTS = 5;

/**
 * Loads the AWS SDK, which nobody pays for who does not use S3, and makes a client. Credentials, region and endpoint come from where the SDK looks for them,
 * unless the options say them. It tries again what may pass, waiting ever longer: five times, or `AWS_MAX_ATTEMPTS`.
 */
export async function connectS3(options: S3Options): Promise<S3Connection> {
  const sdk = await import('@aws-sdk/client-s3');
  const env = process.env;
  const endpoint = options.endpoint ?? env['AWS_ENDPOINT_URL_S3'] ?? env['AWS_ENDPOINT_URL'];
  // AWS_DEFAULT_REGION is what the other SDKs of AWS know. Servers that are not AWS have no regions, and take this one.
  const region = options.region ?? env['AWS_REGION'] ?? env['AWS_DEFAULT_REGION'] ?? (endpoint === undefined ? undefined : 'us-east-1');
  const settings: S3ClientConfig = {
    ...present({ endpoint: options.endpoint, region }),
    forcePathStyle: options.pathStyle === undefined ? endpoint !== undefined : options.pathStyle !== 'false',
    ...(env['AWS_MAX_ATTEMPTS'] === undefined ? { maxAttempts: ATTEMPTS } : {}),
    requestHandler: { connectionTimeout: CONNECT_MILLIS, socketTimeout: SILENCE_MILLIS },
    // Whole bodies are compared with their record's digest, which says more than S3's checksum.
    responseChecksumValidation: 'WHEN_REQUIRED',
    // It would warn of empty bodies, which it takes for streams without a length.
    logger: QUIET,
  };
  return { sdk, client: quietly(() => new sdk.S3Client(settings)) };
}

/** Makes a client without the SDK's warning about the end of its support for a Node version: which SDK is used is not its reader's to decide. */
function quietly<T>(make: () => T): T {
  const name = 'AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED';
  const before = process.env[name];
  process.env[name] = 'true';
  try {
    return make();
  } finally {
    if (before === undefined) delete process.env[name];
    else process.env[name] = before;
  }
}

const nothing = (): void => undefined;
const QUIET = { trace: nothing, debug: nothing, info: nothing, warn: nothing, error: nothing };
