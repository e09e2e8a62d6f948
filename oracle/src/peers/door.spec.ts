import { beforeEach, describe, expect, it } from '@jest/globals';
import { Wallet } from 'ethers';
import type { Committee } from '../chain/committee.js';
import { Counters } from '../platform/counters.js';
import { NodeKey } from '../platform/keys.js';
import { ReportDomain } from '../report/report.js';
import { Door } from './door.js';
import { seal, type Envelope } from './message.js';

const COMMITTEE = Wallet.createRandom().address;
const DOMAIN = new ReportDomain(31337n, COMMITTEE);
const here = new NodeKey(Wallet.createRandom().privateKey);
const member = new NodeKey(Wallet.createRandom().privateKey);
const stranger = new NodeKey(Wallet.createRandom().privateKey);
const EPOCH = 3;

describe('the door for messages of other nodes', () => {
  let counters: Counters;
  let door: Door;
  const state = async () => ({
    signers: [here.address, member.address],
    threshold: 2,
    epoch: EPOCH,
  });
  beforeEach(() => {
    counters = new Counters();
    door = new Door(here, DOMAIN, { state } as Committee, counters);
  });

  const message = (by = member, change: Partial<Parameters<typeof seal>[2]> = {}, to = DOMAIN) =>
    seal(by.key, to, {
      sender: by.address,
      recipient: here.address,
      path: '/peer/sign',
      epoch: EPOCH,
      body: { any: 'thing' },
      ...change,
    });
  const later = (envelope: Envelope, ms: number) => ({ ...envelope, sentAt: envelope.sentAt + ms });
  const refused = () => counters.read().map(({ name, labels, value }) => [name, labels, value]);

  it('lets a member in, once', async () => {
    const once = message();
    expect(await door.open('/peer/sign', once)).toEqual({ any: 'thing' });
    await expect(door.open('/peer/sign', once)).rejects.toMatchObject({ code: 'REPLAYED' });
    expect(await door.open('/peer/sign', message())).toEqual({ any: 'thing' });
    expect(refused()).toEqual([['oracle_peer_refused_total', { reason: 'REPLAYED' }, 1]]);
  });

  const other = new ReportDomain(1n, COMMITTEE);
  const elsewhere = new ReportDomain(31337n, Wallet.createRandom().address);
  it.each<[string, string, () => unknown]>([
    ['of somebody outside the committee', 'OUTSIDER', () => message(stranger)],
    ['for another chain', 'OTHER_CHAIN', () => message(member, {}, other)],
    [
      'for another chain, relabelled',
      'WRONG_SIGNATURE',
      () => ({ ...message(member, {}, other), chainId: '31337' }),
    ],
    ['for another committee', 'OTHER_COMMITTEE', () => message(member, {}, elsewhere)],
    ['for another node', 'OTHER_RECIPIENT', () => message(member, { recipient: member.address })],
    [
      'for another node, relabelled',
      'WRONG_SIGNATURE',
      () => ({ ...message(member, { recipient: member.address }), recipient: here.address }),
    ],
    ['for another route', 'OTHER_PATH', () => message(member, { path: '/peer/promised' })],
    ['of another epoch', 'OTHER_EPOCH', () => message(member, { epoch: EPOCH - 1 })],
    [
      'that names a member who did not sign it',
      'WRONG_SIGNATURE',
      () => message(stranger, { sender: member.address }),
    ],
    [
      'whose body was changed',
      'WRONG_SIGNATURE',
      () => ({ ...message(), body: '{"any":"other thing"}' }),
    ],
    ['that is too old', 'TOO_OLD', () => later(message(), -30_001)],
    ['of before this process began', 'TOO_OLD', () => later(message(), -5_000)],
    ['from the future', 'FROM_THE_FUTURE', () => later(message(), 31_000)],
    ['whose time was changed', 'WRONG_SIGNATURE', () => later(message(), 1_000)],
    ['with a field more', 'MALFORMED', () => ({ ...message(), more: 1 })],
    ['without a body', 'MALFORMED', () => undefined],
    ['with a signature of no curve', 'WRONG_SIGNATURE', () => unsigned(message())],
  ])('refuses and counts a message %s', async (_what, code, make) => {
    await expect(door.open('/peer/sign', make())).rejects.toMatchObject({ code });
    expect(refused()).toEqual([['oracle_peer_refused_total', { reason: code }, 1]]);
  });

  it('lets messages live as long as clocks may differ, and no longer remembers them then', async () => {
    const real = Date.now;
    try {
      Date.now = () => real() + 25_000;
      const early = message();
      Date.now = real;
      expect(await door.open('/peer/sign', early)).toEqual({ any: 'thing' });
      Date.now = () => real() + 54_000;
      await expect(door.open('/peer/sign', early)).rejects.toMatchObject({ code: 'REPLAYED' });
      Date.now = () => real() + 56_000;
      await expect(door.open('/peer/sign', early)).rejects.toMatchObject({ code: 'TOO_OLD' });
    } finally {
      Date.now = real;
    }
  });
});

const unsigned = (message: Envelope) => ({ ...message, signature: `0x${'00'.repeat(65)}` });
