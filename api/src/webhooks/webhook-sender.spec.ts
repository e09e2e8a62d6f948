import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Config } from '../platform/config.js';
import { isPublic } from './public-address.js';
import { answer, Receiver } from './testing/receiver.js';
import { WebhookSender } from './webhook-sender.js';

const body = JSON.stringify({ id: 'evt_1', type: 'x', number: 1 });
const inProduction = new WebhookSender({ production: true } as Config);
const atHome = new WebhookSender({ production: false } as Config);

let inside: Receiver;
beforeAll(async () => {
  inside = await Receiver.start();
});
afterAll(() => inside.stop());

describe('in production a webhook', () => {
  const port = () => new URL(inside.url).port;

  it.each(['127.0.0.1', '[::1]', '[::ffff:127.0.0.1]', '10.1.2.3', '169.254.169.254', '0.0.0.0'])(
    'is not sent to %s, and such an address is refused when it is given',
    async (host) => {
      const url = `https://${host}:${port()}/hook`;
      expect(() => inProduction.check(url)).toThrow(/webhook_url_refused/);
      expect((await inProduction.post(url, body, {})).failure).toMatch(
        /not an address of the public/,
      );
    },
  );

  it('is not sent to a name that leads inside: looked up for the very connection', async () => {
    const url = `https://localhost:${port()}/hook`;
    expect(() => inProduction.check(url)).not.toThrow();
    const sent = await inProduction.post(url, body, {});
    expect(sent.failure).toMatch(/not an address of the public internet/);
    expect(inside.received).toEqual([]);
    expect((await atHome.post(inside.url.replace('127.0.0.1', 'localhost'), body, {})).status).toBe(
      204,
    );
  });

  it('is not sent without encryption', async () => {
    const url = 'http://93.184.215.14/hook';
    expect(() => inProduction.check(url)).toThrow(/https:/);
    expect((await inProduction.post(url, body, {})).failure).toMatch(/https:/);
  });
});

it('tells public addresses from all others', () => {
  expect(['93.184.215.14', '2606:2800:21f::1'].map(isPublic)).toEqual([true, true]);
  const others = [
    '192.168.0.1',
    '172.16.0.1',
    '100.64.0.1',
    'fc00::1',
    'fe80::1',
    '64:ff9b::a00:1',
    '2002:7f00:1::',
    '::127.0.0.1',
    '::7f00:1',
    '4000::1',
    'x',
  ];
  expect(others.filter(isPublic)).toEqual([]);
});

it.each([301, 302, 303, 307, 308])(
  'does not follow a redirect (%i), and keeps the beginning of an answer',
  async (status) => {
    inside.answering = (_, response) => {
      response.writeHead(status, { location: inside.url }).end('y'.repeat(100_000));
    };
    const before = inside.received.length;
    const sent = await atHome.post(inside.url, body, {});
    expect(sent).toMatchObject({ status, failure: `answered ${status}` });
    expect(sent.answer).toHaveLength(500);
    expect(inside.received.length - before).toBe(1);
    inside.answering = answer(204);
  },
);

it('says why nobody answered', async () => {
  const gone = await Receiver.start();
  const { url } = gone;
  await gone.stop();
  expect((await atHome.post(url, body, {})).failure).toMatch(/ECONNREFUSED/);
});
