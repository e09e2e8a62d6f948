import { readData } from './files.js';
import { sha256 } from '../integrity/bytes.js';
import { buildSumTree } from '../integrity/merkle-sum-tree.js';
import {
  ATTESTED_UNIT,
  REPORT_POLICY,
  type AssetLine,
  type ReportInputs,
} from '../reserve-report/inputs.js';
import type { ReportAttestation } from '../reserve-report/attestation.js';
import { curveKnownAt, parseCurveCsv } from '../treasury/curve.js';
import { parseSecuritiesCsv, securitiesByCusip } from '../treasury/securities.js';

const hash = (seed: string) => `0x${sha256(seed)}`;
const address = (seed: string) => `0x${sha256(seed).slice(0, 40)}`;

export const REPORT_ID = '019d92f0-7c5a-7e12-9a41-0c3b6f1d2e88';
const BLOCK_TIME = '2026-04-15T21:02:11.000Z';
const POSITIONS = ['912797TJ6', '912797TK3', '912797SN8', '912797SP3', '91282CQH7', '91282CPZ8'];
const FACE_CENTS = '200000000';

/** What every line's sample has: a token with two holders, two issues and one redemption behind it. */
function common(kind: AssetLine, name: string, nav: string, unit: bigint, beside = 0n) {
  const subject = { chainId: 31_337n, token: address('token'), block: 48n };
  const holdings = [
    { holder: address('holder 0'), balance: 750n * unit },
    { holder: address('holder 1'), balance: 240n * unit },
  ];
  const tree = buildSumTree(subject, holdings);
  const movement = (i: number, what: 'mint' | 'burn', amount: bigint) => ({
    kind: what,
    spendId: String(i),
    holder: address(`holder ${i % 2}`),
    baseUnits: amount.toString(),
    block: 40 + i,
    time: `2026-04-15T20:5${i}:10.000Z`,
    transactionHash: hash(`transaction ${i}`),
  });
  const round = (i: number, answer: string) => ({
    round: String(i),
    answer,
    valuationTime: '2026-04-15T20:00:00.000Z',
    publishedAt: `2026-04-15T20:4${i}:00.000Z`,
    block: 30 + i,
    transactionHash: hash(`round ${i}`),
    digest: hash(`digest ${i}`),
    signers: [address('signer 1'), address('signer 2'), address('signer 3')],
  });
  return {
    asset: {
      id: '019d92f0-0000-7000-8000-000000000001',
      kind,
      name,
      issuer: 'Meridian Funds SICAV',
      facts: [{ label: 'Custodian', value: 'Łódź & Åland Custody Bank S.A.' }],
    },
    token: {
      chainId: 31_337,
      address: subject.token,
      name,
      symbol: 'SMPL',
      decimals: 6,
      navFeed: address('nav'),
      reserveFeed: address('reserve'),
      deployedBlock: 21,
    },
    asOf: {
      time: '2026-04-15T21:05:00.000Z',
      block: 48,
      blockHash: hash('block'),
      blockTime: BLOCK_TIME,
    },
    policy: REPORT_POLICY[kind],
    supply: {
      opening: { block: 21, baseUnits: '0' },
      movements: [
        movement(1, 'mint', 750n * unit),
        movement(2, 'mint', 250n * unit),
        movement(3, 'burn', 10n * unit),
      ],
      closingBaseUnits: (990n * unit).toString(),
      nonRedeemable: [],
    },
    holders: { count: 2, root: tree.root, sumBaseUnits: tree.sum.toString() },
    navRounds: [round(1, nav)],
    reserveRounds: [round(1, '11665000000000')],
    parked: [],
    // Reserves of 100 to 104 parts of a hundred for ever more shares.
    history: [0n, 2n, 1n, 3n, 4n].map((over, i) => {
      const supply = BigInt(i) * 190n * unit;
      const cover = ((supply + beside) * BigInt(nav) * (100n + over)) / 100n / 1_000_000n;
      return {
        block: 26 + i,
        time: `2026-04-${String(10 + i)}T20:41:00.000Z`,
        supplyBaseUnits: supply.toString(),
        navUsd6: nav,
        reservesUsd6: cover.toString(),
      };
    }),
    sources: [],
  };
}

