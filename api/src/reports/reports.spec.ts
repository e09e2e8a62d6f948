import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import {
  bundleManifest,
  differencesOf,
  type Hex,
  parseHoldersCsv,
  randomReportDay,
  REPORT_SIGNATURE_TYPES,
  reportSignature,
  reportSignatureDomain,
  type ReserveReport,
  signatureMessage,
  signedPart,
  verifyHolding,
} from '@cadastre/core';
import { verifyTypedData } from 'ethers';
import { strFromU8, unzipSync } from 'fflate';
import { LedgerReader } from '../chain/ledger/reader.js';
import { BlobStore } from '../documents/blob-store.js';
import { ReportScheduler } from './report-schedule.service.js';
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
import { bytesOf } from '../testing/test-client.js';
import { type Persona, startTestApp, type TestApp } from '../testing/test-app.js';
import { ProofOfReserveEvidence } from './proof-of-reserve/evidence.service.js';
import { RoundSigners } from './proof-of-reserve/round-signers.service.js';
import { acceptedKey, statement } from './testing/custodian.js';
import { bytes, liveToken, publishedNav } from './testing/live-token.js';
import type { InclusionProofView, ReportView } from './report.schema.js';

const BLOCK = 48;
const SHARES = '750000000000';
const TIME = '2026-04-15T21:02:11.000Z';
const FACE_CENTS = POSITIONS.reduce((sum, { faceCents }) => sum + BigInt(faceCents), 0n).toString();
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
  await liveToken(t, issuer, assetId, { block: BLOCK, time: TIME, shares: SHARES });
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

const report = (who: Persona, id = assetId) =>
  who.http.post(`/assets/${id}/reports`, { kind: 'proof_of_reserve' });

/** Asked for, built by its job, and as it is seen then. */
const built = async (who: Persona) => {
  const { body } = await report(who).expect(202);
  await runJobs(t, 'report.build');
  return (await auditor.http.get(`/reports/${body.id as string}`).expect(200)).body as ReportView;
};

