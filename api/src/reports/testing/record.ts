import { ZeroAddress } from 'ethers';
import type { Money } from '../money.js';
import type { InvestorRecord, StatedAsset, StatedTransfer } from '../statements/record.js';
import { DAY_MS } from '../../platform/clock.js';

const hex = (digits: string, length: number) => `0x${digits.repeat(length).slice(0, length)}`;
export const WALLET = hex('a1', 40);
export const SECOND = hex('a2', 40);
export const QUEUE = hex('e1', 40);
const STRANGER = hex('b1', 40);
const FEED = hex('fe', 40);
const START = Date.UTC(2026, 0, 1);

/** Noon of the n-th day of 2026. */
const noon = (day: number) => new Date(START + (day - 1) * DAY_MS + DAY_MS / 2);

const usd = (amount: bigint): Money => ({ amount, decimals: 2, currency: 'USD' });
export const eusd = (amount: bigint): Money => ({ amount, decimals: 6, currency: 'EUSD' });

export const FUND: StatedAsset = {
  tokenId: 'f0000000-0000-4000-8000-000000000001',
  assetId: 'f0000000-0000-4000-8000-000000000002',
  name: 'Example Treasury Fund',
  symbol: 'EXTF',
  decimals: 6,
  address: hex('f1', 40),
  navFeed: FEED,
  escrows: [QUEUE],
};

const transfer = (
  day: number,
  sender: string,
  receiver: string,
  quantity: bigint,
): StatedTransfer => ({
  token: FUND.address,
  sender,
  receiver,
  quantity,
  block: day * 10,
  logIndex: 3,
  at: noon(day),
  transaction: hex(String(day).padStart(2, '0'), 64),
});

/**
 * A year's first months: bought 100 shares at 10.00 on day 2 and 50 at 10.40 on day 20, had 10 from a
 * stranger on day 25, moved 30 to a second wallet on day 26, gave 60 to the queue on day 30, which struck
 * on day 34 for 624.60 less a fee of 0.60, sold 20 to a stranger on day 40, and was paid income on day 36
 * for a record date on day 28. NAV 10.00 from day 1, 10.40 from day 19, 10.50 from day 33.
 */
export function sampleRecord(over: Partial<InvestorRecord> = {}): InvestorRecord {
  const shares = (whole: bigint) => whole * 1_000_000n;
  const block = (day: number) => ({
    number: day * 10 + 5,
    hash: hex('c', 64),
    time: new Date(noon(day).getTime() + 3_600_000),
  });
  const nav = (day: number, answer: bigint) => ({
    block: day * 10,
    answer,
    valuationTime: new Date(noon(day).getTime() - 3_600_000),
  });
  const bought = (day: number, quantity: bigint, cents: bigint) => ({
    kind: 'mint' as const,
    wallet: WALLET,
    quantity,
    transaction: hex(String(day).padStart(2, '0'), 64),
    money: usd(cents),
  });
  return {
    reference: 'INV-000007',
    name: '=Anna Ångström',
    period: { from: '2026-01-01', to: '2026-02-28', opening: null, closing: block(59) },
    wallets: [WALLET, SECOND],
    assets: [FUND],
    transfers: [
      transfer(2, ZeroAddress, WALLET, shares(100n)),
      transfer(20, ZeroAddress, WALLET, shares(50n)),
      transfer(25, STRANGER, WALLET, shares(10n)),
      transfer(26, WALLET, SECOND, shares(30n)),
      transfer(30, WALLET, QUEUE, shares(60n)),
      transfer(40, WALLET, STRANGER, shares(20n)),
    ],
    conversions: [],
    considerations: [bought(2, shares(100n), 100_000n), bought(20, shares(50n), 52_000n)],
    exits: [
      {
        id: 'f0000000-0000-4000-8000-000000000003',
        tokenId: FUND.tokenId,
        wallet: WALLET,
        kind: 'redeemed',
        quantity: shares(60n),
        at: noon(34),
        money: eusd(624_000_000n),
        fee: eusd(600_000n),
      },
    ],
    income: [
      {
        distributionId: 'f0000000-0000-4000-8000-000000000004',
        tokenId: FUND.tokenId,
        kind: 'income',
        wallet: WALLET,
        recordDate: '2026-01-28',
        recordedAt: noon(28),
        openedBlock: 290,
        closedBlock: null,
        gross: eusd(16_000_001n),
        withheld: eusd(2_400_000n),
        toDeclare: eusd(0n),
        paidBlock: 360,
        paidAt: noon(36),
        transaction: hex('36', 64),
      },
      {
        distributionId: 'f0000000-0000-4000-8000-000000000004',
        tokenId: FUND.tokenId,
        kind: 'income',
        wallet: SECOND,
        recordDate: '2026-01-28',
        recordedAt: noon(28),
        openedBlock: 290,
        closedBlock: null,
        gross: eusd(3_750_000n),
        withheld: eusd(562_500n),
        toDeclare: eusd(0n),
        paidBlock: null,
        paidAt: null,
        transaction: null,
      },
    ],
    navs: new Map([[FEED, [nav(1, 10_000_000n), nav(19, 10_400_000n), nav(33, 10_500_000n)]]]),
    ...over,
  };
}

/** The same investor from the n-th to the m-th day. */
export function between(from: number, to: number): InvestorRecord {
  const iso = (day: number) => new Date(START + (day - 1) * DAY_MS).toISOString().slice(0, 10);
  const end = (day: number) => ({
    number: day * 10 + 5,
    hash: hex('c', 64),
    time: new Date(noon(day).getTime() + 3_600_000),
  });
  const period = { from: iso(from), to: iso(to), opening: end(from - 1), closing: end(to) };
  return sampleRecord({ period });
}
