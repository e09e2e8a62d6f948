import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { capTableChanges, type Flow, RegisterDisagrees } from './changes.js';

const NOBODY = `0x${'0'.repeat(40)}`;
const account = (n: number) => `0x${String(n).repeat(40)}`;
/** Accounts 1 and 2 are one investor's, 3 another's, the rest nobody's. */
const investorOf = (address: string) =>
  ({ [account(1)]: 'INV-1', [account(2)]: 'INV-1', [account(3)]: 'INV-2' })[address] ?? null;

/** Balances after flows; a flow of more than there is moves nothing. */
function play(start: Map<string, bigint>, wanted: Flow[]) {
  const after = new Map(start);
  const flows: Flow[] = [];
  for (const { from, to, quantity } of wanted) {
    const held = after.get(from) ?? 0n;
    if (from !== NOBODY && held < quantity) continue;
    if (from !== NOBODY) after.set(from, held - quantity);
    if (to !== NOBODY) after.set(to, (after.get(to) ?? 0n) + quantity);
    flows.push({ from, to, quantity });
  }
  return { flows, after: new Map([...after].filter(([, held]) => held > 0n)) };
}

const someone = fc.integer({ min: 0, max: 5 }).map((n) => (n === 0 ? NOBODY : account(n)));
const flow = fc
  .record({ from: someone, to: someone, quantity: fc.bigInt({ min: 1n, max: 1_000n }) })
  .filter(({ from, to }) => from !== NOBODY || to !== NOBODY);

describe('changes of a cap table', () => {
  it('add up for each account, each investor and the supply', () => {
    fc.assert(
      fc.property(fc.array(flow), fc.array(flow), (past, present) => {
        const before = play(new Map(), past).after;
        const { flows, after } = play(before, present);
        const changes = capTableChanges(before, after, flows, investorOf);
        const { supplyBefore, supplyAfter, minted, burned } = changes;
        expect(supplyBefore + minted - burned).toBe(supplyAfter);
        for (const list of [changes.accounts, changes.investors]) {
          for (const one of list) expect(one.before + one.in - one.out).toBe(one.after);
          const sum = (of: 'before' | 'after') => list.reduce((total, one) => total + one[of], 0n);
          expect([sum('before'), sum('after')]).toEqual([supplyBefore, supplyAfter]);
        }
      }),
    );
  });

  it('count what an investor moves between its own wallets as neither in nor out', () => {
    const before = new Map([[account(1), 10n]]);
    const after = new Map([
      [account(1), 1n],
      [account(2), 6n],
      [account(3), 3n],
    ]);
    const flows = [
      { from: account(1), to: account(2), quantity: 6n },
      { from: account(1), to: account(3), quantity: 3n },
    ];
    const { investors, accounts } = capTableChanges(before, after, flows, investorOf);
    expect(investors).toEqual([
      {
        investor: 'INV-1',
        before: 10n,
        in: 0n,
        out: 3n,
        after: 7n,
        within: 6n,
        accounts: [account(1), account(2)],
      },
      {
        investor: 'INV-2',
        before: 0n,
        in: 3n,
        out: 0n,
        after: 3n,
        within: 0n,
        accounts: [account(3)],
      },
    ]);
    expect(accounts[0]).toEqual({ account: account(1), before: 10n, in: 0n, out: 9n, after: 1n });
  });

  it('are not told where the register does not add up', () => {
    const held = new Map([[account(1), 10n]]);
    expect(() => capTableChanges(held, new Map(), [], investorOf)).toThrow(RegisterDisagrees);
    const minted = [{ from: NOBODY, to: account(1), quantity: 1n }];
    expect(() => capTableChanges(held, held, minted, investorOf)).toThrow(RegisterDisagrees);
  });
});
