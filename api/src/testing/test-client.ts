import { createHash, randomUUID } from 'node:crypto';
import type { Response, Test } from 'supertest';
import type TestAgent from 'supertest/lib/agent.js';

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** Requests below `/api/v1` in somebody's name; await the answer or chain `.expect(...)`. */
export class TestClient {
  constructor(
    private readonly agent: Pick<TestAgent, Method>,
    readonly token?: string,
  ) {}

  get(path: string): Test {
    return this.send('get', path);
  }

  /** Sends an Idempotency-Key of its own unless `key` is given; routes that need none ignore it. */
  post(path: string, body?: object, key: string = randomUUID()): Test {
    return this.send('post', path, body).set('Idempotency-Key', key);
  }

  put(path: string, body: object): Test {
    return this.send('put', path, body);
  }

  patch(path: string, body: object): Test {
    return this.send('patch', path, body);
  }

  /** Any method on any absolute path, nothing added but the token. */
  raw(method: Method, path: string): Test {
    const test = this.agent[method](path);
    return this.token ? test.set('Authorization', `Bearer ${this.token}`) : test;
  }

  /** Uploads a document; resolves to its id. */
  async upload(
    bytes: Buffer | string = `paper ${randomUUID()}`,
    { fileName = 'paper.txt', mediaType = 'text/plain', purpose = '' } = {},
  ): Promise<string> {
    const content = Buffer.from(bytes);
    const digest = createHash('sha256').update(content).digest('base64');
    const query = new URLSearchParams({ fileName, ...(purpose ? { purpose } : {}) });
    const answer = await this.raw('post', `/api/v1/documents?${query.toString()}`)
      .set('Content-Type', mediaType)
      .set('Content-Digest', `sha-256=:${digest}:`)
      // The client would write a buffer of type JSON as JSON.
      .send(mediaType === 'application/json' ? content.toString() : content)
      .expect(201);
    return (answer.body as { id: string }).id;
  }

  private send(method: Method, path: string, body?: object): Test {
    const test = this.raw(method, `/api/v1${path}`);
    return body === undefined ? test : test.send(body);
  }
}

/** Reads an answer as the bytes it is: `.buffer(true).parse(bytesOf)`. */
export function bytesOf(
  response: Response,
  done: (error: Error | null, body: unknown) => void,
): void {
  const chunks: Buffer[] = [];
  const stream = response as unknown as NodeJS.ReadableStream;
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  stream.on('end', () => done(null, Buffer.concat(chunks)));
}
