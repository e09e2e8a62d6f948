import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AssetToken__factory } from '@cadastre/contracts';
import type { Persona } from '../testing/test-app.js';
import { FundWorld, type Holder } from '../tokens/testing/fund-world.js';
import type { EventsAnswer, LedgerEventView } from './event.schema.js';
import { EventStream } from './testing/event-stream.js';

const DEPTH = 3;
const PATIENCE_MS = 30_000;

let world: FundWorld;
let anna: Holder;
let auditor: Persona;
/** The newest number when all that the tests do not look at was over. */
let start: number;
const open: EventStream[] = [];

beforeAll(async () => {
  world = await FundWorld.start(true, DEPTH);
  const mining = new AbortController();
  const mined = keepMining(mining.signal);
  anna = await world.holder(20);
  await world.deploy();
  mining.abort();
  await mined;
  auditor = await world.t.signIn('auditor');
  await world.chain.rpc('anvil_mine', ['0x5']);
  await world.reached((await world.chain.provider.getBlockNumber()) - DEPTH + 1);
  start = (await page(auditor, '')).after;
}, 120_000);
afterAll(async () => {
  for (const stream of open) stream.close();
  await world.stop();
});

async function keepMining(stop: AbortSignal): Promise<void> {
  while (!stop.aborted) await world.chain.rpc('evm_mine');
}

const page = async (who: Persona, query: string): Promise<EventsAnswer> =>
  (await who.http.get(`/events?limit=200${query}`).expect(200)).body as EventsAnswer;

const stream = (who: Persona, lastEventId?: number, query = ''): EventStream => {
  const opened = new EventStream(world.t, who, `/events/stream${query}`, lastEventId);
  open.push(opened);
  return opened;
};

const told = ({ event, outcome }: LedgerEventView) => `${event} ${outcome}`;
const transfers = (events: LedgerEventView[]) =>
  events.filter(({ event }) => event === 'Transfer').map(told);

/** A mint that no operation of the platform asked for: nobody sends it again. */
async function mintTo(account: string, id: bigint): Promise<void> {
  const token = AssetToken__factory.connect(world.token.address ?? '', world.chain.wallet(2));
  await (await token.mint(account, 5n, id)).wait();
}

describe('the stream of events', () => {
  it('tells issuer and investor of their own: pending, then retracted with its block', async () => {
    const streams = [stream(world.issuer, start), stream(anna.persona, start)];
    await Promise.all(streams.map((one) => one.opened));
    await mintTo(anna.account.address, 501n);
    for (const one of streams) {
      await one.until((events) => transfers(events).length === 1, PATIENCE_MS);
      expect(transfers(one.events)).toEqual(['Transfer pending']);
    }
    await world.chain.reorganise(1);
    for (const one of streams) {
      await one.until((events) => transfers(events).length === 2, PATIENCE_MS);
      expect(transfers(one.events)).toEqual(['Transfer pending', 'Transfer retracted']);
    }
    const [first] = streams[0]?.events.filter(({ event }) => event === 'Transfer') ?? [];
    expect(first).toMatchObject({
      type: 'AssetToken.Transfer.pending',
      address: world.token.address,
      args: { to: anna.account.address, value: '5' },
      operationId: null,
    });
  });

  it('goes on after the event that was handled last, and repeats nothing', async () => {
    const whole = (await page(world.issuer, `&after=${start}`)).items;
    const handled = whole.find((one) => told(one) === 'Transfer pending')?.seq ?? 0;
    const resumed = stream(world.issuer, handled);
    await mintTo(anna.account.address, 502n);
    await world.chain.rpc('anvil_mine', [`0x${DEPTH.toString(16)}`]);
    await resumed.until((events) => transfers(events).includes('Transfer final'), PATIENCE_MS);
    const seqs = resumed.events.map(({ seq }) => seq);
    expect(seqs).toEqual(seqs.toSorted((a, b) => a - b));
    expect(seqs[0]).toBeGreaterThan(handled);
    expect(resumed.events).toEqual((await page(world.issuer, `&after=${handled}`)).items);
    expect(new Set(seqs).size).toBe(seqs.length);
    const retracted = transfers(resumed.events).filter((one) => one === 'Transfer retracted');
    expect(retracted).toHaveLength(1);
  });

  it('says how far it came where all was others’', async () => {
    const stranger = stream(await world.t.signIn('issuer'), start);
    const { after } = await page(auditor, `&after=${start}`);
    await stranger.until(() => stranger.position >= after, PATIENCE_MS);
    expect(stranger.events).toEqual([]);
  });

  it('ends with the session, and refuses what is no number', async () => {
    const issuer = await world.t.signIn('issuer');
    const opened = stream(issuer);
    await opened.opened;
    await issuer.http.post('/auth/logout').expect(204);
    await world.chain.rpc('anvil_mine', ['0x1']);
    await opened.ended;
    const { body } = await world.issuer.http
      .get('/events/stream')
      .set('Last-Event-ID', 'x')
      .expect(400);
    expect(body.code).toBe('bad_event_id');
  });
});

describe('events', () => {
  it('are each organisation’s own; staff see all', async () => {
    const own = (await page(world.issuer, '')).items;
    const tokens = new Set([world.token.address, world.token.navFeed, world.token.reserveFeed]);
    expect(own.length).toBeGreaterThan(3);
    for (const event of own) {
      const named = [event.address, ...Object.values(event.args)];
      expect(named.some((one) => tokens.has(String(one)))).toBe(true);
    }
    const hers = (await page(anna.persona, '')).items;
    expect(hers.map(told)).toContain('WalletRegistered final');
    for (const event of hers) {
      expect(JSON.stringify(event.args)).toContain(anna.account.address);
    }
    const everything = (await page(auditor, '')).items;
    expect(everything.length).toBeGreaterThan(own.length);
    for (const role of ['issuer', 'investor'] as const) {
      expect((await page(await world.t.signIn(role), '')).items).toEqual([]);
    }
  });

  it('of one asset are for those who may see the asset', async () => {
    const own = await page(world.issuer, `&assetId=${world.assetId}`);
    expect(own.items).toEqual((await page(world.issuer, '')).items);
    const hers = await page(anna.persona, `&assetId=${world.assetId}`);
    expect(new Set(hers.items.map(({ event }) => event))).toEqual(new Set(['Transfer', 'Minted']));
    const stranger = await world.t.signIn('issuer');
    for (const path of ['/events', '/events/stream']) {
      const { body } = await stranger.http.get(`${path}?assetId=${world.assetId}`).expect(404);
      expect(body.code).toBe('not_found');
    }
  });
});
