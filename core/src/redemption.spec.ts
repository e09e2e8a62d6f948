import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { codeOf } from './testing/files.js';
import { act, PATIENCE, play } from './testing/queue-slots.js';
import {
  divideEpoch,
  foldQueue,
  instantPayout,
  paymentFor,
  type QueueAccount,
  type QueueEntry,
  sharesWithin,
  strikeEpoch,
} from './redemption.js';

const SIX = { shareDecimals: 6, assetDecimals: 6 };
const NAV = { value: 100_333_333n, decimals: 6 };
const shares = () => fc.bigInt({ min: 1n, max: 10n ** 24n });
const price = () =>
  fc.record({
    value: fc.bigInt({ min: 1n, max: 10n ** 24n }),
    decimals: fc.integer({ min: 0, max: 18 }),
  });
const scale = () =>
  fc.record({
    shareDecimals: fc.integer({ min: 0, max: 18 }),
    assetDecimals: fc.integer({ min: 0, max: 18 }),
  });

describe('a strike', () => {
  // The figures that contracts/test/lives/treasury-fund.test.ts reads from the contract.
  it('is what the contract sets aside and pays', () => {
    const { assets, parts, carried } = strikeEpoch([4_000_000_007n, 1_234_567_891n], NAV, SIX);
    expect(assets).toBe(525_201_644_021n);
    expect(parts).toEqual([401_333_332_702n, 123_868_311_318n]);
    expect(carried).toBe(1n);
    const instant = instantPayout(300_000_001n, NAV, SIX, 25n);
    expect(instant).toEqual({ gross: 30_100_000_000n, fee: 75_250_000n, net: 30_024_750_000n });
  });

  it('gives everything to somebody, each within one base unit of the exact part, in any order', () => {
    fc.assert(
      fc.property(
        fc.array(shares(), { minLength: 1, maxLength: 30 }),
        price(),
        scale(),
        (asked, at, decimals) => {
          const struck = strikeEpoch(asked, at, decimals);
          const total = asked.reduce((sum, part) => sum + part);
          expect(struck.parts.reduce((sum, part) => sum + part) + struck.carried).toBe(
            struck.assets,
          );
          expect(struck.carried < BigInt(asked.length)).toBe(true);
          for (const [i, part] of struck.parts.entries()) {
            const exact = struck.assets * (asked[i] ?? 0n);
            expect(part * total <= exact && exact < (part + 1n) * total).toBe(true);
          }
          const backwards = strikeEpoch([...asked].reverse(), at, decimals);
          expect(backwards.parts.reverse()).toEqual(struck.parts);
        },
      ),
    );
  });

  it('never pays more together than apart plus what rounding kept, nor above the price', () => {
    fc.assert(
      fc.property(shares(), shares(), price(), scale(), (a, b, at, decimals) => {
        const both = paymentFor(a + b, at, decimals);
        const apart = paymentFor(a, at, decimals) + paymentFor(b, at, decimals);
        expect(both - apart === 0n || both - apart === 1n).toBe(true);
        const unit = 10n ** BigInt(at.decimals + decimals.shareDecimals);
        expect(both * unit <= (a + b) * at.value * 10n ** BigInt(decimals.assetDecimals)).toBe(
          true,
        );
      }),
    );
  });

  it('of an instant redemption keeps at least the fee, to the base unit', () => {
    fc.assert(
      fc.property(
        shares(),
        price(),
        scale(),
        fc.bigInt({ min: 0n, max: 500n }),
        (s, at, d, bps) => {
          const { gross, fee, net } = instantPayout(s, at, d, bps);
          expect(fee + net).toBe(gross);
          expect(fee * 10_000n >= gross * bps && (fee - 1n) * 10_000n < gross * bps).toBe(true);
        },
      ),
    );
  });

  it('of nobody is refused', () => {
    expect(codeOf(() => strikeEpoch([], NAV, SIX))).toBe('no_weight');
  });
});

describe('a gate', () => {
  it('keeps each part within a unit of pro rata, all of them within the fill, in any order', () => {
    fc.assert(
      fc.property(
        fc.array(fc.bigInt({ min: 1n, max: 10n ** 9n }), { minLength: 1, maxLength: 30 }),
        fc.bigInt({ min: 1n, max: 10n ** 12n }),
        (asked, seed) => {
          const total = asked.reduce((sum, part) => sum + part);
          fc.pre(total > 1n);
          const fill = 1n + (seed % (total - 1n));
          const { kept, deferred, filled } = divideEpoch(asked, fill);
          expect(filled <= fill && fill - filled < BigInt(asked.length)).toBe(true);
          for (const [i, part] of asked.entries()) {
            const mine = kept[i] ?? 0n;
            expect(mine + (deferred[i] ?? 0n)).toBe(part);
            expect(mine * total <= part * fill && part * fill < (mine + 1n) * total).toBe(true);
          }
          expect(divideEpoch([...asked].reverse(), fill).kept.reverse()).toEqual(kept);
        },
      ),
    );
  });

  it('lets through no more shares than the money covers, and not a whole unit fewer', () => {
    fc.assert(
      fc.property(shares(), price(), scale(), (money, at, decimals) => {
        const fill = sharesWithin(money, at, decimals);
        expect(paymentFor(fill, at, decimals) <= money).toBe(true);
        const unit = 10n ** BigInt(at.decimals + decimals.shareDecimals);
        expect((fill + 1n) * at.value * 10n ** BigInt(decimals.assetDecimals) > money * unit).toBe(
          true,
        );
      }),
    );
  });

  it('of everything, of nothing and of nobody is refused', () => {
    for (const [parts, fill] of [
      [[3n, 4n], 7n],
      [[3n, 4n], 0n],
      [[], 1n],
    ] as const) {
      expect(codeOf(() => divideEpoch(parts, fill))).toBe('invalid_fill');
    }
  });
});

