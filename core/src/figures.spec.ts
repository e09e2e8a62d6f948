import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  barIdentity,
  fineMilliOunces,
  isGoodDeliveryStep,
  totalBarList,
  type GoldBar,
} from './gold.js';
import { isCusip, isIsin, isLei } from './ids.js';
import { formatDecimal, parseDecimal } from './money/decimal.js';
import {
  accrueAct365,
  coverageRatio,
  deviationBps,
  extrapolate,
  lowerMedian,
  mintHeadroom,
  navPerShare,
  sharesForConsideration,
} from './nav.js';
import {
  capitalisedValue,
  netOperatingIncome,
  propertyIncome,
  propertyNavPerToken,
} from './realestate.js';
import { splitFloor, splitLargestRemainder } from './split.js';
import { codeOf, readVectors } from './testing/files.js';

interface Bar {
  gross: string;
  fineness: string;
  fine: string;
}
interface Vectors {
  navPerShare: {
    act365: Record<string, string> & { days: number };
    continuousPrice: { cases: { checkpoints: [number, number][]; at: number; answer: number }[] };
  };
  gold: {
    bar: Bar;
    barsSynthetic: {
      rows: (Bar & { serial: string; multiple_0025: boolean })[];
      total_fine: string;
    };
  };
  realEstate: {
    noi: Record<'grossRent' | 'vacancy' | 'opex' | 'noi', string>;
    value: { capRate: string; value: string };
    navPerToken: Record<'appraisal' | 'debt' | 'payables' | 'cash' | 'supply' | 'nav', string>;
  };
  deviation: { cases: { from: number; to: number; bps: number }[] };
  median: { cases: { of: number[]; median: number }[] };
  secureMint: {
    cases: {
      reserve: string;
      feedDecimals: number;
      tokenDecimals: number;
      supply: string;
      mint: string;
      ok: boolean;
    }[];
  };
}

const vectors = readVectors('finance.json') as Vectors;
const at = (scale: number) => (text: string | undefined) => parseDecimal(text, { scale });
const cents = at(2);
const milli = at(3);

describe('NAV', () => {
  it('per share, with income and fee on act/365', () => {
    const v = vectors.navPerShare.act365;
    const percent = (text: string | undefined) => at(7)(text?.replace('%', ''));
    const aum = cents(v['aum']);
    const income = accrueAct365(aum, percent(v['gross']), v.days);
    const fee = accrueAct365(aum, percent(v['fee']), v.days);
    expect(formatDecimal(income, 2)).toBe(v['income']);
    expect(formatDecimal(fee, 2)).toBe(v['fee_accrued']);
    const net = aum + income - fee;
    expect(formatDecimal(net, 2)).toBe(v['net']);
    const shares = at(6)(v['shares']);
    expect(formatDecimal(navPerShare(net * 10_000n, shares, 6), 6)).toBe(v['nav_ps_6dp_half_up']);
    expect(formatDecimal(navPerShare(net * 10n ** 10n, shares, 6), 12)).toBe(v['nav_ps_raw']);
    expect(codeOf(() => navPerShare(1n, 0n, 6))).toBe('no_shares');
  });

  it.each(vectors.navPerShare.continuousPrice.cases)(
    'extrapolates to $answer',
    ({ checkpoints, at: when, answer }) => {
      const [older, newer] = checkpoints.map(([t, value]) => ({
        at: BigInt(t),
        value: BigInt(value),
      }));
      if (!older || !newer) throw new Error('two checkpoints');
      expect(extrapolate(older, newer, BigInt(when))).toBe(BigInt(answer));
      expect(codeOf(() => extrapolate(older, older, 1n))).toBe('no_interval');
    },
  );

  it.each(vectors.deviation.cases)(
    'from $from to $to is $bps basis points',
    ({ from, to, bps }) => {
      expect(deviationBps(BigInt(from), BigInt(to))).toBe(BigInt(bps));
      expect(deviationBps(BigInt(from), BigInt(to) + 1n)).toBe(BigInt(bps) + 1n);
      expect(codeOf(() => deviationBps(0n, 1n))).toBe('no_base');
    },
  );

  it.each(vectors.median.cases)('lower median of $of is $median', ({ of, median }) => {
    expect(lowerMedian(of.map(BigInt))).toBe(BigInt(median));
    expect(codeOf(() => lowerMedian([]))).toBe('no_values');
  });

  it.each(vectors.secureMint.cases)('secure mint of $mint over $supply is ok: $ok', (v) => {
    const headroom = mintHeadroom({
      reserve: at(v.feedDecimals)(v.reserve),
      feedDecimals: v.feedDecimals,
      tokenDecimals: v.tokenDecimals,
      supply: at(v.tokenDecimals)(v.supply),
      marginBps: 0n,
    });
    expect(at(v.tokenDecimals)(v.mint) <= headroom).toBe(v.ok);
  });

  it('headroom keeps the margin, rounds down and is never negative', () => {
    const input = {
      reserve: 10_001n,
      feedDecimals: 0,
      tokenDecimals: 0,
      supply: 0n,
      marginBps: 100n,
    };
    expect(mintHeadroom(input)).toBe(9_900n);
    expect(mintHeadroom({ ...input, supply: 20_000n })).toBe(0n);
  });

  it('coverage is rounded down and unknown without anything to cover', () => {
    expect(coverageRatio(2n, 3n)).toBe(666_666n);
    expect(coverageRatio(2n, 0n)).toBeNull();
  });

  it('sells whole base units and names what is left', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 10n ** 14n }),
        fc.bigInt({ min: 1n, max: 10n ** 10n }),
        (money, nav) => {
          const { shares, residual } = sharesForConsideration(money, nav, 6);
          expect(shares * nav + residual).toBe(money * 10n ** 10n);
          expect(residual >= 0n && residual < nav).toBe(true);
        },
      ),
    );
    expect(sharesForConsideration(1_000_000n, 10_296_916n, 6).shares).toBe(971_164_570n);
    expect(codeOf(() => sharesForConsideration(1n, 0n, 6))).toBe('nav_not_positive');
  });
});

