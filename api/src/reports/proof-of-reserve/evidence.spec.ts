import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import {
  OracleCommittee__factory,
  packProof,
  reportDigest,
  reportDomain,
  signReport,
  signReportBatch,
} from '@cadastre/contracts';
import { makeReport, type ReportInputs, type ReserveReport } from '@cadastre/core';
import { getAddress, id, Wallet } from 'ethers';
import { Deployed } from '../../chain/deployed.js';
import { Node } from '../../chain/rpc/node.js';
import { approvedGold, approvedProperty, APRIL, setClock } from '../../testing/builders.js';
import { writeDeployment } from '../../testing/deployment.js';
import { type Persona, startTestApp, type TestApp } from '../../testing/test-app.js';
import { bytes, liveToken } from '../testing/live-token.js';
import { ProofOfReserveEvidence } from './evidence.service.js';
import { RoundSigners } from './round-signers.service.js';

const BLOCK = 48;
const TIME = '2026-04-15T21:02:00.000Z';
const hex = (of: Buffer) => `0x${of.toString('hex')}`;
const BARS = [
  { serial: 'A-1', grossOz: '401.125', fineness: '995.8', fineOz: '399.440' },
  { serial: 'A-2', grossOz: '398.750', fineness: '999.9', fineOz: '398.710' },
].map((bar) => ({ refiner: 'Example Refinery', year: 2020, ...bar }));

let t: TestApp;
let issuer: Persona;
let gold: string;
let building: string;

beforeAll(async () => {
  t = await startTestApp();
  writeDeployment(t);
  setClock(t, APRIL);
  issuer = await t.signIn('issuer');
  const [officer, owner] = [await t.signIn('compliance'), await t.signIn('issuer')];
  gold = await approvedGold(issuer, officer, BARS);
  building = await approvedProperty(owner, officer);
  await liveToken(t, issuer, gold, { block: BLOCK, time: TIME, shares: '700000000' });
  await liveToken(t, owner, building, { block: BLOCK, time: TIME, shares: '1000000' }, 1);
}, 120_000);
afterEach(() => {
  jest.restoreAllMocks();
});
afterAll(() => t.close());

/** What a report of an asset would be made of and say, as of a time or now. */
async function gathered(assetId: string, at?: string): Promise<ReserveReport> {
  const time = at === undefined ? undefined : new Date(at);
  const { inputs } = await t.get(ProofOfReserveEvidence).gather(assetId, time, async () => {});
  return makeReport('019d92f0-7c5a-7e12-9a41-0c3b6f1d2e88', inputs);
}

const lineOf = <K extends ReportInputs['line']['kind']>({ inputs }: ReserveReport, _kind: K) =>
  inputs.line as Extract<ReportInputs['line'], { kind: K }>;

describe('the annex of gold', () => {
  it('lists each bar as its custodian does, recomputed, under the root that the vault takes', async () => {
    const report = await gathered(gold);
    expect(lineOf(report, 'commodity').bars).toEqual([
      {
        ...{ custodian: 'Example Vaults', vault: 'Zurich 1', refiner: 'Example Refinery' },
        ...{ serial: 'A-1', year: 2020, finenessTenths: 9958 },
        ...{ grossMilliOz: '401125', statedFineMilliOz: '399440' },
      },
      {
        ...{ custodian: 'Example Vaults', vault: 'Zurich 1', refiner: 'Example Refinery' },
        ...{ serial: 'A-2', year: 2020, finenessTenths: 9999 },
        ...{ grossMilliOz: '398750', statedFineMilliOz: '398710' },
      },
    ]);
    expect(report.result.annex).toMatchObject({
      fineMilliOz: '798150',
      recomputedFineMilliOz: '798150',
      listRoot: expect.stringMatching(/^0x[0-9a-f]{64}$/),
    });
    expect(report.result.coverage).toMatchObject({ reserves: '798150', owed: '700000' });
    expect(report.inputs.sources.map(({ role }) => role)).toContain('bar_list');
  });
});

