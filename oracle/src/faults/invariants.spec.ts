import { describe, expect, it } from '@jest/globals';
import { deviationBps } from '@cadastre/core';
import fc from 'fast-check';
import { decide, type Question } from '../decide/decide.js';
import { DEFAULT_POLICIES, type FeedPolicy } from '../decide/policy.js';
import { reportDigest, ReportDomain, signingDigest, type Report } from '../report/report.js';

const DAY = 86_400;
const NOW = 1_776_300_000;
const BPS = 10_000n;

const POLICY = DEFAULT_POLICIES['treasury']?.nav as FeedPolicy;

const answers = fc.bigInt({ min: 1n, max: 10n ** 15n });

/** A feed whose last round is a day old, and a newer reading. */
const question = (from: bigint, to: bigint, change: Partial<Question> = {}): Question => ({
  reading: { value: to, valuationTime: NOW - 60 },
  last: { round: 1, answer: from, valuationTime: NOW - DAY, updatedAt: NOW - 3_600 },
  dayAgo: null,
  corrects: null,
  missedDay: false,
  policy: POLICY,
  limits: {
    minIntervalSeconds: 0,
    minAnswer: 1n,
    maxAnswer: 10n ** 24n,
    maxValuationAgeSeconds: 5 * DAY,
    publicationStaleness: 5 * DAY,
    valuationStaleness: 5 * DAY,
    maxDeviationBps: null,
    dailyDeviationBps: null,
    alwaysApprove: false,
  },
  now: NOW,
  ...change,
});

describe('a decision', () => {
  it('a move of the deviation is published, one unit less is not', () => {
    const { deviationBps: limit } = POLICY;
    fc.assert(
      fc.property(fc.bigInt({ min: 10n ** 5n, max: 10n ** 12n }), fc.boolean(), (base, up) => {
        // The smallest move whose basis points, rounded up, reach the limit.
        const from = base * BPS;
        const step = (from * (limit - 1n)) / BPS + 1n;
        const to = (by: bigint) => (up ? from + by : from - by);
        expect(decide(question(from, to(step))).code).toBe('DEVIATION');
        expect(decide(question(from, to(step - 1n))).code).toBe('WITHIN_DEVIATION');
      }),
    );
  });

  it('a limit is relative to the answer before, whatever the answer’s size', () => {
    fc.assert(
      fc.property(answers, fc.bigInt({ min: 1n, max: 10n ** 6n }), (from, factor) => {
        const to = from + from / 100n + 1n;
        expect(decide(question(from * factor, to * factor)).code).toBe(
          decide(question(from, to)).code,
        );
        expect(deviationBps(from * factor, to * factor)).toBe(deviationBps(from, to));
      }),
    );
  });

  it('nothing is published of the last valuation or an older one', () => {
    fc.assert(
      fc.property(answers, answers, fc.integer({ min: 0, max: 3 * DAY }), (from, to, older) => {
        const valuationTime = NOW - DAY - older;
        const { action } = decide(question(from, to, { reading: { value: to, valuationTime } }));
        expect(action).toBe('hold');
      }),
    );
  });

  it('nothing outside the bounds is published or brought within them', () => {
    const limits = { ...question(1n, 1n).limits, minAnswer: 1_000n, maxAnswer: 2_000n };
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 3_000n }), (value) => {
        const { action, code } = decide(question(1_500n, value, { limits }));
        const inside = value >= 1_000n && value <= 2_000n;
        expect(code === 'OUT_OF_BOUNDS').toBe(!inside);
        if (!inside) expect(action).toBe('refuse');
      }),
    );
  });

  it('the same question has the same answer, word for word', () => {
    fc.assert(
      fc.property(answers, answers, (from, to) => {
        expect(decide(question(from, to))).toEqual(decide(question(from, to)));
      }),
    );
  });
});

describe('a report', () => {
  const address = fc
    .uint8Array({ minLength: 20, maxLength: 20 })
    .map((bytes) => `0x${Buffer.from(bytes).toString('hex')}`);
  const uint32 = fc.integer({ min: 0, max: 2 ** 32 - 1 });
  const report: fc.Arbitrary<Report> = fc.record({
    feed: address,
    epoch: uint32,
    round: uint32,
    answer: fc.bigInt({ min: -(2n ** 127n), max: 2n ** 127n - 1n }),
    valuationTime: uint32,
    expiry: uint32,
  });
  const domain = fc
    .tuple(fc.bigInt({ min: 1n, max: 2n ** 53n - 1n }), address)
    .map(([chainId, committee]) => new ReportDomain(chainId, committee));

  it('equal reports are equal bytes, on whatever node and in whatever order of fields', () => {
    fc.assert(
      fc.property(domain, fc.array(report, { minLength: 1, maxLength: 10 }), (where, reports) => {
        const again = reports.map(
          (one) => Object.fromEntries(Object.entries(one).reverse()) as unknown as Report,
        );
        const node = new ReportDomain(where.chainId, where.committee);
        expect(signingDigest(node, again)).toBe(signingDigest(where, reports));
      }),
      { numRuns: 50 },
    );
  });

  it('no two reports, chains or committees share a digest', () => {
    fc.assert(
      fc.property(domain, domain, report, report, (here, there, one, other) => {
        const changed = Object.keys(one).map((field) => ({
          ...one,
          [field]: other[field as keyof Report],
        }));
        const distinct = changed.filter((candidate) =>
          Object.entries(candidate).some(([field, value]) => value !== one[field as keyof Report]),
        );
        const digest = reportDigest(here, one);
        for (const candidate of distinct) expect(reportDigest(here, candidate)).not.toBe(digest);
        expect(reportDigest(new ReportDomain(there.chainId, here.committee), one) === digest).toBe(
          there.chainId === here.chainId,
        );
        expect(reportDigest(new ReportDomain(here.chainId, there.committee), one) === digest).toBe(
          there.committee === here.committee,
        );
      }),
      { numRuns: 50 },
    );
  });
});
