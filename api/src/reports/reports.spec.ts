import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Assets } from '../assets/assets.service.js';
import { systemCtx } from '../platform/context.js';
import {
  approvedFund,
  APRIL,
  createAsset,
  POSITIONS,
  PROPERTY,
  setClock,
} from '../testing/builders.js';
import { writeDeployment } from '../testing/deployment.js';
import { runJobs } from '../testing/jobs.js';
import { type Persona, startTestApp, type TestApp } from '../testing/test-app.js';
import { ProofOfReserveEvidence } from './proof-of-reserve/evidence.service.js';
import { RoundSigners } from './proof-of-reserve/round-signers.service.js';
import { acceptedKey, statement } from './testing/custodian.js';
import type { ReportView } from './report.schema.js';

const BLOCK = 48;
const SHARES = '750000000000';
const TIME = '2026-04-15T21:02:11.000Z';
const FACE_CENTS = POSITIONS.reduce((sum, { faceCents }) => sum + BigInt(faceCents), 0n).toString();
const bytes = (seed: string, length = 32) =>
  createHash('sha256').update(seed).digest().subarray(0, length);

let t: TestApp;
let issuer: Persona;
let officer: Persona;
let auditor: Persona;
let assetId: string;
beforeAll(async () => {
  t = await startTestApp();
  writeDeployment(t);
  setClock(t, APRIL);
  [issuer, officer, auditor] = [
    await t.signIn('issuer'),
    await t.signIn('compliance'),
    await t.signIn('auditor'),
  ];
  assetId = await approvedFund(issuer, officer);
  await onChain();
  jest.spyOn(t.get(RoundSigners), 'of').mockResolvedValue([]);
  await acceptedKey(issuer, officer, assetId);
  await issuer.http
    .post(`/assets/${assetId}/attestations`, {
      statement: await statement('treasury', { quantity: FACE_CENTS }),
    })
    .expect(201);
});
beforeEach(() => setClock(t, TIME));
afterAll(() => t.close());

/** The rows the ledger would have written: a live token with one issue to one holder at a block. */
async function onChain(): Promise<void> {
  await t.db.transaction(async () => {
    for (const event of ['tokenise', 'deployed'] as const) {
      await t.get(Assets).fire(systemCtx('test'), assetId, event);
    }
  });
  const [token, nav, reserve, holder] = ['token', 'nav', 'reserve', 'holder'].map((seed) =>
    bytes(seed, 20),
  );
  await t.db.sql(
    `INSERT INTO api.token (asset_id, organisation_id, state, name, symbol, decimals, rules, address,
       nav_feed, reserve_feed, deployed_block, created_at, updated_at)
     VALUES ($1, $2, 'live', 'Example Treasury Fund', 'EXTF', 6, '{}', $3, $4, $5, 21, now(), now())`,
    [assetId, issuer.organisationId, token, nav, reserve],
  );
  await t.db.sql(
    `INSERT INTO api.ledger_cursor (chain_id, genesis_hash, block_number, block_hash, block_time, updated_at)
     VALUES (31337, $1, $2, $3, $4, now())`,
    [bytes('genesis'), BLOCK, bytes('block'), TIME],
  );
  await t.db.sql(
    `INSERT INTO api.holding_change (token, holder, block_number, balance, delta) VALUES ($1, $2, 41, $3, $3)`,
    [token, holder, SHARES],
  );
  await t.db.sql(
    `INSERT INTO api.holding (token, holder, balance, block_number) VALUES ($1, $2, $3, 41)`,
    [token, holder, SHARES],
  );
  await t.db.sql(
    `INSERT INTO api.token_supply_change (token, block_number, supply, minted, burned) VALUES ($1, 41, $2, $2, 0)`,
    [token, SHARES],
  );
  await t.db.sql(
    `INSERT INTO api.ledger_log (block_number, log_index, block_hash, block_time, transaction_hash,
       contract, address, event, topics, data, args)
     VALUES (41, 1, $1, $2, $3, 'AssetToken', $4, 'Minted', '{}', '', $5)`,
    [
      bytes('block 41'),
      '2026-04-15T20:51:10Z',
      bytes('transaction'),
      token,
      JSON.stringify({ operationId: '1', to: `0x${holder?.toString('hex')}`, amount: SHARES }),
    ],
  );
}

const publish = (answer: string) =>
  t.db.sql(
    `INSERT INTO api.feed_round (feed, round, answer, valuation_time, updated_at, digest, block_number,
       block_hash, log_index, transaction_hash)
     VALUES ($1, 1, $2, '2026-04-15T20:00:00Z', '2026-04-15T20:45:00Z', $3, 35, $3, 0, $3)`,
    [bytes('nav', 20), answer, bytes('round')],
  );

const report = (who: Persona, id = assetId) =>
  who.http.post(`/assets/${id}/reports`, { kind: 'proof_of_reserve' });