describe('splits', () => {
  const weights = () =>
    fc
      .array(fc.bigInt({ min: 0n, max: 10n ** 24n }), { minLength: 1, maxLength: 60 })
      .filter((list) => list.some((weight) => weight > 0n));
  const amount = () => fc.bigInt({ min: 0n, max: 10n ** 30n });
  const sum = (list: readonly bigint[]) => list.reduce((total, item) => total + item, 0n);

  it('by floor never pay more than there is and carry less than one unit each', () => {
    fc.assert(
      fc.property(amount(), weights(), (money, list) => {
        const { parts, carried } = splitFloor(money, list);
        expect(sum(parts) + carried).toBe(money);
        expect(carried >= 0n && carried < BigInt(list.length)).toBe(true);
      }),
    );
  });

  it('by largest remainder pay everything, each within one unit of the exact share', () => {
    fc.assert(
      fc.property(amount(), weights(), (money, list) => {
        const total = sum(list);
        const parts = splitLargestRemainder(money, list);
        expect(sum(parts)).toBe(money);
        parts.forEach((part, i) => {
          const exact = money * (list[i] ?? 0n);
          expect(part * total > exact - total && part * total < exact + total).toBe(true);
          if (list[i] === 0n) expect(part).toBe(0n);
        });
      }),
    );
  });

  it('give a larger weight no less than a smaller one, and the same answer each time', () => {
    fc.assert(
      fc.property(amount(), weights(), (money, list) => {
        const parts = splitLargestRemainder(money, list);
        expect(splitLargestRemainder(money, list)).toEqual(parts);
        list.forEach((a, i) =>
          list.forEach((b, j) => {
            if (a > b) expect((parts[i] ?? 0n) >= (parts[j] ?? 0n)).toBe(true);
          }),
        );
      }),
      { numRuns: 40 },
    );
  });

  it('are refused without anybody to pay or with a negative number', () => {
    expect(codeOf(() => splitFloor(1n, []))).toBe('no_weight');
    expect(codeOf(() => splitFloor(1n, [0n]))).toBe('no_weight');
    expect(codeOf(() => splitLargestRemainder(-1n, [1n]))).toBe('amount_negative');
    expect(codeOf(() => splitLargestRemainder(1n, [2n, -1n]))).toBe('weight_negative');
  });
});

