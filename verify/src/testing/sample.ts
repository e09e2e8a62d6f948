import { readFileSync } from 'node:fs';
import {
  ATTESTED_UNIT,
  type AssetLine,
  buildSumTree,
  CUSTODIAN_TYPES,
  custodianDomain,
  attestationMessage,
  deriveResult,
  type Holding,
  parseCurveCsv,
  parseSecuritiesCsv,
  REPORT_POLICY,
  type ReportAttestation,
  type ReportInputs,
  securitiesByCusip,
  sha256,
} from '@cadastre/core';
import { Wallet } from 'ethers';

/** Keys of nobody, for tests. */
export const PLATFORM = new Wallet(`0x${sha256('platform key')}`);
export const CUSTODIAN = new Wallet(`0x${sha256('custodian key')}`);
export const STRANGER = new Wallet(`0x${sha256('stranger')}`);

export const REPORT_ID = '019d92f0-7c5a-7e12-9a41-0c3b6f1d2e88';
export const CHAIN_ID = 31_337;

const UNIT = 1_000_000n;
const DEPLOYED = 21;
const BLOCK = 48;
const hash = (seed: string) => `0x${sha256(seed)}`;
export const addressOf = (seed: string): string => `0x${sha256(seed).slice(0, 40)}`;
const time = (second: number) => new Date((1_776_286_800 + second) * 1000).toISOString();

/** The second each block of the sample's chain is made, from the first. */
export const blockTime = (block: number): string => time(block * 10);

/** A statement signed by its custodian. */
export async function attested(
  kind: AssetLine,
  quantity: string,
  over: Partial<ReportAttestation> = {},
): Promise<ReportAttestation> {
  const statement = {
    custodian: 'Sample Custody Bank',
    account: 'LU-0042',
    assetClass: kind,
    quantity,
    ...ATTESTED_UNIT[kind],
    encumbered: '0',
    asOf: time(-3600),
    nonce: '1',
    expiry: time(30 * 86_400),
    documentSha256: sha256('statement'),
    keyId: '2026-a',
    signature: '',
    ...over,
  };
  const message = attestationMessage(statement);
  const signature = await CUSTODIAN.signTypedData(
    custodianDomain(CHAIN_ID),
    CUSTODIAN_TYPES,
    message,
  );
  return {
    ...statement,
    signature,
    signer: CUSTODIAN.address,
    key: {
      address: CUSTODIAN.address,
      validFrom: time(-100 * 86_400),
      validUntil: time(265 * 86_400),
      revokedAt: null,
    },
    ...over,
  };
}

/** Holders who were each issued their balance in one mint. */
export function holdersOf(count: number): Holding[] {
  return Array.from({ length: count }, (_, i) => ({
    holder: addressOf(`holder ${i}`),
    balance: BigInt(i + 1) * UNIT,
  }));
}

const round = (block: number, answer: string) => ({
  round: '1',
  answer,
  valuationTime: time(0),
  publishedAt: blockTime(block),
  block,
  transactionHash: hash(`round ${block}`),
  digest: hash(`digest ${block}`),
  signers: [addressOf('signer 1'), addressOf('signer 2'), addressOf('signer 3')],
});

function common(kind: AssetLine, nav: string, holders: readonly Holding[]) {
  const token = addressOf('token');
  const sum = holders.reduce((total, { balance }) => total + balance, 0n);
  const subject = { chainId: BigInt(CHAIN_ID), token, block: BigInt(BLOCK) };
  const movement = (what: 'mint' | 'burn', holding: Holding, i: number) => ({
    kind: what,
    spendId: String(i + 1),
    holder: holding.holder,
    baseUnits: holding.balance.toString(),
    block: DEPLOYED + 1 + Math.min(i, 20),
    time: blockTime(DEPLOYED + 1 + Math.min(i, 20)),
    transactionHash: hash(`movement ${i}`),
  });
  const left = { holder: addressOf('somebody who left'), balance: 7n * UNIT };
  return {
    asset: {
      id: '019d92f0-0000-7000-8000-000000000001',
      kind,
      name: `Sample ${kind}`,
      issuer: 'Sample Issuer',
      facts: [{ label: 'Custodian', value: 'Łódź & Åland Custody Bank S.A.' }],
    },
    token: {
      chainId: CHAIN_ID,
      address: token,
      name: `Sample ${kind}`,
      symbol: 'SMPL',
      decimals: 6,
      navFeed: addressOf('nav'),
      reserveFeed: addressOf('reserve'),
      deployedBlock: DEPLOYED,
    },
    asOf: {
      time: time(BLOCK * 10 + 4),
      block: BLOCK,
      blockHash: hash(`block ${BLOCK}`),
      blockTime: blockTime(BLOCK),
    },
    policy: REPORT_POLICY[kind],
    supply: {
      opening: { block: DEPLOYED, baseUnits: '0' },
      movements: [
        movement('mint', left, 0),
        ...holders.map((holding, i) => movement('mint', holding, i + 1)),
        movement('burn', left, holders.length + 1),
      ],
      closingBaseUnits: sum.toString(),
      nonRedeemable: [],
    },
    holders: {
      count: holders.length,
      root: buildSumTree(subject, holders).root,
      sumBaseUnits: `${sum}`,
    },
    navRounds: [round(44, nav)],
    reserveRounds: [round(45, '900000000000')],
    parked: [],
    history: [
      {
        block: 45,
        time: blockTime(45),
        supplyBaseUnits: sum.toString(),
        navUsd6: nav,
        reservesUsd6: '900000000000',
      },
    ],
    sources: [],
  };
}

