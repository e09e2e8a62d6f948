import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ReportFeed__factory } from '@cadastre/contracts';
import { toBytes } from '../chain/bytes.js';
import { HttpDouble } from '../chain/testing/http-double.js';
import { DAY_MS } from '../platform/clock.js';
import type { Page } from '../platform/page.js';
import { FundWorld } from '../tokens/testing/fund-world.js';
import { notApproved, shownTo } from '../testing/approvals.js';
import type { Persona } from '../testing/test-app.js';
import type { ParkedReportView } from './parked.schema.js';

const NAV = 10_000_000n;
/** 5 % at once: the breaker of a fund of Treasuries is 1 %. */
const JUMP = 10_500_000n;

describe('parked reports', () => {
  let world: FundWorld;
  let evidence: string;
  let oracle: HttpDouble;
  /** Rounds that the oracle's nodes signed. */
  let signed = [1];

  beforeAll(async () => {
    oracle = await new HttpDouble(({ path }) => books(path)).start();
    world = await FundWorld.start(true, 1, undefined, { ORACLE_URL: oracle.url });
    await world.deploy();
    await world.publish(world.token.navFeed ?? '', NAV);
    await world.publish(world.token.navFeed ?? '', JUMP);
    evidence = await world.officer.http.upload();
  }, 60_000);
  afterAll(() => world.stop());

  /** What the oracle keeps: round 1 of the NAV, and nothing else. */
  const books = (path: string) => {
    if (!signed.includes(1)) return { status: 404, body: {} };
    const why = `/feeds/${world.token.navFeed}/rounds/1/why`;
    if (path === `${why}.zip`) return { body: 'PK', type: 'application/zip' };
    if (path !== why) return { status: 404, body: {} };
    const body = { feed: world.token.navFeed, kind: 'nav', round: 1, documents: 'as fetched' };
    const lists = { decisions: [], reports: [], valuations: [] };
    return { body: { ...body, corrects: null, correctedBy: null, ...lists } };
  };

  const feed = () => ReportFeed__factory.connect(world.token.navFeed ?? '', world.chain.provider);
  const list = async (who: Persona = world.officer) => {
    const { body } = await who.http.get('/parked-reports').expect(200);
    return (body as { items: ParkedReportView[] }).items;
  };
  const only = async (): Promise<ParkedReportView> => {
    const [report] = await list();
    if (!report) throw new Error('nothing is parked');
    return report;
  };
  const decide = (digest: string, decision: string, reason = 'The bank confirms it.') =>
    world.officer.http.post(`/parked-reports/${digest}/decisions`, {
      decision,
      reason,
      evidenceDocumentId: evidence,
    });

  it('are shown with what would be published', async () => {
    const [report] = await list(await world.t.signIn('auditor'));
    const { digest } = await feed().parked();
    expect(report).toMatchObject({
      digest,
      kind: 'nav',
      round: '2',
      oldAnswer: NAV.toString(),
      newAnswer: JUMP.toString(),
      deviationBps: '500',
      proposer: world.chain.wallet(5).address,
      approvals: [],
      approvalId: null,
      why: `/feeds/${world.token.navFeed}/rounds/2/why`,
    });
    const window = 7 * DAY_MS;
    const times = [report?.parkedAt, report?.approvableUntil].map((one) => Date.parse(one ?? ''));
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBe(window);
    await world.officer.http.get(`/parked-reports/${digest}`).expect(200);
    await world.issuer.http.get('/parked-reports').expect(403);
  });

  it('are read page by page, the longest waiting first', async () => {
    // A fund's reserves have no limit: the second report is put into the ledger's own table.
    await world.t.db.sql(
      `INSERT INTO api.feed_parked
       SELECT (jsonb_populate_record(p, jsonb_build_object(
         'feed', $1::bytea, 'digest', $2::bytea, 'log_index', p.log_index + 1))).*
       FROM api.feed_parked p`,
      [toBytes(world.token.reserveFeed ?? ''), randomBytes(32)],
    );
    const page = async (after = '') =>
      (await world.officer.http.get(`/parked-reports?limit=1${after}`).expect(200))
        .body as Page<ParkedReportView>;
    const first = await page();
    const rest = await page(`&after=${first.nextCursor}`);
    expect([...first.items, ...rest.items].map(({ kind }) => kind)).toEqual(['nav', 'reserve']);
    expect([(await list()).length, rest.nextCursor]).toEqual([2, null]);
    await world.t.db.sql('DELETE FROM api.feed_parked WHERE feed = $1', [
      toBytes(world.token.reserveFeed ?? ''),
    ]);
  });

  it('and every other round: why it was published is told from the oracle’s own books', async () => {
    const auditor = await world.t.signIn('auditor');
    const path = (kind: string, round: string) =>
      `/assets/${world.assetId}/feeds/${kind}/rounds/${round}/why`;
    const { body } = await auditor.http.get(path('nav', '1')).expect(200);
    expect(body).toMatchObject({ feed: world.token.navFeed, round: 1, documents: 'as fetched' });
    const file = await auditor.http.get(`${path('nav', '1')}.zip`).expect(200);
    expect(file.headers['content-type']).toBe('application/zip');
    const unknown = [
      path('nav', '2'),
      path('reserve', '1'),
      path('price', '1'),
      path('nav', '1e3'),
    ];
    for (const one of unknown) await auditor.http.get(one).expect(404);
    await world.issuer.http.get(path('nav', '1')).expect(200);
    const stranger = await world.t.signIn('issuer');
    await stranger.http.get(path('nav', '1')).expect(404);
    const looks = await auditor.http.get('/audit?action=evidence.read').expect(200);
    const seen = (looks.body as { items: { actor: { userId: string }; data: object }[] }).items;
    expect(seen.filter(({ actor }) => actor.userId === auditor.userId)).toHaveLength(2);
    signed = [];
    for (const name of ['why', 'why.zip']) {
      const { body } = await auditor.http.get(path('nav', '1').replace(/why$/, name)).expect(404);
      expect(body).toMatchObject({ code: 'round_unexplained', status: 404 });
    }
    const none = await auditor.http.get(path('nav', '2')).expect(404);
    expect(none.body.code).toBe('not_found');
    await oracle.stop();
    const silent = await auditor.http.get(path('nav', '1')).expect(503);
    expect(silent.body.code).toBe('oracle_unreachable');
  });

  it('are decided on by paper, and each by its own digest', async () => {
    const { digest } = await only();
    const path = `/parked-reports/${digest}/decisions`;
    const whole = { decision: 'approve', reason: 'Seen.', evidenceDocumentId: evidence };
    for (const [body, status] of [
      [{ ...whole, reason: ' ' }, 400],
      [{ ...whole, decision: 'publish' }, 400],
      [{ ...whole, evidenceDocumentId: randomUUID() }, 404],
    ] as const) {
      await world.officer.http.post(path, body).expect(status);
    }
    await world.officer.http
      .post(`/parked-reports/0x${'12'.repeat(32)}/decisions`, whole)
      .expect(404);
    expect((await only()).approvalId).toBeNull();
  });

  it('go out when a second officer approves: two keys, both officers’ words, the evidence’s hash', async () => {
    const { digest } = await only();
    const { body } = await decide(digest, 'approve').expect(202);
    await decide(digest, 'approve').expect(409);
    const { approvalId } = body as { approvalId: string };
    expect((await only()).approvalId).toBe(approvalId);
    const { description } = await shownTo(world.second, approvalId);
    expect(description).toContain('10.000000 → 10.500000 (500 bps)');
    expect(await notApproved(world.officer, approvalId)).toEqual([403, 'own_request']);
    expect(await feed().latestRound()).toBe(1n);
    await world.approve(approvalId, world.second);
    await world.until(list, (items) => items.length === 0);
    expect(await feed().latestAnswer()).toBe(JUMP);
    const { sha256 } = (await world.officer.http.get(`/documents/${evidence}`).expect(200))
      .body as {
      sha256: string;
    };
    expect(sha256).toMatch(/^[0-9a-f]{64}$/);
    const logs = await world.t.db.sql<{ args: Record<string, string> }>(
      `SELECT args FROM api.ledger_log WHERE event = 'ReportApproved' ORDER BY block_number, log_index`,
    );
    expect(
      logs.map(({ args }) => [args['approver'], args['reason'], args['evidenceHash']]),
    ).toEqual([
      [world.chain.wallet(3).address, 'The bank confirms it.', `0x${sha256}`],
      [world.chain.wallet(1).address, 'In order.', `0x${sha256}`],
    ]);
  });

  it('stay out when two officers reject them', async () => {
    await world.publish(world.token.navFeed ?? '', 20_000_000n);
    const { digest } = await only();
    const { body } = await decide(digest, 'reject', 'A typing error.').expect(202);
    await world.approve(body.approvalId as string, world.second);
    await world.until(list, (items) => items.length === 0);
    expect(await feed().latestAnswer()).toBe(JUMP);
    await decide(digest, 'approve').expect(404);
  });

  it('can be proposed anew when the first proposal is taken back, but not after their time', async () => {
    await world.publish(world.token.navFeed ?? '', 30_000_000n);
    const { digest } = await only();
    const first = await decide(digest, 'approve').expect(202);
    await world.officer.http
      .post(`/approvals/${first.body.approvalId as string}/withdraw`)
      .expect(200);
    const again = await decide(digest, 'approve').expect(202);
    const approval = await world.second.http
      .get(`/approvals/${again.body.approvalId as string}`)
      .expect(200);
    expect(approval.body.expiresAt).toBe((await only()).approvableUntil);
    await world.officer.http
      .post(`/approvals/${again.body.approvalId as string}/withdraw`)
      .expect(200);
    await world.chain.rpc('evm_increaseTime', [8 * 86_400]);
    await world.chain.rpc('evm_mine');
    const late = await world.until(
      async () => (await decide(digest, 'approve')).body as { code?: string; approvalId?: string },
      ({ code }) => code === 'approval_window_closed',
    );
    expect(late.approvalId).toBeUndefined();
    await decide(digest, 'reject').expect(202);
  });
});
