import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { PropertyDeed__factory } from '@cadastre/contracts';
import { encodeBytes32String } from 'ethers';
import { runJobs } from '../testing/jobs.js';
import { type Persona, startTestApp, type TestApp } from '../testing/test-app.js';
import { startTestChain, type TestChain } from '../testing/test-chain.js';
import { entryHash, GENESIS, laneOf } from './audit.chain.js';
import { AuditEntry } from './audit.entity.js';
import type { AuditEntryView, AuditVerification } from './audit.schema.js';
import { Audit } from './audit.service.js';

/** The factory's deployer, who also keeps the platform's documents. */
const KEEPER = 4;

let chain: TestChain;
let t: TestApp;
let auditor: Persona;
let issuer: Persona;
let lane: number;

const record = (n: number) =>
  t.get(Audit).record(issuer.ctx, {
    action: 'thing.change',
    subject: { type: 'thing', id: `thing-${n}` },
    organisationId: issuer.organisationId,
    data: { n },
  });
const verify = async (): Promise<AuditVerification> =>
  (await auditor.http.get('/audit/verify').expect(200)).body as AuditVerification;

/** What a database's administrator can do, and no trigger hinders. */
const tamper = (statement: string, parameters: unknown[] = []) =>
  t.db.transaction(async () => {
    await t.db.sql('ALTER TABLE api.audit_entry DISABLE TRIGGER USER');
    await t.db.sql(statement, parameters);
    await t.db.sql('ALTER TABLE api.audit_entry ENABLE TRIGGER USER');
  });
const ofLane = () => t.db.em.find(AuditEntry, { where: { lane }, order: { seq: 'ASC' as const } });

/** Makes the lane anew from what its rows say now: every number, link and hash as it should be. */
async function recompute(): Promise<void> {
  let prevHash: Buffer = GENESIS;
  const entries = await ofLane();
  await tamper('DELETE FROM api.audit_entry WHERE lane = $1', [lane]);
  for (const [i, entry] of entries.entries()) {
    const placed = Object.assign(new AuditEntry(), entry, { seq: BigInt(i + 1), prevHash });
    prevHash = entryHash(placed);
    await t.db.em.insert(AuditEntry, Object.assign(placed, { hash: prevHash }));
  }
}

/** Waits until the chain has as many anchors. */
async function anchored(count: number): Promise<AuditVerification> {
  for (let look = 0; look < 600; look += 1) {
    const found = await verify();
    if (found.anchoring.anchors.length >= count) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`anchor ${count} did not come`);
}

beforeAll(async () => {
  chain = await startTestChain();
  t = await startTestApp({ env: chain.env, workers: true });
  auditor = await t.signIn('auditor');
  issuer = await t.signIn('issuer');
  lane = laneOf(issuer.organisationId);
  for (let n = 1; n <= 5; n += 1) await record(n);
  await auditor.http.post('/audit/anchors').expect(202);
  await anchored(1);
  await t.db.sql('CREATE TABLE public.kept AS SELECT * FROM api.audit_entry WHERE lane = $1', [
    lane,
  ]);
});
afterAll(async () => {
  await t.close();
  await chain.stop();
});

