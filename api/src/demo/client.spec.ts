import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { ApiClient, ApiProblem, Unreachable } from './client.js';
import { reach } from './patience.js';

type Handler = (request: IncomingMessage, response: ServerResponse, seen: number) => void;

let server: Server | undefined;

async function serve(handler: Handler): Promise<ApiClient> {
  let seen = 0;
  server = createServer((request, response) => {
    seen += 1;
    request.resume().on('end', () => {
      handler(request, response, seen);
    });
  });
  await new Promise<void>((resolve) => {
    server?.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return new ApiClient(`http://127.0.0.1:${port}`, 5_000);
}

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

const json = (response: ServerResponse, status: number, body: object) => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
};

describe('a client of the API', () => {
  it('repeats a read whose connection was lost', async () => {
    const client = await serve((request, response, seen) => {
      if (seen === 1) request.socket.destroy();
      else json(response, 200, { seen });
    });
    await expect(client.get('/health')).resolves.toEqual({ seen: 2 });
  });

  it('repeats a post that carries an Idempotency-Key, with the same key', async () => {
    const keys: unknown[] = [];
    const client = await serve((request, response, seen) => {
      keys.push(request.headers['idempotency-key']);
      if (seen === 1) request.socket.destroy();
      else json(response, 202, {});
    });
    await client.post('/tokens/1/mints', {}, { key: 'mint-1' });
    expect(keys).toEqual(['mint-1', 'mint-1']);
  });

  it('never repeats a post without one: whether it took effect is unknown', async () => {
    let calls = 0;
    const client = await serve((request) => {
      calls += 1;
      request.socket.destroy();
    });
    await expect(client.post('/assets', {})).rejects.toBeInstanceOf(Unreachable);
    expect(calls).toBe(1);
  });

  it('turns problem+json into an error that reads well', async () => {
    const client = await serve((_, response) => {
      json(response, 422, { code: 'too_young', detail: 'Wait a year.', errors: [] });
    });
    const refusal = client.put('/kyc', {});
    await expect(refusal).rejects.toBeInstanceOf(ApiProblem);
    await expect(refusal).rejects.toThrow('PUT /kyc answered 422 too_young: Wait a year.');
  });

  it('signs in again when the session has ended', async () => {
    let signIns = 0;
    const client = await serve((request, response) => {
      if (request.url?.endsWith('/auth/login')) {
        signIns += 1;
        json(response, 200, { accessToken: `token-${signIns}` });
      } else if (request.headers.authorization === 'Bearer token-2') json(response, 200, { ok: 1 });
      else json(response, 401, { code: 'not_signed_in', detail: 'Sign in.' });
    });
    await client.signIn({ email: 'a@b.example', password: 'p' });
    await expect(client.get('/auth/me')).resolves.toEqual({ ok: 1 });
  });
});

describe('reaching a state', () => {
  const patience = { what: 'it', timeoutMs: 50, everyMs: 5 };

  it('does nothing where the state is there already', async () => {
    let acted = 0;
    const act = () => Promise.resolve((acted += 1));
    await reach(() => Promise.resolve(1), Boolean, act, patience);
    expect(acted).toBe(0);
  });

  it('looks again after a lost answer and does not act twice', async () => {
    let done = false;
    let acted = 0;
    const act = () => {
      acted += 1;
      done = true;
      return Promise.reject(new Unreachable('POST /x', new Error('socket hang up')));
    };
    await reach(() => Promise.resolve(done), Boolean, act, patience);
    expect(acted).toBe(1);
  });

  it('acts again when the lost request had not arrived', async () => {
    let acted = 0;
    const act = () => {
      acted += 1;
      return acted === 1
        ? Promise.reject(new Unreachable('POST /x', new Error('refused')))
        : Promise.resolve();
    };
    await reach(() => Promise.resolve(acted === 2), Boolean, act, patience);
    expect(acted).toBe(2);
  });

  it('passes on a refusal', async () => {
    const refusal = new ApiProblem(409, 'not_yours', 'No.', 'POST /x');
    const act = () => Promise.reject(refusal);
    await expect(reach(() => Promise.resolve(false), Boolean, act, patience)).rejects.toBe(refusal);
  });
});