describe('the annex of a property', () => {
  it('has the appraisal by its hash, the debt, the newest rents and the title', async () => {
    const plain = lineOf(await gathered(building), 'real_estate');
    expect(plain).toMatchObject({ rentRoll: null, deed: null });
    await sheet('2026-03-31', TIME, '2000000');
    await sheet('2026-04-15', '2026-04-15T21:02:00.001Z', '9000000');
    const contract = await titleIsRecorded();
    const report = await gathered(building);
    const line = lineOf(report, 'real_estate');
    const appraisal = report.inputs.sources.find(({ role }) => role === 'appraisal_report');
    expect(line).toMatchObject({
      appraisal: { valueCents: '820000000', documentSha256: appraisal?.sha256 },
      debt: { cents: '100000000', lender: null },
      rentRoll: {
        recordDate: '2026-03-31',
        lines: [
          { kind: 'rent', amount: '2000000' },
          { kind: 'expense', amount: '350001' },
        ],
      },
      deed: { contract, tokenId: BigInt(hex(bytes('title'))).toString() },
    });
    expect(report.result.annex).toMatchObject({
      netAssetsUsd6: '7200000000000',
      loanToValuePpm: '121952',
      income: { grossRent: '2000000', distributable: '1649999' },
    });
  });

  /** A rent whose payment was recorded at an instant; no later one belongs to the report. */
  async function sheet(day: string, recordedAt: string, rent: string): Promise<void> {
    const kept = [
      { kind: 'rent', text: 'Flats', amountBaseUnits: rent },
      { kind: 'expense', text: 'Heating', amountBaseUnits: '350001' },
    ];
    await t.db.sql(
      `INSERT INTO api.distribution (asset_id, token_id, organisation_id, state, kind, taxation, payment_token,
         payment_symbol, payment_decimals, amount, record_date, claim_years, document_id, document_hash,
         recorded_at, excluded, sheet, requested_by, created_at, updated_at)
       SELECT t.asset_id, t.id, t.organisation_id, 'snapshot', 'rent', 'by_holder', $2, 'EUSD', 6, 1, $3, 3,
         p.document_id, $4, $5, '{}', $6, u.id, now(), now()
       FROM api.token t
       JOIN LATERAL (SELECT document_id FROM api.asset_paper WHERE asset_id = t.asset_id LIMIT 1) p ON true
       JOIN LATERAL (SELECT id FROM api.user_account LIMIT 1) u ON true
       WHERE t.asset_id = $1`,
      [building, bytes('money', 20), day, bytes('paper'), recordedAt, JSON.stringify(kept)],
    );
  }

  async function titleIsRecorded(): Promise<string> {
    const contract = getAddress(hex(bytes('deeds', 20)));
    Object.assign(t.get(Deployed).deployment.addresses, { PropertyDeed: contract });
    await t.db.sql(
      `INSERT INTO api.deed (asset_id, organisation_id, state, country, register, folio, title_id, document_id,
         document_hash, holder, payment_token, payment_symbol, payment_decimals, approval_bps, requested_by,
         created_at, updated_at)
       SELECT t.asset_id, t.organisation_id, 'recorded', 840, 'NEW-YORK-NY', '1', $2, p.document_id, $3, $4, $4,
         'EUSD', 6, 6000, u.id, now(), now()
       FROM api.token t
       JOIN LATERAL (SELECT document_id FROM api.asset_paper WHERE asset_id = t.asset_id LIMIT 1) p ON true
       JOIN LATERAL (SELECT id FROM api.user_account LIMIT 1) u ON true
       WHERE t.asset_id = $1`,
      [building, bytes('title'), bytes('paper'), bytes('owner', 20)],
    );
    await t.db.sql(
      `INSERT INTO api.ledger_log (block_number, log_index, block_hash, block_time, transaction_hash,
         contract, address, event, topics, data, args)
       VALUES (45, 0, $1, $2, $1, 'PropertyDeed', $3, 'TitleRecorded', '{}', '', $4)`,
      [
        bytes('block 45'),
        TIME,
        Buffer.from(contract.slice(2), 'hex'),
        JSON.stringify({ titleId: BigInt(hex(bytes('title'))).toString() }),
      ],
    );
    return contract;
  }
});

/** A block a minute up to the newest final one. */
const honest = (number: number) => ({
  number,
  hash: number === BLOCK ? hex(bytes('block')) : hex(bytes(`block ${number}`)),
  parentHash: hex(bytes(`block ${number - 1}`)),
  timestamp: Date.parse(TIME) / 1000 - (BLOCK - number) * 60,
  baseFeePerGas: 0n,
});