/** A valid statement of a custodian over what a line counts. */
export function attestation(
  kind: AssetLine,
  quantity: string,
  over: Partial<ReportAttestation> = {},
): ReportAttestation {
  return {
    custodian: 'Łódź & Åland Custody Bank S.A.',
    account: 'LU-0042',
    assetClass: kind,
    quantity,
    ...ATTESTED_UNIT[kind],
    encumbered: '0',
    asOf: '2026-04-15T18:00:00.000Z',
    nonce: '1',
    expiry: '2026-05-15T18:00:00.000Z',
    documentSha256: sha256('statement'),
    keyId: '2026-a',
    signature: `0x${'11'.repeat(65)}`,
    signer: address('custodian key'),
    key: {
      address: address('custodian key'),
      validFrom: '2026-01-01T00:00:00.000Z',
      validUntil: '2027-01-01T00:00:00.000Z',
      revokedAt: null,
    },
    ...over,
  };
}

/** A fund of real bills and notes on the real curve of the day; its NAV is its own. */
export function treasuryInputs(over: Partial<ReportInputs> = {}): ReportInputs {
  const master = securitiesByCusip(
    parseSecuritiesCsv(readData('treasuries/treasury_auctions_2026-03_2026-04.csv')),
  );
  const curve = curveKnownAt(
    parseCurveCsv(readData('treasuries/cmt_6tenor_2025-07-15_2026-08-19.csv')),
    Date.parse(BLOCK_TIME) / 1000,
  );
  if (!curve) throw new Error('no curve');
  const securities = POSITIONS.map((cusip) => {
    const one = master.get(cusip);
    if (!one) throw new Error(`${cusip} is not in the file`);
    return {
      cusip,
      type: one.type,
      description: `US Treasury ${one.type}, ${one.term}`,
      issueDate: one.issueDate,
      maturityDate: one.maturityDate,
      datedDate: one.datedDate,
      couponRate: one.couponRate?.toString() ?? null,
      reopening: one.reopening,
    };
  });
  return {
    ...common(
      'treasury',
      'Meridian Treasury Bill Fund',
      '1150912',
      1_000_000_000n,
      10_500_000_000_000n,
    ),
    line: {
      kind: 'treasury',
      custodian: 'Łódź & Åland Custody Bank S.A.',
      statement: {
        version: 1,
        statedAt: '2026-04-15T20:35:00.000Z',
        statedOn: '2026-04-15',
        cashCents: '124000000',
        liabilitiesCents: '120000',
        feeBpsPerYear: 15,
        feeAccruedSince: '2026-04-15',
        seedShares: '10500000000000',
      },
      positions: POSITIONS.map((cusip) => ({
        cusip,
        faceCents: FACE_CENTS,
        costPricePer100: '99.5',
      })),
      securities,
      curve: {
        source: 'U.S. Treasury par yield curve, cmt_6tenor.csv',
        date: curve.date,
        points: curve.points.map((point) => ({ ...point, rate: point.rate.toString() })),
      },
    },
    attestations: [attestation('treasury', '1200000000')],
    ...over,
  };
}

const bar = (serial: string, gross: string, tenths: number, fine: string) => ({
  custodian: 'Sample Vault Company',
  vault: 'Sample vault 1',
  refiner: 'Sample Refiner',
  serial,
  year: 2020,
  grossMilliOz: gross,
  finenessTenths: tenths,
  statedFineMilliOz: fine,
});

/** Three bars for 990 ounces of tokens. */
export const goldInputs = (over: Partial<ReportInputs> = {}): ReportInputs => ({
  ...common('commodity', 'Allocated gold (sample)', '4800000000', 1_000_000n),
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
  attestations: [attestation('commodity', '1198110')],
  ...over,
});

/** A building with a mortgage in 990 parts. */
export const propertyInputs = (over: Partial<ReportInputs> = {}): ReportInputs => ({
  ...common('real_estate', '9415 Ravenswood (sample)', '505050505', 1_000_000n),
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
    debt: { cents: '30000000', lender: 'Sample Bank' },
    cashCents: '2500000',
    payablesCents: '500000',
    rentRoll: {
      recordDate: '2026-04-01',
      currency: 'USD',
      decimals: 6,
      lines: [
        { kind: 'rent', label: 'Unit 1', amount: '1250000000' },
        { kind: 'rent', label: 'Unit 2', amount: '1300000000' },
        { kind: 'expense', label: 'Property tax', amount: '350000000' },
        { kind: 'reserve_fund', label: 'Roof', amount: '100000000' },
      ],
    },
    deed: { contract: address('deed'), tokenId: '7' },
  },
  attestations: [attestation('real_estate', '78000000')],
  ...over,
});
