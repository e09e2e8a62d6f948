import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { toAddress, toBytes } from '../bytes.js';
import { LedgerWorld } from '../testing/ledger-world.js';
import { holderCountAt, holdersAt, holdersPage, streamHolders } from './holders.js';
import { pack } from './pack.js';
import { mismatches, projectTransfers } from './project-holdings.js';
import type { Transfer } from './transfer.js';

const PEOPLE = 40;
const BLOCKS = 120;
const word = (n: number): string => `0x${n.toString(16).padStart(64, '0')}`;
const token = `0x${'70'.repeat(20)}`;
const other = `0x${'71'.repeat(20)}`;
/** Spread over the whole space of addresses, not in the order of their numbers. */
const person = (n: number): string => word(0).slice(0, 26) + word(n * 7_919_993).slice(26);

/** A fixed sequence of numbers below a limit. */
function sequence(): (limit: number) => number {
  let state = 99;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 4_294_967_296) * limit);
  };
}

describe('holders as of a block', () => {
  let world: LedgerWorld;
  /** After each block: lower-case address to balance, of those who hold. */
  const model: Map<string, bigint>[] = [new Map<string, bigint>()];
  /** All of them, in the chain's order. */
  const moved: Transfer[] = [];

  beforeAll(async () => {
    world = await LedgerWorld.start();
    const pick = sequence();
    for (let block = 1; block <= BLOCKS; block += 1) {
      const held = new Map(model[block - 1]);
      const transfers: Transfer[] = [];
      const move = (from: string, to: string, amount: bigint, of = token) => {
        const hash = word(block);
        const position = { blockNumber: block, blockHash: hash, transactionHash: hash };
        transfers.push({
          ...position,
          logIndex: transfers.length,
          token: of,
          sender: from,
          receiver: to,
          amount,
        });
        if (of !== token) return;
        for (const [who, delta] of [
          [from, -amount],
          [to, amount],
        ] as const) {
          if (who === word(0)) continue;
          const address = `0x${who.slice(26)}`;
          const balance = (held.get(address) ?? 0n) + delta;
          if (balance === 0n) held.delete(address);
          else held.set(address, balance);
        }
      };
      for (let i = 0; i < 6; i += 1) {
        const holders = [...held];
        const [address, balance] = holders[pick(holders.length)] ?? [];
        if (!address || !balance || pick(3) === 0) {
          move(word(0), person(1 + pick(PEOPLE)), BigInt(1 + pick(1_000)));
        } else {
          // All of it now and then, also to oneself and back out of the supply.
          const amount = pick(3) === 0 ? balance : BigInt(pick(Number(balance)));
          const to = pick(8) === 0 ? word(0) : person(1 + pick(PEOPLE));
          move(word(0).slice(0, 26) + address.slice(2), to, amount);
        }
      }
      move(word(0), person(1), 5n, other);
      expect(await projectTransfers(world.db.em, await pack(transfers))).toEqual([]);
      model.push(held);
      moved.push(...transfers);
    }
  });
  afterAll(() => world.stop());

  it('lists, pages, streams and counts are those of a replay, at any block', async () => {
    expect(await mismatches(world.db.em)).toEqual([]);
    for (let block = 0; block <= BLOCKS; block += 7) {
      const expected = [...(model[block] ?? [])]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([address, amountBaseUnits]) => ({ address, amountBaseUnits }));
      const { em } = world.db;
      const streamed = [];
      for await (const batch of streamHolders(em, token, block)) streamed.push(...batch);
      expect(streamed).toEqual(expected);
      const checked = expected.map((holder) => ({
        ...holder,
        address: toAddress(toBytes(holder.address)),
      }));
      const paged = [];
      for (let after: string | undefined; ;) {
        const { holders, next } = await holdersPage(em, token, block, 7, after);
        expect(holders.length).toBeLessThanOrEqual(7);
        paged.push(...holders);
        if (!next) break;
        after = next;
      }
      expect(paged).toEqual(checked);
      const listed = await holdersAt(em, token, block);
      expect(new Set(listed)).toEqual(new Set(checked));
      for (const [i, holder] of listed.slice(1).entries()) {
        expect(holder.amountBaseUnits <= (listed[i]?.amountBaseUnits ?? 0n)).toBe(true);
      }
      expect(await holderCountAt(em, token, block)).toBe(expected.length);
    }
  });

  it('many blocks at once leave the rows that they leave one by one', async () => {
    const { em } = world.db;
    const oneByOne = await world.projections();
    for (const table of ['holding', 'holding_change', 'token_supply', 'token_supply_change']) {
      await em.query(`DELETE FROM api.${table}`);
    }
    // In three goes, so that some begin with what others have left.
    for (const [from, to] of [
      [1, 50],
      [51, 51],
      [52, BLOCKS],
    ] as const) {
      const some = moved.filter(({ blockNumber: at }) => at >= from && at <= to);
      expect(await projectTransfers(em, await pack(some))).toEqual([]);
    }
    expect(await world.projections()).toEqual(oneByOne);
  });
});