describe('as of a time between blocks that the ledger keeps', () => {
  beforeAll(() =>
    t.db.sql(
      `INSERT INTO api.ledger_block (number, hash, parent_hash, time)
       VALUES (15, $1, $2, '2026-04-15T20:29:00Z'), (43, $3, $4, '2026-04-15T20:57:00Z')`,
      [bytes('block 15'), bytes('block 14'), bytes('block 43'), bytes('block 42')],
    ),
  );
  const blocks = (say: (number: number) => ReturnType<typeof honest> | null) =>
    jest
      .spyOn(t.get(Node), 'blocks')
      .mockImplementation((numbers) => Promise.resolve(numbers.map(say)));

  it('is the last block that is not later, wherever a node has to be asked for it', async () => {
    blocks(honest);
    const { inputs } = await gathered(gold, '2026-04-15T20:59:30.000Z');
    expect(inputs.asOf).toMatchObject({ block: 45, blockHash: hex(bytes('block 45')) });
    await expect(gathered(gold, '2026-04-15T20:32:00.000Z')).rejects.toMatchObject({
      code: 'as_of_before_token',
    });
  });

  it('waits for a node that lacks a block, and believes none whose blocks do not follow each other', async () => {
    blocks((number) => (number > 45 ? null : honest(number)));
    await expect(gathered(gold, '2026-04-15T20:59:30.000Z')).rejects.toThrow('lacks block 46');
    const lie = hex(bytes('another branch'));
    blocks((number) => ({ ...honest(number), ...(number === 45 && { hash: lie }) }));
    await expect(gathered(gold, '2026-04-15T20:59:30.000Z')).rejects.toThrow(
      `block 45 is ${lie}; the next one follows ${hex(bytes('block 45'))}`,
    );
    // Of one mind with itself, but not with the ledger, which knows whom block 43 follows.
    blocks((number) => ({
      ...honest(number),
      ...(number === 42 && { hash: lie }),
      ...(number === 43 && { parentHash: lie }),
    }));
    await expect(gathered(gold, '2026-04-15T20:56:30.000Z')).rejects.toThrow(`block 42 is ${lie}`);
  });
});

describe('who signed a round', () => {
  const members = ['a', 'b', 'c'].map((name) => new Wallet(id(name)));
  const report = {
    ...{ feed: `0x${'11'.repeat(20)}`, epoch: 1n, round: 7n, answer: 42n },
    ...{ valuationTime: 1_776_200_000n, expiry: 1_776_300_000n },
  };
  const domain = () => {
    const { chainId, addresses } = t.get(Deployed).deployment;
    return reportDomain(chainId, addresses.OracleCommittee);
  };
  const round = () => ({ transactionHash: id('sent'), digest: reportDigest(domain(), report) });
  const packed = async (sign: (member: Wallet) => Promise<string>) => {
    const signed = await Promise.all(
      members.slice(1).map(async (one) => [one.address, await sign(one)] as const),
    );
    return packProof(
      members.map(({ address }) => address),
      2,
      new Map(signed),
    );
  };
  const answered = (input: string | null) =>
    jest.spyOn(t.get(Node).rpc, 'call').mockResolvedValue(input === null ? null : { input });
  const committee = OracleCommittee__factory.createInterface();

  it('is read from the transaction, alone or in a batch', async () => {
    const alone = await packed((one) => signReport(one, domain(), report));
    const submit = [report, alone.bitmap, alone.proof] as const;
    answered(committee.encodeFunctionData('submit', [...submit]));
    const signers = members.slice(1).map(({ address }) => address);
    expect(await t.get(RoundSigners).of(round())).toEqual(signers);
    const reports = [{ ...report, round: 8n }, report];
    const batch = await packed((one) => signReportBatch(one, domain(), reports));
    answered(committee.encodeFunctionData('submitBatch', [reports, batch.bitmap, batch.proof]));
    expect(await t.get(RoundSigners).of(round())).toEqual(signers);
  });

  it('is not taken from a node that lacks the transaction or answers with another', async () => {
    answered(null);
    await expect(t.get(RoundSigners).of(round())).rejects.toThrow('lacks transaction');
    const other = { ...report, answer: 43n };
    const { bitmap, proof } = await packed((one) => signReport(one, domain(), other));
    answered(committee.encodeFunctionData('submit', [other, bitmap, proof]));
    await expect(t.get(RoundSigners).of(round())).rejects.toThrow('another report than the round');
  });
});
