import { ZeroAddress } from 'ethers';
import type { Transfer } from './transfer.js';

/** What a block changed for one holder of one token; never zero. */
export interface HolderMove {
  /** 0x-hex, or a word that ends in the address. */
  token: string;
  holder: string;
  block: number;
  delta: bigint;
}

/** What a block created and destroyed of one token. */
export interface SupplyMove {
  token: string;
  block: number;
  minted: bigint;
  burned: bigint;
}

const NOBODY = ZeroAddress.slice(2);

/**
 * Nets transfers, given in the chain's order, per token, holder and block: what matters is the
 * balance a block leaves behind. Ten thousand transfers take some milliseconds here, and SQL then
 * has one row for each balance to write.
 */
export function net(transfers: readonly Transfer[]): {
  moves: HolderMove[];
  supplies: SupplyMove[];
} {
  const moves: HolderMove[] = [];
  const supplies: SupplyMove[] = [];
  const latestMoves = new Map<string, Map<string, HolderMove>>();
  const latestSupply = new Map<string, SupplyMove>();

  const move = (token: string, holder: string, block: number, delta: bigint): void => {
    let ofToken = latestMoves.get(token);
    if (!ofToken) latestMoves.set(token, (ofToken = new Map<string, HolderMove>()));
    const latest = ofToken.get(holder);
    if (latest?.block === block) {
      latest.delta += delta;
      return;
    }
    const next = { token, holder, block, delta };
    ofToken.set(holder, next);
    moves.push(next);
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
    const from = sender.slice(-40);
    const to = receiver.slice(-40);
    if (from === NOBODY) supply(token, block).minted += amount;
    else move(token, from, block, -amount);
    if (to === NOBODY) supply(token, block).burned += amount;
    else move(token, to, block, amount);
  }
  return { moves: moves.filter(({ delta }) => delta !== 0n), supplies };
}