const bar = (serial: string, gross: string, finenessTenths: number, statedFineMilliOz: string) => ({
  custodian: 'Sample Vault Company',
  vault: 'Sample vault 1',
  refiner: 'Sample Refiner',
  serial,
  year: 2020,
  grossMilliOz: gross,
  finenessTenths,
  statedFineMilliOz,
});

/** Three bars over the holders' ounces. */
export async function goldInputs(
  holders: readonly Holding[] = holdersOf(5),
): Promise<ReportInputs> {
  return {
    ...common('commodity', '4800000000', holders),
    line: {
      kind: 'commodity',
      metal: 'gold',
      bars: [
        bar('S-0001', '401125', 9958, '399440'),
        bar('S-0002', '398750', 9999, '398710'),
        bar('S-0003', '400000', 9999, '399960'),
      ],
      deliveries: [],
    },
    attestations: [await attested('commodity', '1198110')],
  };
}

const official = (name: string): string =>
  readFileSync(new URL(`../../../data/treasuries/${name}`, import.meta.url), 'utf8');
/** The files a fund's prices rest on. */
export const OFFICIAL = {
  curve: official('cmt_6tenor_2025-07-15_2026-08-19.csv'),
  securities: official('treasury_auctions_2026-03_2026-04.csv'),
};
const CUSIPS = ['912797TJ6', '91282CQH7'];

/** A bill and a note on the official curve of the day; the NAV is the fund's own. */
export async function fundInputs(
  holders: readonly Holding[] = holdersOf(5),
): Promise<ReportInputs> {
  const curve = parseCurveCsv(OFFICIAL.curve).find(({ date }) => date === '2026-04-15');
  const master = securitiesByCusip(parseSecuritiesCsv(OFFICIAL.securities));
  if (!curve) throw new Error('the file has the day');
  const inputs: ReportInputs = {
    ...common('treasury', '1000000', holders),
    line: {
      kind: 'treasury',
      custodian: 'Sample Custody Bank',
      statement: {
        version: 1,
        statedAt: time(-1800),
        statedOn: '2026-04-15',
        cashCents: '5000000',
        liabilitiesCents: '12000',
        feeBpsPerYear: 15,
        feeAccruedSince: '2026-04-10',
        seedShares: '1000000000',
      },
      positions: CUSIPS.map((cusip) => ({ cusip, faceCents: '10000000', costPricePer100: '99.5' })),
      securities: CUSIPS.map((cusip) => {
        const one = master.get(cusip);
        if (!one) throw new Error(`the file has ${cusip}`);
        const { type, issueDate, maturityDate, datedDate, reopening } = one;
        return {
          cusip,
          type,
          description: `Sample ${type}`,
          issueDate,
          maturityDate,
          datedDate,
          couponRate: one.couponRate?.toString() ?? null,
          reopening,
        };
      }),
      curve: {
        source: 'U.S. Treasury par yield curve',
        date: curve.date,
        points: curve.points.map((point) => ({ ...point, rate: point.rate.toString() })),
      },
    },
    attestations: [await attested('treasury', '20000000')],
  };
  const nav = deriveResult(inputs).owed.recomputedNavUsd6 ?? '0';
  return {
    ...inputs,
    navRounds: inputs.navRounds.map((one) => ({ ...one, answer: nav })),
    history: inputs.history.map((one) => ({ ...one, navUsd6: nav })),
  };
}

/** A building with a mortgage. */
export async function propertyInputs(
  holders: readonly Holding[] = holdersOf(5),
): Promise<ReportInputs> {
  return {
    ...common('real_estate', '33666666667', holders),
    line: {
      kind: 'real_estate',
      custodian: 'Sample Title Company',
      parcelId: 'US-MI:21035621',
      address: '9415 Ravenswood, Detroit',
      vehicle: 'Ravenswood 9415 LLC',
      appraisal: {
        valueCents: '78000000',
        date: '2026-01-15',
        appraiser: 'Sample Valuers',
        documentSha256: sha256('appraisal'),
      },
      debt: { cents: '29500000', lender: 'Sample Bank' },
      cashCents: '2500000',
      payablesCents: '500000',
      rentRoll: {
        recordDate: '2026-04-01',
        currency: 'USD',
        decimals: 6,
        lines: [
          { kind: 'rent', label: 'Unit 1', amount: '1250000000' },
          { kind: 'expense', label: 'Property tax', amount: '350000000' },
        ],
      },
      deed: { contract: addressOf('deed'), tokenId: '7' },
    },
    attestations: [await attested('real_estate', '78000000')],
  };
}
