import { readFileSync } from 'node:fs';
import {
  curveKnownAt,
  mergeCurves,
  parseCurveCsv,
  parseSecuritiesCsv,
  securitiesByCusip,
  sha256,
} from '@cadastre/core';
import { getAddress } from 'ethers';
import type { Evidence } from '../proof-of-reserve/derive.js';
import { POSITIONS } from '../../testing/builders.js';

const read = (file: string) =>
  readFileSync(new URL(`../../../../data/treasuries/${file}`, import.meta.url), 'utf8');

const hash = (seed: string) => `0x${sha256(seed)}`;
const address = (seed: string) => getAddress(`0x${sha256(seed).slice(0, 40)}`);

/** A fund of real bills and notes at a block, two issues and one redemption behind it. */
export function evidence(over: Partial<Evidence> = {}): Evidence {
  const time = new Date('2026-04-15T21:02:11Z');
  const curves = mergeCurves([parseCurveCsv(read('cmt_6tenor_2025-07-15_2026-08-19.csv'))]);
  const curve = curveKnownAt(curves, time.getTime() / 1000);
  if (!curve) throw new Error('no curve');
  const holders = [750_000_000_000n, 240_000_000_000n];
  const movement = (i: number, kind: 'mint' | 'burn', shares: bigint) => ({
    kind,
    spendId: String(i),
    holder: address(`holder ${i % 2}`),
    shares: shares.toString(),
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
  });
  return {
    reportId: '019d92f0-7c5a-7e12-9a41-0c3b6f1d2e88',
    asset: {
      id: '019d92f0-0000-7000-8000-000000000001',
      name: 'Meridian Treasury Bill Fund',
      fundName: 'Meridian Treasury Bill Fund',
      shareClass: 'Class A, accumulating',
      domicile: 'Luxembourg (LU)',
      custodian: 'Łódź & Åland Custody Bank S.A.',
      administrator: 'Example Fund Services S.à r.l.',
      issuer: 'Meridian Funds SICAV',
    },
    token: {
      chainId: 31337,
      address: address('token'),
      name: 'Meridian Treasury Bill Fund',
      symbol: 'MTBF',
      decimals: 6,
      navFeed: address('nav'),
      reserveFeed: address('reserve'),
      deployedBlock: 21,
    },
    block: { number: 48, hash: hash('block'), time },
    statement: {
      version: 1,
      statedAt: new Date('2026-04-15T20:35:00Z'),
      statedOn: '2026-04-15',
      positions: POSITIONS.map((position) => ({
        ...position,
        faceCents: BigInt(position.faceCents),
      })),
      cashCents: 124_000_000n,
      liabilitiesCents: 120_000n,
      feeBpsPerYear: 15,
      feeAccruedSince: '2026-04-15',
      seedShares: 10_500_000_000_000n,
    },
    securities: securitiesByCusip(
      parseSecuritiesCsv(read('treasury_auctions_2026-03_2026-04.csv')),
    ),
    curve: { curve, stale: false, source: 'U.S. Treasury par yield curve, cmt_6tenor.csv' },
    supply: 990_000_000_000n,
    holders,
    movements: [
      movement(1, 'mint', 750_000_000_000n),
      movement(2, 'mint', 250_000_000_000n),
      movement(3, 'burn', 10_000_000_000n),
    ],
    navRounds: [round(1, '1015202')],
    reserveRounds: [round(1, '11665000000000')],
    ...over,
  };
}
