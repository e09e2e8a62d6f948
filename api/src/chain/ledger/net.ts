import { ZeroAddress, ZeroHash } from 'ethers';
import type { Transfer } from './transfer.js';

/** What a block changed for one holder of one token; never zero. */
export interface HolderMove {
  /** 0x-hex, or a word that ends in the address. */
  token: string;
  holder: string;
  block: number;
  delta: bigint;
  /** What the transfers up to this block have changed for the holder. */
  since: bigint;
  /** Whether the holder's balance stays at this among these transfers. */
  last: boolean;
}

/** What a block created and destroyed of one token. */
export interface SupplyMove {
  token: string;
  block: number;
  minted: bigint;
  burned: bigint;
}

const NOBODY = new Set([ZeroAddress, ZeroHash]);

/**
 * Nets transfers, given in the chain's order, per token, holder and block: what matters is the
 * balance a block leaves behind. Ten thousand transfers take some milliseconds here, and SQL then
 * has one row for each balance to write, and to add to what the holder had before. Moves come holder by
 * holder in the order of the addresses, as the index over them lies.
 */
export function net(transfers: readonly Transfer[]): {
  moves: HolderMove[];
  supplies: SupplyMove[];
} {
  const supplies: SupplyMove[] = [];
  const movesOf = new Map<string, Map<string, HolderMove[]>>();
  const latestSupply = new Map<string, SupplyMove>();

  const move = (token: string, holder: string, block: number, delta: bigint): void => {
    let ofToken = movesOf.get(token);
    if (!ofToken) movesOf.set(token, (ofToken = new Map<string, HolderMove[]>()));
    const moves = ofToken.get(holder);
    const latest = moves?.at(-1);
    if (latest?.block === block) latest.delta += delta;
    else if (moves) moves.push({ token, holder, block, delta, since: 0n, last: false });
    else ofToken.set(holder, [{ token, holder, block, delta, since: 0n, last: false }]);
  };
  const supply = (token: string, block: number): SupplyMove => {
    const latest = latestSupply.get(token);
    if (latest?.block === block) return latest;
    const next = { token, block, minted: 0n, burned: 0n };
    latestSupply.set(token, next);
    supplies.push(next);
    return next;
  };

  for (const { token, sender, receiver, blockNumber: block, amount } of transfers) {
    if (NOBODY.has(sender)) supply(token, block).minted += amount;
    else move(token, sender, block, -amount);
    if (NOBODY.has(receiver)) supply(token, block).burned += amount;
    else move(token, receiver, block, amount);
  }
  return { moves: [...movesOf.values()].flatMap(inOrder), supplies };
}

function inOrder(movesOf: Map<string, HolderMove[]>): HolderMove[] {
  const all: HolderMove[] = [];
  for (const holder of [...movesOf.keys()].sort()) {
    let since = 0n;
    let latest: HolderMove | undefined;
    for (const move of movesOf.get(holder) ?? []) {
      if (move.delta === 0n) continue;
      move.since = since += move.delta;
      all.push((latest = move));
    }
    if (latest) latest.last = true;
  }
  return all;
}
