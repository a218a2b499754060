/** Something in S3, or the beginning of its name, and how to get there. */
export interface S3Place {
  readonly bucket: string;
  /** An object's key, or a prefix; as it is, not percent-encoded. */
  readonly key: string;
  readonly options: S3Options;
}

/** What a URL may say after its `?`. What it does not say, the AWS SDK finds as everywhere: environment, profile, the machine's role. */
export interface S3Options {
  /** Of a server that is not AWS, e.g. `http://127.0.0.1:9000`. Default `AWS_ENDPOINT_URL_S3`, then `AWS_ENDPOINT_URL`. */
  readonly endpoint?: string;
  readonly region?: string;
  /** The bucket in the path instead of the host name. Default: when there is an endpoint. */
  readonly pathStyle?: string;
  /** Of an object in a bucket that keeps versions. */
  readonly versionId?: string;
  /** The object as it was when it had this ETag. */
  readonly etag?: string;
}

const OPTION_NAMES = ['endpoint', 'region', 'pathStyle', 'versionId', 'etag'] as const;
const OPTION = `(?:${OPTION_NAMES.join('|')})=[^&]*`;
// A key may contain a question mark: only what looks like our options is taken for them.
const URL_FORM = new RegExp(`^s3://([a-z0-9][-.a-z0-9]{1,61}[a-z0-9])(?:/(.*?))?(?:\\?(${OPTION}(?:&${OPTION})*))?$`, 's');

/** True for what is to be read as a place in S3. */
export function isS3(uri: string): boolean {
  return uri.startsWith('s3://');
}

/** Reads `s3://bucket/key?option=…`; undefined for anything else. */
export function parseS3Url(url: string): S3Place | undefined {
  const [, bucket, key = '', query = ''] = URL_FORM.exec(url) ?? [];
  if (bucket === undefined) return undefined;
  const given = new URLSearchParams(query);
  const options = Object.fromEntries(OPTION_NAMES.flatMap((name) => (given.has(name) ? [[name, given.get(name) ?? '']] : [])));
  return { bucket, key, options };
}

/** The URL that {@link parseS3Url} reads. */
export function formatS3Url({ bucket, key, options }: S3Place): string {
  const query = OPTION_NAMES.flatMap((name) => (options[name] === undefined ? [] : [`${name}=${encodeURIComponent(options[name])}`]));
  return `s3://${bucket}${key === '' ? '' : `/${key}`}${query.length === 0 ? '' : `?${query.join('&')}`}`;
}
