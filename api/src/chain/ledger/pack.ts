import { setImmediate } from 'node:timers/promises';
import { booleanArray, byteaArray, int4Array, int8Array, numericArray } from './binary.js';
import { net } from './net.js';
import type { Transfer } from './transfer.js';

/** Transfers as parameters of the statements that write them. */
export interface Packed {
  /** Empty where there is nothing to write. */
  count: number;
  /** Block, log index, transaction, token, sender, receiver, amount: a row for each transfer. */
  journal: Buffer[];
  /** Token, holder, block, delta, since, last: what each block changed for each holder. */
  moves: Buffer[];
  /** Token, block, minted, burned. */
  supplies: Buffer[];
}

/**
 * Packs transfers given in the chain's order and with whole blocks: column by column, each in a turn of
 * its own, so that neither the database nor anybody's request waits for all of it.
 */
export async function pack(transfers: readonly Transfer[]): Promise<Packed> {
  const { moves, supplies } = net(transfers);
  return {
    count: transfers.length,
    journal: await inTurns([
      () => int8Array(transfers.map((t) => t.blockNumber)),
      () => int4Array(transfers.map((t) => t.logIndex)),
      () => bytes32(transfers.map((t) => t.transactionHash)),
      () => addresses(transfers.map((t) => t.token)),
      () => addresses(transfers.map((t) => t.sender)),
      () => addresses(transfers.map((t) => t.receiver)),
      () => numericArray(transfers.map((t) => t.amount)),
    ]),
    moves: await inTurns([
      () => addresses(moves.map((m) => m.token)),
      () => addresses(moves.map((m) => m.holder)),
      () => int8Array(moves.map((m) => m.block)),
      () => numericArray(moves.map((m) => m.delta)),
      () => numericArray(moves.map((m) => m.since)),
      () => booleanArray(moves.map((m) => m.last)),
    ]),
    supplies: await inTurns([
      () => addresses(supplies.map((s) => s.token)),
      () => int8Array(supplies.map((s) => s.block)),
      () => numericArray(supplies.map((s) => s.minted)),
      () => numericArray(supplies.map((s) => s.burned)),
    ]),
  };
}

async function inTurns(columns: (() => Buffer)[]): Promise<Buffer[]> {
  const made: Buffer[] = [];
  for (const column of columns) {
    await setImmediate();
    made.push(column());
  }
  return made;
}

const addresses = (words: readonly string[]): Buffer => byteaArray(words, 20);
const bytes32 = (words: readonly string[]): Buffer => byteaArray(words, 32);
