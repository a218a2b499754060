import { ArtifactStoreError } from '../../core/index.js';

/** What the AWS SDK throws. */
interface Failure extends Error {
  readonly code?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly $retryable?: unknown;
}

const CREDENTIALS =
  'Check the credentials that the AWS SDK finds (AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, a profile, or the role of the machine)';

const ADVICE: Readonly<Record<string, string>> = {
  NoSuchBucket: 'There is no such bucket. Make it, or correct the name; Tidemark makes no buckets',
  AccessDenied:
    'The credentials do not allow it. They need s3:GetObject, s3:PutObject, s3:DeleteObject, s3:ListBucket and s3:AbortMultipartUpload there',
  InvalidAccessKeyId: CREDENTIALS,
  SignatureDoesNotMatch: CREDENTIALS,
  ExpiredToken: CREDENTIALS,
  InvalidToken: CREDENTIALS,
  CredentialsProviderError: CREDENTIALS,
  PermanentRedirect: 'The bucket is in another region. Set AWS_REGION to it',
  AuthorizationHeaderMalformed: 'The bucket is in another region. Set AWS_REGION to it',
  InsufficientStorage: 'There is no space left. Free some, or choose another bucket',
  QuotaExceeded: 'The quota is used up. Free some space, or choose another bucket',
  BadDigest: 'What arrived is not what was sent. Look at the network between',
  XAmzContentSHA256Mismatch: 'What arrived is not what was sent. Look at the network between',
};

const AWAY = 'Check the network, AWS_ENDPOINT_URL and that the server runs';
const NO_SPACE = 507;

/** Does S3 work; `doing` begins the message. @throws {ArtifactStoreError} in place of the SDK's; the signal's reason when it is aborted. */
export async function guardedS3<T>(doing: string, signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    signal?.throwIfAborted();
    throw s3Error(doing, error);
  }
}

/** The SDK's error as one of ours; what is not of S3 or of the network stays as it is. */
export function s3Error(doing: string, error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  if (error.message === 'Region is missing')
    return new ArtifactStoreError(`${doing} failed: no region is known. Set AWS_REGION, or say it in the URL: ?region=eu-central-1.`, {
      cause: error,
    });
  const { name } = error;
  const isAway = isPassing(error);
  const status = statusOf(error);
  if (!isAway && status === undefined && ADVICE[name] === undefined) return error;
  const what = [status, name === 'Error' ? error.message : name].filter((part) => part !== undefined).join(' ');
  const advice = ADVICE[name] ?? (status === 403 ? ADVICE['AccessDenied'] : isAway ? AWAY : error.message.replace(/\.$/, ''));
  return new ArtifactStoreError(`${doing} failed (${what}). ${advice}.`, { cause: error, isAway });
}

/** True when the server, or the way to it, is away: the same may do later. */
function isPassing(error: Failure): boolean {
  const status = statusOf(error);
  if (status === NO_SPACE || error.name in ADVICE) return false;
  if (status === undefined || status < 300) return isOfNetwork(error);
  return status >= 500 || status === 429 || status === 408 || error.$retryable !== undefined;
}

const NETWORK_CODES = /^E(CONN|HOST|NET|PIPE|AI_AGAIN|NOTFOUND|TIMEDOUT|ADDR|PROTO)/;

// Name service, connection and timeouts; the certificate of a wrong host is not among them.
function isOfNetwork({ name, code, message }: Failure): boolean {
  if (name === 'TimeoutError' || message === 'aborted' || message === 'socket hang up') return true;
  return typeof code === 'string' && NETWORK_CODES.test(code);
}

/** The HTTP status of an answer that the SDK threw. */
export function statusOf(error: unknown): number | undefined {
  return error instanceof Error ? (error as Failure).$metadata?.httpStatusCode : undefined;
}

/** True when there is no object of this key. Not so for a bucket that is missing, where the server says so. */
export function isNoObject(error: unknown): boolean {
  return error instanceof Error && statusOf(error) === 404 && error.name !== 'NoSuchBucket';
}
