import type { PresignOptions } from '../artifact-store.js';
import type { S3Connection } from './s3-connection.js';

/** A URL that gets an object, good until it expires, or until the credentials do that signed it. */
export async function presignObject(
  { sdk, client }: S3Connection,
  at: { readonly Bucket: string; readonly Key: string; readonly VersionId?: string },
  { expiresSeconds, fileName, mediaType }: PresignOptions,
): Promise<string> {
  const { getSignedUrl } = await import('@aws-sdk/s3-request-presigner');
  const command = new sdk.GetObjectCommand({
    ...at,
    ...(mediaType === undefined ? {} : { ResponseContentType: mediaType }),
    ...(fileName === undefined ? {} : { ResponseContentDisposition: `inline; filename*=UTF-8''${encodeURIComponent(fileName)}` }),
  });
  return await getSignedUrl(client, command, { expiresIn: expiresSeconds });
}