describe('the head of the audit log on-chain', () => {
  afterEach(async () => {
    await tamper('DELETE FROM api.audit_entry WHERE lane = $1', [lane]);
    await t.db.sql('INSERT INTO api.audit_entry SELECT * FROM public.kept');
    expect(await verify()).toMatchObject({ intact: true, breaks: [] });
  });

  it('covers the log as it was, and says how much came after', async () => {
    const found = await verify();
    expect(found).toMatchObject({ intact: true, anchoring: { state: 'checked' } });
    const [anchor] = found.anchoring.anchors;
    expect(anchor).toMatchObject({ holds: true });
    expect(anchor?.entries).toBeGreaterThanOrEqual(5);
    // The anchoring and the auditor's own looks are entries, too.
    expect(found.anchoring.entriesSince).toBeGreaterThan(0);
    expect(found.entries).toBe((anchor?.entries ?? 0) + found.anchoring.entriesSince);
  });

  it('shows a row that was changed', async () => {
    await tamper(`UPDATE api.audit_entry SET data = '{"n":9}' WHERE lane = $1 AND seq = 2`, [lane]);
    expect(await verify()).toMatchObject({
      intact: false,
      breaks: [{ lane, seq: '2', why: 'altered' }],
    });
  });

  it('shows a row that was changed and everything after it made to fit', async () => {
    await tamper(`UPDATE api.audit_entry SET data = '{"n":9}' WHERE lane = $1 AND seq = 2`, [lane]);
    await recompute();
    expect(await verify()).toMatchObject({
      intact: false,
      breaks: [{ lane, why: 'not_as_anchored' }],
      anchoring: { anchors: [{ holds: false }] },
    });
  });

  it('shows a row that was taken out, also where the rest was made to fit', async () => {
    await tamper('DELETE FROM api.audit_entry WHERE lane = $1 AND seq = 3', [lane]);
    expect((await verify()).breaks[0]).toEqual({ lane, seq: '4', why: 'entry_missing' });
    await recompute();
    const { intact, breaks } = await verify();
    expect(intact).toBe(false);
    // As many are left as the anchor names, or one less: the last is another one, or there is none.
    expect(breaks).toHaveLength(1);
    expect(['entry_missing', 'not_as_anchored']).toContain(breaks[0]?.why);
  });

  it('shows that the newest rows are gone, of which no later row could tell', async () => {
    await tamper('DELETE FROM api.audit_entry WHERE lane = $1 AND seq >= 3', [lane]);
    expect(await verify()).toMatchObject({
      intact: false,
      breaks: [{ lane, why: 'entry_missing' }],
    });
  });

  it('shows rows whose order was changed, also where the rest was made to fit', async () => {
    await tamper(
      `UPDATE api.audit_entry e SET data = o.data, subject_id = o.subject_id, at = o.at
       FROM api.audit_entry o
       WHERE e.lane = $1 AND o.lane = $1 AND e.seq IN (2, 3) AND o.seq = 5 - e.seq`,
      [lane],
    );
    expect((await verify()).breaks.map(({ why }) => why)).toEqual(['altered', 'altered']);
    await recompute();
    expect((await verify()).breaks).toMatchObject([{ lane, why: 'not_as_anchored' }]);
  });
});

it('is written once a day by itself, and each is kept', async () => {
  const { number: before } = (await chain.provider.getBlock('latest')) ?? { number: 0 };
  await runJobs(t, 'audit.anchor', {});
  const { anchoring } = await anchored(2);
  expect(anchoring.anchors.map(({ holds }) => holds)).toEqual([true, true]);
  expect(anchoring.anchors[1]?.blockNumber).toBeGreaterThan(before);
});

it('says of an anchor that is none that it does not hold', async () => {
  const register = PropertyDeed__factory.connect(
    chain.deployment.addresses.PropertyDeed ?? '',
    chain.wallet(KEEPER),
  );
  const lies = ['no such thing', 'cadastre:audit-log?77=1.00000000'];
  for (const uri of lies) {
    const name = encodeBytes32String('audit-log');
    const hash = `0x${'11'.repeat(32)}`;
    // Named: the estimate is too low where the second changes before the block, and with it a stored time.
    await (await register.setDocument(name, uri, hash, { gasLimit: 500_000n })).wait();
  }
  const { intact, anchoring } = await verify();
  expect(intact).toBe(false);
  expect(anchoring.anchors.map(({ holds }) => holds)).toEqual([true, true, false, false]);
});

describe("an auditor's access to evidence", () => {
  it('is in the log, of an auditor only and only where it was given', async () => {
    const reads = async (who: Persona) =>
      (
        (await auditor.http.get('/audit?action=evidence.read&limit=100').expect(200)).body
          .items as AuditEntryView[]
      ).filter(({ actor }) => actor?.userId === who.userId);
    const [other, officer] = [await t.signIn('auditor'), await t.signIn('compliance')];
    await other.http.get('/audit').expect(200);
    await officer.http.get('/audit').expect(200);
    await other.http.get(`/tokens/${issuer.userId}/cap-table/changes`).expect(404);
    expect(await reads(officer)).toEqual([]);
    expect(await reads(other)).toMatchObject([
      { subject: { type: 'audit_log', id: 'audit_log' }, data: { path: '/api/v1/audit' } },
    ]);
  });
});