describe("a holder's account", () => {
  const inParts = (account: QueueAccount, ...states: string[]) =>
    account.parts.reduce((sum, part) => sum + (states.includes(part.state) ? part.shares : 0n), 0n);

  it('holds what the contract holds, whatever happened', () => {
    const seen = { paid: 0, late: 0, deferred: 0 };
    fc.assert(
      fc.property(fc.array(act(), { minLength: 20, maxLength: 80, size: 'max' }), (acts) => {
        const { slots, entries } = play(acts);
        const account = foldQueue(entries, PATIENCE);
        expect(account.claimable).toEqual({ shares: slots.shares, assets: slots.assets });
        expect(account.cancelled).toBe(slots.cancelled);
        expect(inParts(account, 'requested', 'awaiting_strike')).toBe(slots.pending());
        expect(inParts(account, 'cancelled')).toBe(slots.cancelled);
        const claimed = account.parts.reduce((sum, part) => sum + part.claimedShares, 0n);
        expect(claimed).toBe(account.paid.shares);
        expect(inParts(account, 'claimable', 'paid')).toBe(claimed + slots.shares);
        if (account.paid.assets > 0n) seen.paid += 1;
        if (account.parts.some(({ state, epoch }) => state === 'returned' && epoch < slots.open))
          seen.late += 1;
        if (account.parts.some(({ state, deferred }) => state === 'paid' && deferred > 0n))
          seen.deferred += 1;
      }),
      { numRuns: 500 },
    );
    expect(seen.paid).toBeGreaterThan(20);
    expect(seen.late).toBeGreaterThan(20);
    expect(seen.deferred).toBeGreaterThan(20);
  });

  it('claims the oldest part first', () => {
    const entries: QueueEntry[] = [
      { kind: 'request', shares: 100n, at: 1 },
      { kind: 'close', at: 2 },
      { kind: 'settle', shares: 100n, assets: 1_000n, at: 3 },
      { kind: 'request', shares: 50n, at: 4 },
      { kind: 'close', at: 5 },
      { kind: 'settle', shares: 50n, assets: 600n, at: 6 },
      { kind: 'claim', shares: 120n, assets: 1_280n, at: 7 },
    ];
    const { parts, claimable } = foldQueue(entries, 10);
    expect(parts.map(({ state, claimedShares }) => [state, claimedShares])).toEqual([
      ['paid', 100n],
      ['claimable', 20n],
    ]);
    expect(claimable).toEqual({ shares: 30n, assets: 320n });
  });

  it('refuses entries with a hole in them', () => {
    const hole: QueueEntry[] = [{ kind: 'claim', shares: 1n, assets: 1n, at: 1 }];
    expect(codeOf(() => foldQueue(hole, 10))).toBe('claimed_too_much');
    const unasked: QueueEntry[] = [{ kind: 'defer', kept: 1n, deferred: 1n, at: 1 }];
    expect(codeOf(() => foldQueue(unasked, 10))).toBe('divided_otherwise');
  });

  it('carries what a gate defers into the next epoch, beside what was asked for since', () => {
    const entries: QueueEntry[] = [
      { kind: 'request', shares: 100n, at: 1 },
      { kind: 'close', at: 2 },
      { kind: 'request', shares: 7n, at: 3 },
      { kind: 'defer', kept: 30n, deferred: 70n, at: 4 },
      { kind: 'settle', shares: 30n, assets: 300n, at: 5 },
      { kind: 'close', at: 6 },
      { kind: 'defer', kept: 0n, deferred: 77n, at: 7 },
    ];
    const { parts, claimable } = foldQueue(entries, 10);
    expect(parts).toEqual([
      expect.objectContaining({ epoch: 1, state: 'claimable', shares: 30n, deferred: 70n }),
      expect.objectContaining({
        epoch: 2,
        state: 'deferred',
        shares: 77n,
        carried: 70n,
        requestedAt: 3,
      }),
      expect.objectContaining({
        epoch: 3,
        state: 'requested',
        shares: 77n,
        carried: 77n,
        requestedAt: 7,
      }),
    ]);
    expect(claimable).toEqual({ shares: 30n, assets: 300n });
  });
});
