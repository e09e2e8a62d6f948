import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { aggregate, type AggregationPolicy, type Observation } from './aggregate.js';

const NOW = 1_776_300_000;
const POLICY: AggregationPolicy = {
  maxAge: 3_600,
  min: 1n,
  max: 10_000_000n,
  quorum: 2,
  maxSpreadBps: 100n,
};

const from = (provider: string, value: bigint, change: Partial<Observation> = {}): Observation => ({
  provider,
  source: `https://${provider}.example/price`,
  value,
  observedAt: NOW - 60,
  ...change,
});
const answer = (observations: Observation[], change: Partial<AggregationPolicy> = {}) =>
  aggregate(observations, { ...POLICY, ...change }, NOW);
const refusal = (observations: Observation[], change: Partial<AggregationPolicy> = {}) => {
  try {
    answer(observations, change);
  } catch (error) {
    return error as Error & { code: string };
  }
  throw new Error('it was not refused');
};
const values = (observations: readonly Observation[]) => observations.map((one) => one.value);

describe('one value out of many', () => {
  it('is the lower median, as old as the oldest voice', () => {
    const found = answer([
      from('a', 1_004n, { observedAt: NOW - 900 }),
      from('b', 1_000n),
      from('c', 1_002n),
      from('d', 1_003n),
    ]);
    expect(found).toMatchObject({ value: 1_002n, valuationTime: NOW - 900, dropped: [] });
  });

  it('counts providers, not their endpoints', () => {
    const twice = [from('a', 1_000n), from('a', 1_001n, { source: 'https://mirror.example' })];
    expect(refusal(twice).code).toBe('TOO_FEW_SOURCES');
    expect(answer([...twice, from('b', 1_002n)]).used).toHaveLength(2);
  });

  it.each([
    ['STALE', from('x', 1_000n, { observedAt: NOW - 3_601 })],
    ['FROM_THE_FUTURE', from('x', 1_000n, { observedAt: NOW + 1 })],
    ['OUT_OF_BOUNDS', from('x', 0n)],
    ['OUT_OF_BOUNDS', from('x', 10_000_001n)],
  ])('drops what is %s and says so', (code, bad) => {
    const found = answer([from('a', 1_000n), from('b', 1_000n), bad]);
    expect(found.dropped).toEqual([{ ...bad, code }]);
    expect(refusal([from('a', 1_000n), bad]).message).toContain(`${bad.source} ${code}`);
  });

  it('of four providers drops the outlier, of three it cannot tell who is wrong', () => {
    const three = [from('a', 1_000n), from('b', 1_001n), from('c', 1_002n)];
    const scaled = from('liar', 100_000n);
    const found = answer([...three, scaled]);
    expect(values(found.used)).toEqual([1_000n, 1_001n, 1_002n]);
    expect(found.dropped).toEqual([{ ...scaled, code: 'OUTLIER' }]);
    expect(refusal([from('a', 1_000n), from('b', 1_001n), scaled]).code).toBe('DIVERGED');
  });

  it('publishes nothing while the providers are further apart than the limit', () => {
    expect(answer([from('a', 10_000n), from('b', 10_100n)]).value).toBe(10_000n);
    const apart = refusal([from('a', 10_000n), from('b', 10_101n)]);
    expect(apart.code).toBe('DIVERGED');
    expect(apart.message).toContain('more than 100 bps apart');
  });

  it('stops at a source that says its value must not be used, however many others agree', () => {
    const pulled = from('d', 1_000n, { doNotUse: true });
    const all = [from('a', 1_000n), from('b', 1_000n), from('c', 1_000n), pulled];
    expect(refusal(all).code).toBe('DO_NOT_USE');
  });
});

describe('always', () => {
  const voice = fc.record({
    provider: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
    source: fc.constantFrom('1', '2'),
    value: fc.bigInt(-5n, 2_000n),
    observedAt: fc.integer({ min: NOW - 4_000, max: NOW + 10 }),
  });
  const wide = { ...POLICY, quorum: 1, maxSpreadBps: 10n ** 9n };
  const tell = (observations: Observation[]) => {
    try {
      return aggregate(observations, wide, NOW);
    } catch (error) {
      return (error as Error).message;
    }
  };

  it('the order of asking changes nothing', () => {
    fc.assert(
      fc.property(
        fc
          .array(voice, { maxLength: 9 })
          .chain((all) =>
            fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
          ),
        ([one, other]) => expect(tell(one)).toEqual(tell(other)),
      ),
    );
  });

  it('the answer is a value that somebody gave, within bounds, and nothing used is old', () => {
    fc.assert(
      fc.property(fc.array(voice, { minLength: 1, maxLength: 9 }), (all) => {
        const found = tell(all);
        if (typeof found === 'string') return;
        expect(values(all)).toContain(found.value);
        expect(found.value >= POLICY.min && found.value <= POLICY.max).toBe(true);
        expect(found.valuationTime).toBeGreaterThanOrEqual(NOW - POLICY.maxAge);
      }),
    );
  });

  it('two of five that lie move the answer no further than the honest ones stand apart', () => {
    const honest = fc.array(fc.bigInt(1_000n, 1_010n), { minLength: 3, maxLength: 3 });
    const lies = fc.array(fc.bigInt(1n, 10_000_000n), { minLength: 2, maxLength: 2 });
    fc.assert(
      fc.property(honest, lies, (true3, false2) => {
        const all = [...true3, ...false2].map((value, i) => from(`p${i}`, value));
        const found = tell(all);
        if (typeof found === 'string') return;
        expect(found.value >= 1_000n && found.value <= 1_010n).toBe(true);
      }),
    );
  });
});
