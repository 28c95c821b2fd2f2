import {
  DeleteObjectCommand,
  GetObjectCommand,
  NoSuchKey,
  PutObjectCommand,
  S3Client,
  type S3ClientConfig,
} from '@aws-sdk/client-s3';
import { assertStorePath, type FileStore } from './file-store.ts';

const CONNECT_MILLISECONDS_MAX = 5_000;
const REQUEST_MILLISECONDS_MAX = 60_000;
const ATTEMPTS_MAX = 4;

export type S3Target = Readonly<{ bucket: string; prefix: string; endpoint: string | undefined }>;

/**
 * Files of a bucket. An object is there whole or not at all, and the SDK signs a checksum of what it sends. Credentials and
 * region are those of the function's role, or of the environment that the SDK reads.
 */
export function createS3Store(
  { bucket, prefix, endpoint }: S3Target,
  settings: S3ClientConfig = {},
): FileStore {
  const client = new S3Client({
    maxAttempts: ATTEMPTS_MAX,
    requestHandler: {
      connectionTimeout: CONNECT_MILLISECONDS_MAX,
      requestTimeout: REQUEST_MILLISECONDS_MAX,
      throwOnRequestTimeout: true,
    },
    ...(endpoint && { endpoint, forcePathStyle: true }),
    ...settings,
  });
  const keyOf = (path: string): string => {
    assertStorePath(path);
    return prefix === '' ? path : `${prefix}/${path}`;
  };
  return {
    addressOf: (path) => `s3://${bucket}/${keyOf(path)}`,
    async put(path, content, contentType) {
      await client.send(
        new PutObjectCommand({
          Bucket: bucket,
          Key: keyOf(path),
          Body: content,
          ContentLength: content.byteLength,
          ContentType: contentType,
        }),
      );
    },
    async get(path) {
      try {
        const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: keyOf(path) }));
        return Body ? await Body.transformToByteArray() : null;
      } catch (error) {
        if (error instanceof NoSuchKey) return null;
        throw error;
      }
    },
    async remove(path) {
      await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: keyOf(path) }));
    },
    close: () => client.destroy(),
  };
}