describe('gold', () => {
  const { bar, barsSynthetic } = vectors.gold;
  const fine = (b: Bar) => fineMilliOunces(milli(b.gross), at(1)(b.fineness));

  it('fine ounces are gross × assay / 1000 to 0.001', () => {
    expect(formatDecimal(fine(bar), 3)).toBe(bar.fine);
    for (const row of barsSynthetic.rows) {
      expect(formatDecimal(fine(row), 3)).toBe(row.fine);
      expect(isGoodDeliveryStep(milli(row.gross))).toBe(row.multiple_0025);
    }
    expect(codeOf(() => fineMilliOunces(1n, 10_001n))).toBe('fineness_out_of_range');
    expect(codeOf(() => fineMilliOunces(0n, 9_999n))).toBe('gross_not_positive');
  });

  const list: GoldBar[] = barsSynthetic.rows.map((row) => ({
    refiner: 'R',
    serial: row.serial,
    year: 2024,
    grossMilliOz: milli(row.gross),
    finenessTenths: at(1)(row.fineness),
    statedFineMilliOz: milli(row.fine),
  }));
  const first = list[0] as GoldBar;

  it('a list totals the stated weights and flags a bar more than 0.001 oz off', () => {
    expect(formatDecimal(totalBarList(list).fineMilliOz, 3)).toBe(barsSynthetic.total_fine);
    expect(totalBarList(list).flagged).toEqual([]);
    const off = { ...first, statedFineMilliOz: first.statedFineMilliOz + 2n };
    expect(totalBarList([off, ...list.slice(1)]).flagged).toEqual([off]);
  });

  it('the same serial of another year is another bar, the same bar twice is refused', () => {
    expect(barIdentity({ ...first, year: 2023 })).not.toBe(barIdentity(first));
    expect(codeOf(() => totalBarList([...list, first]))).toBe('bar_duplicate');
  });
});

describe('real estate', () => {
  it('NOI, capitalised value and NAV per token', () => {
    const { noi, value, navPerToken } = vectors.realEstate;
    const income = netOperatingIncome(cents(noi.grossRent), at(9)(noi.vacancy), cents(noi.opex));
    expect(formatDecimal(income, 2)).toBe(noi.noi);
    expect(formatDecimal(capitalisedValue(income, at(9)(value.capRate)), 2)).toBe(value.value);
    const nav = propertyNavPerToken(
      {
        appraisalCents: cents(navPerToken.appraisal),
        cashCents: cents(navPerToken.cash),
        debtCents: cents(navPerToken.debt),
        payablesCents: cents(navPerToken.payables),
      },
      at(18)(navPerToken.supply),
      18,
    );
    expect(formatDecimal(nav, 6)).toBe(navPerToken.nav);
    expect(codeOf(() => capitalisedValue(1n, 0n))).toBe('cap_rate_not_positive');
  });
});

describe('identifiers', () => {
  it('are known by their check digits', () => {
    expect(isCusip('037833100')).toBe(true);
    expect(isCusip('037833101')).toBe(false);
    expect(isIsin('US0378331005')).toBe(true);
    expect(isIsin('US0378331006')).toBe(false);
    expect(isLei('5493006MHB84DD0ZWV18')).toBe(true);
    expect(isLei('5493006MHB84DD0ZWV19')).toBe(false);
    expect(isLei('5493006mhb84dd0zwv18')).toBe(false);
  });
});

describe('the income of a property', () => {
  it('is rent less expenses less what goes to the reserve fund', () => {
    const lines = [
      { kind: 'rent', amount: 1_250_000n },
      { kind: 'rent', amount: 340_000n },
      { kind: 'expense', amount: 412_345n },
      { kind: 'reserve_fund', amount: 79_500n },
    ] as const;
    expect(propertyIncome(lines)).toEqual({
      grossRent: 1_590_000n,
      expenses: 412_345n,
      reserveFund: 79_500n,
      distributable: 1_098_155n,
    });
    expect(() => propertyIncome([...lines, { kind: 'expense', amount: 1_098_155n }])).toThrow(
      expect.objectContaining({ code: 'nothing_distributable' }),
    );
  });
});
