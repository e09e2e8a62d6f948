import { readFile, rm } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { Problem } from '../platform/problem.js';
import { FileStorage } from './file-storage.js';

/**
 * Objects in a bucket of any store that speaks S3. The URL names all of it:
 * `s3+https://KEY:SECRET@HOST[:PORT]/BUCKET[/PREFIX][?region=REGION]` (region `us-east-1` by default,
 * which stores of one's own ignore). Without a key in it the SDK looks where it always does: its own
 * environment variables, files and roles. The bucket is addressed in the path.
 */
export class S3Storage extends FileStorage {
  readonly #client: S3Client;
  private readonly bucket: string;
  private readonly prefix: string;

  constructor(text: string) {
    super();
    const url = new URL(text.replace(/^s3\+/, ''));
    const [bucket = '', ...prefix] = url.pathname
      .split('/')
      .filter(Boolean)
      .map(decodeURIComponent);
    this.bucket = bucket;
    this.prefix = prefix.map((part) => `${part}/`).join('');
    const credentials = {
      accessKeyId: decodeURIComponent(url.username),
      secretAccessKey: decodeURIComponent(url.password),
    };
    this.#client = new S3Client({
      endpoint: url.origin,
      region: url.searchParams.get('region') ?? 'us-east-1',
      forcePathStyle: true,
      ...(url.username ? { credentials } : {}),
      // Not every store knows them, and GCM tells of every altered byte.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
      requestHandler: { connectionTimeout: 5_000, requestTimeout: 30_000 },
    });
  }

  /** One request, so that the object is there whole or not at all. @throws Problem 503 */
  async put(name: string, path: string): Promise<void> {
    // At most 20 MiB; bytes at hand can be sent again.
    const Body = await readFile(path);
    await this.reach(this.#client.send(new PutObjectCommand({ ...this.at(name), Body })));
    await rm(path, { force: true });
  }

  /** @throws Problem 503; Error `NoSuchKey` */
  async open(name: string): Promise<Readable> {
    const { Body } = await this.reach(this.#client.send(new GetObjectCommand(this.at(name))));
    if (!Body) throw new Error(`object ${name} has no body`);
    return Body as Readable;
  }

  async remove(name: string): Promise<void> {
    await this.reach(this.#client.send(new DeleteObjectCommand(this.at(name))));
  }

  async check(): Promise<void> {
    await this.#client.send(new HeadBucketCommand({ Bucket: this.bucket }));
  }

  private at(name: string) {
    return { Bucket: this.bucket, Key: `${this.prefix}${name}` };
  }

  /** What the store refuses is ours to mend; that it cannot be reached passes. */
  private async reach<T>(answer: Promise<T>): Promise<T> {
    try {
      return await answer;
    } catch (error) {
      const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata
        ?.httpStatusCode;
      if (status !== undefined && status < 500) throw error;
      throw new Problem(
        503,
        'document_store_unavailable',
        'The document store cannot be reached',
        'Nothing was stored or changed: repeat the request in a minute.',
      );
    }
  }
}
