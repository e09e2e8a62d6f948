import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { slotLeader } from './slot-leader.js';

const last = (round: number, updatedAt: number) => ({
  round,
  updatedAt,
  answer: 1n,
  valuationTime: 0,
});

describe('the leader by round and slot', () => {
  it('is another one for each round, and again for each slot that passes without one', () => {
    const of = (round: number, now: number) => slotLeader(last(round, 1_000), now, 30, 5);
    expect([of(1, 1_000), of(2, 1_000), of(3, 1_000), of(4, 1_000)]).toEqual([2, 3, 4, 0]);
    expect([of(1, 1_029), of(1, 1_030), of(1, 1_060), of(1, 1_119)]).toEqual([2, 3, 4, 0]);
  });

  it('does not go back when a clock is behind the chain', () => {
    expect(slotLeader(last(1, 1_000), 900, 30, 5)).toBe(slotLeader(last(1, 1_000), 1_000, 30, 5));
  });

  it('is a living one within as many slots as there are dead', () => {
    const many = fc.integer({ min: 2, max: 32 });
    const numbers = [many, fc.nat(10 ** 6), fc.nat(10 ** 9), fc.nat(10 ** 4)] as const;
    fc.assert(
      fc.property(
        ...numbers,
        fc.uniqueArray(fc.nat(31)),
        (members, round, updatedAt, late, all) => {
          const dead = new Set(
            all.filter((i) => i < members).slice(0, Math.floor((members - 1) / 2)),
          );
          const leaders = Array.from({ length: dead.size + 1 }, (_, slots) =>
            slotLeader(last(round, updatedAt), updatedAt + late + slots * 30, 30, members),
          );
          expect(leaders.some((one) => !dead.has(one))).toBe(true);
          for (const one of leaders) expect(one).toBeLessThan(members);
        },
      ),
    );
  });
});