/** Asked for, built by its job, and as it is seen then. */
const built = async (who: Persona) => {
  const { body } = await report(who).expect(202);
  await runJobs(t, 'report.build');
  return (await auditor.http.get(`/reports/${body.id as string}`).expect(200)).body as ReportView;
};

const contentOf = async (view: ReportView) => {
  const { text } = await auditor.http
    .get(`/documents/${view.jsonDocumentId ?? ''}/content`)
    .expect(200);
  return { text, content: JSON.parse(text) };
};

describe('a proof of reserve', () => {
  it('says DO NOT RELY before a NAV is on-chain, and PASS once the fund’s own NAV is', async () => {
    const early = await built(auditor);
    expect(early).toMatchObject({ state: 'signed', verdict: 'DO NOT RELY', asOfBlock: BLOCK });
    const { content } = await contentOf(early);
    expect(content.result.supply).toMatchObject({
      mintedBaseUnits: SHARES,
      closingBaseUnits: SHARES,
    });
    await publish(content.result.owed.recomputedNavUsd6);
    expect((await built(issuer)).verdict).toBe('PASS');
    const list = await auditor.http.get(`/assets/${assetId}/reports`).expect(200);
    expect(list.body.items.map((one: { verdict: string }) => one.verdict)).toEqual([
      'PASS',
      'DO NOT RELY',
    ]);
  });

  it('is a PDF that prints the hash of its content, and both can be fetched again', async () => {
    const body = await built(auditor);
    const { text } = await contentOf(body);
    expect(createHash('sha256').update(text).digest('hex')).toBe(body.contentSha256);
    const pdf = await auditor.http
      .get(`/reports/${body.id}/pdf`)
      .buffer(true)
      .parse((response, done) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => done(null, Buffer.concat(chunks)));
      })
      .expect(200)
      .expect('Content-Type', 'application/pdf');
    const file = pdf.body as Buffer;
    expect(file.subarray(0, 8).toString()).toBe('%PDF-1.7');
    expect(createHash('sha256').update(file).digest('hex')).toBe(body.pdfSha256);
  });

  it('is asked for in the request and built once by its job, or, where that fails, later', async () => {
    const { body } = await report(auditor).expect(202);
    expect(body).toMatchObject({ state: 'requested', verdict: null, pdfSha256: null });
    await auditor.http.get(`/reports/${body.id}/pdf`).expect(404);
    const documents = async () => (await t.db.sql('SELECT id FROM api.document')).length;
    const before = await documents();
    const gather = jest
      .spyOn(t.get(ProofOfReserveEvidence), 'gather')
      .mockRejectedValueOnce(new Error('the node is away'));
    await runJobs(t, 'report.build');
    const waiting = (await auditor.http.get(`/reports/${body.id}`)).body;
    expect(waiting).toMatchObject({
      state: 'requested',
      progress: { problem: 'the node is away' },
    });
    expect(await documents()).toBe(before);
    await t.db.sql(`UPDATE jobs.job SET start_after = now() WHERE name = 'report.build'`);
    expect(await runJobs(t, 'report.build')).toBe(1);
    expect(gather).toHaveBeenCalledTimes(2);
    const again = (await auditor.http.get(`/reports/${body.id}`).expect(200)).body;
    expect(again).toMatchObject({ state: 'signed', verdict: 'PASS' });
    // Content, PDF, signature, holders; the official files are of the earlier reports, too.
    expect(await documents()).toBeGreaterThanOrEqual(before + 4);
    await auditor.http.get(`/reports/${body.id}/pdf`).expect(200);
    expect(await runJobs(t, 'report.build')).toBe(0);
  });

  it('goes stale with its valuation', async () => {
    await t.db.sql(`UPDATE api.ledger_cursor SET block_time = '2026-04-21T12:00:00Z'`);
    expect((await built(auditor)).verdict).toBe('DO NOT RELY');
    await t.db.sql('UPDATE api.ledger_cursor SET block_time = $1', [TIME]);
  });

  it('is made only of a tokenised asset, for people who may see it', async () => {
    const draft = await createAsset(issuer);
    const early = await report(issuer, draft);
    expect([early.status, early.body.code]).toEqual([409, 'not_tokenised']);
    const property = await report(issuer, await createAsset(issuer, PROPERTY));
    expect([property.status, property.body.code]).toEqual([409, 'not_tokenised']);
    const other = await t.signIn('issuer');
    await report(other).expect(404);
    const { body } = await report(auditor).expect(202);
    await other.http.get(`/reports/${body.id}`).expect(404);
    await other.http.get(`/reports/${body.id}/pdf`).expect(404);
    await report(await t.signIn('investor')).expect(403);
    const wrong = await auditor.http.post(`/assets/${assetId}/reports`, { kind: 'poem' });
    expect(wrong.status).toBe(400);
  });
});
