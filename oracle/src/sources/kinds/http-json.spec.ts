import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { codeOf, contextAt, NOW } from '../testing/context.js';
import { httpJson } from './http-json.js';

interface Answer {
  status?: number;
  type?: string;
  body: string;
  etag?: string;
}

describe('a number behind a URL', () => {
  let server: Server;
  let url: string;
  let answer: Answer;
  let asked: { tag: string | undefined; key: string | undefined }[] = [];
  let path = 0;

  beforeAll(async () => {
    server = createServer((request, response) => {
      const { 'if-none-match': tag, 'x-api-key': key } = request.headers;
      asked.push({ tag, key: key?.toString() });
      if (answer.etag && tag === answer.etag) return response.writeHead(304).end();
      response.writeHead(answer.status ?? 200, {
        'content-type': answer.type ?? 'application/json',
        ...(answer.etag && { etag: answer.etag }),
      });
      return response.end(answer.body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  beforeEach(() => {
    asked = [];
    path += 1;
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/price/${path}`;
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  const look = (given: Answer | string, change: object = {}, now = NOW) => {
    answer = typeof given === 'string' ? { body: given } : given;
    const options = {
      url,
      value: '/data/price',
      time: '/data/at',
      unit: 'USD',
      scale: 6,
      ...change,
    };
    return httpJson.prepare(options)(contextAt(now, { secret: (name) => `the ${name}` }));
  };
  const body = (price: string, at = '"2026-04-15T20:59:00Z"') =>
    `{"data":{"price":${price},"at":${at}}}`;

  it.each([
    ['a text', '"3250.10"', 3_250_100_000n],
    ['a number', '3250.10', 3_250_100_000n],
    [
      'a number with more digits than a float has',
      '12345678901234567.123456',
      12_345_678_901_234_567_123_456n,
    ],
    ['a negative number', '-0.5', -500_000n],
  ])('may be %s', async (_what, price, value) => {
    const { figures } = await look(body(price));
    expect(figures['value']).toEqual({ value, scale: 6, unit: 'USD', at: NOW - 60 });
  });

  it.each([
    ['an exponent', '1e309', 'SOURCE_NUMBER'],
    ['NaN as text', '"NaN"', 'SOURCE_NUMBER'],
    ['a decimal comma', '"1.234,56"', 'SOURCE_NUMBER'],
    ['more decimals than the scale', '"1.0000001"', 'SOURCE_NUMBER'],
    ['nothing', 'null', 'SOURCE_NUMBER'],
    ['a list', '[1]', 'SOURCE_NUMBER'],
    ['NaN', 'NaN', 'SOURCE_MALFORMED'],
  ])('is refused with %s', async (_what, price, code) => {
    expect(await codeOf(look(body(price)))).toBe(code);
  });

  it.each<[string, Answer | string, string]>([
    ['a page', { body: '<h1>hello</h1>', type: 'text/html' }, 'SOURCE_NOT_JSON'],
    ['a page that says it is JSON', '<h1>hello</h1>', 'SOURCE_MALFORMED'],
    ['an answer cut off', body('1').slice(0, 20), 'SOURCE_MALFORMED'],
    ['another form', '{"result":1}', 'SOURCE_PATH'],
    ['a time that is none', body('1', '"yesterday"'), 'SOURCE_TIME'],
    ['no permission', { body: '{}', status: 403 }, 'SOURCE_STATUS'],
    ['a redirection', { body: '{}', status: 302 }, 'SOURCE_UNREACHABLE'],
    ['more than a mebibyte', `{"x":"${'x'.repeat(1 << 20)}"}`, 'SOURCE_TOO_LARGE'],
  ])('is refused for %s', async (_what, given, code) => {
    expect(await codeOf(look(given))).toBe(code);
  });

  it('is asked three times when the source is down', async () => {
    expect(await codeOf(look({ body: '{}', status: 500 }))).toBe('SOURCE_UNREACHABLE');
    expect(asked).toHaveLength(3);
  });

  it('is not used when the source pulls its ripcord', async () => {
    const given = (flag: string) => `{"data":{"price":1,"at":${NOW},"halted":${flag}}}`;
    const ripcord = '/data/halted';
    expect((await look(given('true'), { ripcord })).doNotUse).toBe(true);
    expect((await look(given('false'), { ripcord })).doNotUse).toBe(false);
    expect(await codeOf(look(given('"no"'), { ripcord }))).toBe('SOURCE_FLAG');
  });

  it('sends the secret, and tells it nowhere', async () => {
    const auth = { header: 'x-api-key', secret: 'GOLD_KEY' };
    const found = await look(body('1'), { auth });
    expect(asked[0]?.key).toBe('the GOLD_KEY');
    const told = JSON.stringify([found.inputs, found.lines, found.documents.map((d) => d.source)]);
    expect(told).not.toContain('the GOLD_KEY');
  });

  it('is not sent again while it has not changed', async () => {
    const given = { body: body('5'), etag: '"v1"' };
    await look(given);
    const second = await look(given, {}, NOW + 60);
    expect(asked.map((one) => one.tag)).toEqual([undefined, '"v1"']);
    expect(second.figures['value']).toMatchObject({ value: 5_000_000n, at: NOW - 60 });
    expect(second.documents[0]?.fetchedAt).toBe(NOW + 60);
  });
});
