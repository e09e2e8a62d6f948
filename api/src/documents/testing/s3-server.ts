import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

const ACCESS_KEY = 'AKIDTESTER';
const SECRET_KEY = 'a/secret+of tests';
const REGION = 'eu-test-1';

/**
 * A bucket in memory that answers only what is signed as AWS Signature Version 4 says, body included;
 * written from the specification, not from the SDK.
 */
export class S3Server {
  readonly objects = new Map<string, Buffer>();
  /** Answers everything with 503 while set. */
  down = false;
  private constructor(private readonly server: Server) {}

  static async start(): Promise<S3Server> {
    const server = createServer();
    const s3 = new S3Server(server);
    server.on('request', (request, response) => void s3.answer(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return s3;
  }

  /** The URL a platform is given for it. */
  url(secret = SECRET_KEY): string {
    const { port } = this.server.address() as AddressInfo;
    const key = `${ACCESS_KEY}:${encodeURIComponent(secret)}`;
    return `s3+http://${key}@127.0.0.1:${port}/papers/of%20tests?region=${REGION}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const [status, answer] = this.down
      ? [503, error('SlowDown')]
      : isSigned(request, body)
        ? this.act(request, body)
        : [403, error('SignatureDoesNotMatch')];
    response.writeHead(status, { 'content-length': answer.length }).end(answer);
  }

  private act(request: IncomingMessage, body: Buffer): [number, Buffer] {
    const path = decodeURIComponent(new URL(request.url ?? '', 'http://x').pathname);
    if (request.method === 'HEAD') return [path.startsWith('/papers') ? 200 : 404, Buffer.alloc(0)];
    const key = path.replace(/^\/papers\//, '');
    const known = this.objects.get(key);
    if (request.method === 'PUT') this.objects.set(key, body);
    if (request.method === 'DELETE') this.objects.delete(key);
    if (request.method !== 'GET') return [request.method === 'DELETE' ? 204 : 200, Buffer.alloc(0)];
    return known ? [200, known] : [404, error('NoSuchKey')];
  }
}

const error = (code: string) =>
  Buffer.from(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`);

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html */
function isSigned(request: IncomingMessage, body: Buffer): boolean {
  const header = (name: string) => String(request.headers[name] ?? '');
  const given =
    /^AWS4-HMAC-SHA256 Credential=([^,]+), SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/.exec(
      header('authorization'),
    );
  if (!given) return false;
  const [, credential = '', signedHeaders = '', signature = ''] = given;
  const [accessKey, day = '', region, service, end] = credential.split('/');
  if (accessKey !== ACCESS_KEY || region !== REGION || service !== 's3' || end !== 'aws4_request') {
    return false;
  }
  const names = signedHeaders.split(';');
  const payload = header('x-amz-content-sha256');
  if (!names.includes('host') || payload !== sha256(body)) return false;
  const url = new URL(request.url ?? '', 'http://x');
  const canonical = [
    request.method,
    url.pathname,
    [...url.searchParams]
      .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
      .sort()
      .join('&'),
    ...names.map((name) => `${name}:${header(name).trim()}`),
    '',
    signedHeaders,
    payload,
  ].join('\n');
  const scope = `${day}/${REGION}/s3/aws4_request`;
  const text = ['AWS4-HMAC-SHA256', header('x-amz-date'), scope, sha256(canonical)].join('\n');
  const key = [day, REGION, 's3', 'aws4_request'].reduce<Buffer | string>(
    (before, part) => createHmac('sha256', before).update(part).digest(),
    `AWS4${SECRET_KEY}`,
  );
  return createHmac('sha256', key).update(text).digest('hex') === signature;
}

const sha256 = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest('hex');
