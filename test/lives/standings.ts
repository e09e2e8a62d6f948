import { buildSumTree } from '@cadastre/core';
import type { Product } from '@cadastre/api/demo';
import { type Log, ZeroAddress, ZeroHash } from 'ethers';
import { latestRound, TOKEN_ABI, whole } from '../checks/chain.ts';
import type { Stage } from './stage.ts';

/** How a product stood after a block, by whoever is asked; amounts in base units, dollars × 10⁶. */
export interface Standing {
  supply: bigint;
  minted: bigint;
  burnt: bigint;
  holders: number;
  /** Of the Merkle sum tree over all holders. */
  root: string;
  /** The newest round's answers; 0 before the first. */
  nav: bigint;
  reserves: bigint;
}

interface Held {
  address: string;
  balance: bigint;
}

const CHAIN_ID = 31_337n;

function rootOf({ token }: Product, block: number, held: readonly Held[]): string {
  if (held.length === 0) return ZeroHash;
  const holdings = held.map(({ address, balance }) => ({ holder: address.toLowerCase(), balance }));
  return buildSumTree({ chainId: CHAIN_ID, token, block: BigInt(block) }, holdings).root;
}

const bytes = (hex: string): Buffer => Buffer.from(hex.slice(2), 'hex');

/** By the ledger's tables. */
export async function ledgerAt(stage: Stage, product: Product, block: number): Promise<Standing> {
  const { token, navFeed, reserveFeed } = product;
  const supply = await stage.sql<{ supply: string; minted: string; burned: string }>(
    `SELECT supply, minted, burned FROM api.token_supply_change
     WHERE token = $1 AND block_number <= $2 ORDER BY block_number`,
    [bytes(token), block],
  );
  const sum = (field: 'minted' | 'burned') =>
    supply.reduce((total, row) => total + BigInt(row[field]), 0n);
  const holdings = await stage.sql<{ holder: Buffer; balance: string }>(
    `SELECT DISTINCT ON (holder) holder, balance FROM api.holding_change
     WHERE token = $1 AND block_number <= $2 ORDER BY holder, block_number DESC`,
    [bytes(token), block],
  );
  const held = holdings
    .map(({ holder, balance }) => ({
      address: `0x${holder.toString('hex')}`,
      balance: BigInt(balance),
    }))
    .filter(({ balance }) => balance > 0n);
  const answer = async (feed: string) => {
    const [newest] = await stage.sql<{ answer: string }>(
      `SELECT answer FROM api.feed_round WHERE feed = $1 AND block_number <= $2
       ORDER BY round DESC LIMIT 1`,
      [bytes(feed), block],
    );
    return BigInt(newest?.answer ?? 0);
  };
  return {
    supply: BigInt(supply.at(-1)?.supply ?? 0),
    minted: sum('minted'),
    burnt: sum('burned'),
    holders: held.length,
    root: rootOf(product, block, held),
    nav: await answer(navFeed),
    reserves: await answer(reserveFeed),
  };
}

/** By the node alone: the token's transfers added up, each balance then asked for, and the feeds' views. */
export async function chainAt(stage: Stage, product: Product, block: number): Promise<Standing> {
  const { token, navFeed, reserveFeed } = product;
  const { rpc } = stage;
  const topics = [TOKEN_ABI.getEvent('Transfer')?.topicHash ?? ''];
  const logs = await rpc.getLogs({ address: token, topics, fromBlock: 0, toBlock: block });
  const moves = logs.map(moveOf);
  const sum = (end: 'from' | 'to') =>
    moves.filter((one) => one[end] === ZeroAddress).reduce((total, one) => total + one.value, 0n);
  const everybody = new Set(moves.flatMap(({ from, to }) => [from, to]));
  everybody.delete(ZeroAddress);
  const held: Held[] = [];
  for (const address of everybody) {
    const balance = await whole(rpc, TOKEN_ABI, token, 'balanceOf', [address], block);
    if (balance > 0n) held.push({ address, balance });
  }
  return {
    supply: await whole(rpc, TOKEN_ABI, token, 'totalSupply', [], block),
    minted: sum('from'),
    burnt: sum('to'),
    holders: held.length,
    root: rootOf(product, block, held),
    nav: (await latestRound(rpc, navFeed, block)).answer,
    reserves: (await latestRound(rpc, reserveFeed, block)).answer,
  };
}

function moveOf(log: Log): { from: string; to: string; value: bigint } {
  const { args } = TOKEN_ABI.parseLog(log) ?? {};
  return { from: String(args?.from), to: String(args?.to), value: args?.value as bigint };
}