const EMPTY = new Uint8Array();

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
    await publishedNav(t, content.result.owed.recomputedNavUsd6);
    expect((await built(issuer)).verdict).toBe('PASS');
    const list = await auditor.http.get(`/assets/${assetId}/reports`).expect(200);
    expect(list.body.items.map((one: { verdict: string }) => one.verdict)).toEqual([
      'PASS',
      'DO NOT RELY',
    ]);
    const of = async (period: string) =>
      (await auditor.http.get(`/assets/${assetId}/reports?${period}`)).body;
    expect((await of('from=2026-04-15&to=2026-04-15')).items).toHaveLength(2);
    expect((await of('to=2026-04-14')).items).toEqual([]);
    expect(await of('from=2026-05-01&to=2026-04-30')).toMatchObject({ code: 'period_backwards' });
  });

  it('is a PDF that prints the hash of its content, and both can be fetched again', async () => {
    const body = await built(auditor);
    const { text } = await contentOf(body);
    expect(createHash('sha256').update(text).digest('hex')).toBe(body.contentSha256);
    const pdf = await auditor.http
      .get(`/reports/${body.id}/pdf`)
      .buffer(true)
      .parse(bytesOf)
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

  it('comes with a bundle, and with a proof for each holder that leads to its root', async () => {
    const { id } = await built(auditor);
    const zip = await auditor.http
      .get(`/reports/${id}/bundle`)
      .buffer(true)
      .parse(bytesOf)
      .expect(200)
      .expect('Content-Type', 'application/zip');
    const files = unzipSync(zip.body as Buffer);
    const manifest = bundleManifest.parse(JSON.parse(strFromU8(files['manifest.json'] ?? EMPTY)));
    for (const { name, sha256 } of manifest.files) {
      const file = files[name] ?? EMPTY;
      expect([name, createHash('sha256').update(file).digest('hex')]).toEqual([name, sha256]);
    }
    const report = JSON.parse(strFromU8(files['report.json'] ?? EMPTY)) as ReserveReport;
    expect(differencesOf(report)).toEqual([]);
    const signature = reportSignature.parse(
      JSON.parse(strFromU8(files['signatures/platform.json'] ?? EMPTY)),
    );
    expect(signature.signed).toEqual(signedPart(report, manifest.pdfSha256));
    expect(
      verifyTypedData(
        reportSignatureDomain(signature.chainId),
        REPORT_SIGNATURE_TYPES,
        signatureMessage(signature.signed),
        signature.signature,
      ),
    ).toBe(signature.signer);
    const [holding] = parseHoldersCsv(strFromU8(files['tree/holders.csv'] ?? EMPTY));
    if (!holding) throw new Error('nobody holds');
    const path = `/reports/${id}/holders`;
    const { body } = await auditor.http.get(`${path}/${holding.holder}/proof`).expect(200);
    const { token, chainId, block, index, siblings, root, sum } = body as InclusionProofView;
    const subject = { chainId: BigInt(chainId), token, block: BigInt(block) };
    const proof = {
      index,
      siblings: siblings.map((one) => ({ hash: one.hash as Hex, sum: BigInt(one.sum) })),
    };
    expect(verifyHolding(subject, holding, proof, root as Hex, BigInt(sum))).toBe(true);
    await auditor.http.get(`${path}/0x${'99'.repeat(20)}/proof`).expect(404);
    await auditor.http.get(`${path}/nobody/proof`).expect(404);
  });

  it('can be ended before it is made, and leaves no file', async () => {
    const { body } = await report(auditor).expect(202);
    const path = `/reports/${body.id as string}`;
    const asked = await auditor.http.post(`${path}/cancel`).expect(202);
    expect(asked.body.progress).toMatchObject({ stage: 'waiting', cancelling: true });
    await runJobs(t, 'report.build');
    const { body: ended } = await auditor.http.get(path).expect(200);
    expect(ended).toMatchObject({ state: 'cancelled', pdfDocumentId: null, jsonDocumentId: null });
    const again = await auditor.http.post(`${path}/cancel`);
    expect([again.status, again.body.code]).toEqual([409, 'report_not_pending']);
    const bundle = await auditor.http.get(`${path}/bundle`);
    expect([bundle.status, bundle.body.code]).toEqual([409, 'report_not_made']);
  });

  it('leaves no file where the disk fills on the way, says so, and is made once there is room', async () => {
    const documents = async () => (await t.db.sql('SELECT id FROM api.document')).length;
    const before = await documents();
    const { body } = await report(auditor).expect(202);
    const write = BlobStore.prototype.write;
    let writes = 0;
    const full = jest.spyOn(t.get(BlobStore), 'write').mockImplementation(function (
      this: BlobStore,
      ...args
    ) {
      writes += 1;
      if (writes < 3) return write.apply(this, args);
      return Promise.reject(new Error('ENOSPC: no space left on device, write'));
    });
    await runJobs(t, 'report.build');
    const path = `/reports/${body.id as string}`;
    expect((await auditor.http.get(path)).body).toMatchObject({
      state: 'requested',
      pdfDocumentId: null,
      progress: { problem: 'ENOSPC: no space left on device, write' },
    });
    expect(await documents()).toBe(before);
    full.mockRestore();
    await t.db.sql(`UPDATE jobs.job SET start_after = now() WHERE name = 'report.build'`);
    await runJobs(t, 'report.build');
    expect((await auditor.http.get(path)).body.state).toBe('signed');
  });

  it('is corrected by another, which says what was wrong, once', async () => {
    const old = await built(auditor);
    const supersedes = { reportId: old.id, reason: 'The statement had a wrong face.' };
    const ask = () =>
      auditor.http.post(`/assets/${assetId}/reports`, { kind: 'proof_of_reserve', supersedes });
    const { body } = await ask().expect(202);
    await runJobs(t, 'report.build');
    const { body: seen } = await auditor.http.get(`/reports/${old.id}`).expect(200);
    expect(seen).toMatchObject({ state: 'superseded', supersededBy: body.id });
    const fresh = (await auditor.http.get(`/reports/${body.id as string}`)).body as ReportView;
    const { content } = await contentOf(fresh);
    expect(content.supersedes).toEqual({ ...supersedes, contentSha256: old.contentSha256 });
    const twice = await ask();
    expect([twice.status, twice.body.code]).toEqual([409, 'report_not_correctable']);
  });

  it('is refused for a time that is not final or before the token', async () => {
    const at = async (time: string) => {
      const { status, body } = await auditor.http.post(`/assets/${assetId}/reports`, {
        kind: 'proof_of_reserve',
        at: time,
      });
      return [status, body.code as string];
    };
    expect(await at('2099-01-01T00:00:00Z')).toEqual([422, 'as_of_not_final']);
    expect(await at('2020-01-01T00:00:00Z')).toEqual([422, 'block_before_deployment']);
  });

  it('is seen by everybody: coverage, freshness, the last report and how to verify it', async () => {
    const last = await built(auditor);
    const { body } = await t.anonymous
      .get(`/public/assets/${assetId}/proof-of-reserve`)
      .expect(200);
    expect(body).toMatchObject({
      navAgeSeconds: 3731,
      reservesUsd6: null,
      lastReport: { id: last.id, status: 'PASS', pdfSha256: last.pdfSha256 },
    });
    await t.anonymous.get(`/public/reports/${last.id}/report.pdf`).expect(200);
    const json = await t.anonymous.get(`/public/reports/${last.id}/report.json`).expect(200);
    expect(json.body.reportId).toBe(last.id);
  });

  it('is made of each month’s last day once the day is over, and of one day that a block picked', async () => {
    const finalBlock = t.get(LedgerReader).finalBlock.bind(t.get(LedgerReader));
    jest
      .spyOn(t.get(LedgerReader), 'finalBlock')
      .mockImplementation(async (number) =>
        number === 21
          ? { number: 21, hash: '0x', time: new Date('2026-04-15T20:40:00Z') }
          : finalBlock(number),
      );
    // A hash that picks May's last day, which is over only when May is.
    const dayOf = (of: Buffer) => randomReportDay(`0x${of.toString('hex')}`, assetId, '2026-05');
    let hash = bytes('april ends');
    while (dayOf(hash) !== '2026-05-31') hash = bytes(hash.toString('hex'));
    await t.db.sql(
      `INSERT INTO api.ledger_block (number, hash, parent_hash, time)
       VALUES (47, $1, $1, '2026-04-30T22:00:00Z')`,
      [hash],
    );
    for (const now of ['2026-05-01T12:00:00Z', '2026-06-01T00:01:00Z', '2026-06-01T00:02:00Z']) {
      await t.db.sql('UPDATE api.ledger_cursor SET block_time = $1', [now]);
      await t.db.transaction(() => t.get(ReportScheduler).sweep(systemCtx('test')));
    }
    const asked = await t.db.sql(
      `SELECT schedule, schedule_day::text AS day, requested_time FROM api.report
       WHERE schedule IS NOT NULL ORDER BY schedule, schedule_day`,
    );
    const due = (schedule: string, day: string) => ({
      ...{ schedule, day },
      requested_time: new Date(`${day}T23:59:59.999Z`),
    });
    expect(asked).toEqual([
      due('month_end', '2026-04-30'),
      due('month_end', '2026-05-31'),
      due('random_day', '2026-05-31'),
    ]);
  });
});
