import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { ApiProblem } from '../src/api/problem.ts';
import { authorisedFetch, renew, setAccessToken, whenSessionLost } from '../src/api/token.ts';

const PAGE = 'http://cadastre.test/api/v1/assets';
const json = (status: number, body: object) => new Response(JSON.stringify(body), { status });

describe('a session', () => {
  const real = globalThis.fetch;
  let asked: string[];
  let lost: number;
  /** Answers requests in turn. */
  const answers = (...list: (Response | Error)[]) => {
    globalThis.fetch = (input) => {
      asked.push(input instanceof Request ? input.url : String(input));
      const next = list.shift() ?? new Error('asked too often');
      return next instanceof Error ? Promise.reject(next) : Promise.resolve(next);
    };
  };
  beforeEach(() => {
    asked = [];
    lost = 0;
    setAccessToken('old', 'ivy');
    whenSessionLost(() => {
      lost += 1;
    });
  });
  afterEach(() => {
    globalThis.fetch = real;
  });

  it('is renewed once and the request repeated', async () => {
    answers(
      json(401, {}),
      json(200, { accessToken: 'new', user: { id: 'ivy' } }),
      json(200, { items: [] }),
    );
    assert.equal((await authorisedFetch(new Request(PAGE))).status, 200);
    assert.deepEqual(asked, [PAGE, '/api/v1/auth/refresh', PAGE]);
    assert.equal(lost, 0);
  });

  it('is over, and nothing is sent in their name, where somebody else has signed in in another tab', async () => {
    let toAnother: boolean | null = null;
    whenSessionLost((other) => {
      toAnother = other;
    });
    answers(json(401, {}), json(200, { accessToken: 'of Otto', user: { id: 'otto' } }));
    assert.equal((await authorisedFetch(new Request(PAGE, { method: 'POST' }))).status, 401);
    assert.deepEqual(asked, [PAGE, '/api/v1/auth/refresh']);
    assert.equal(toAnother, true);
    // Nor is what is asked next.
    let sent: string | null = '';
    globalThis.fetch = (input) => {
      sent = input instanceof Request ? input.headers.get('Authorization') : null;
      return Promise.resolve(json(401, {}));
    };
    await authorisedFetch(new Request(PAGE));
    assert.equal(sent, null);
  });

  it('is over where the register says so', async () => {
    answers(json(401, {}), json(401, { code: 'refresh_refused' }));
    assert.equal((await authorisedFetch(new Request(PAGE))).status, 401);
    assert.equal(lost, 1);
  });

  it('is not over because nobody answers, or the server is ill', async () => {
    answers(json(401, {}), new TypeError('Failed to fetch'));
    await assert.rejects(authorisedFetch(new Request(PAGE)), TypeError);
    answers(json(401, {}), json(503, { title: 'Starting' }));
    await assert.rejects(authorisedFetch(new Request(PAGE)), ApiProblem);
    assert.equal(lost, 0);
  });

  it('is asked for once by all who need it at once', async () => {
    answers(json(200, { accessToken: 'new', user: { id: 'ivy' } }));
    const [one, other] = await Promise.all([renew(), renew()]);
    assert.equal(one, other);
    assert.equal(asked.length, 1);
  });
});
