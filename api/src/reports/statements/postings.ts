import { ZeroAddress } from 'ethers';
import type { Money } from '../money.js';
import type { Consideration, Exit, InvestorRecord, StatedAsset, StatedTransfer } from './record.js';

export type PostingKind =
  | 'issue'
  | 'redemption'
  | 'transfer_in'
  | 'transfer_out'
  | 'between_own_wallets'
  | 'redemption_requested'
  | 'redemption_withdrawn'
  | Exit['kind'];

/** One thing that happened to a position. */
export interface Posting {
  /** Unique, and in the order of the chain among postings of one instant. */
  id: string;
  kind: PostingKind;
  at: Date;
  /** Null for what a queue's settlement did to many at once. */
  block: number | null;
  wallet: string;
  quantity: bigint;
  /** What it changed of what is owned, base units: shares with a queue are still owned. */
  change: bigint;
  /** What it changed of what lies with a queue or vault. */
  escrowed: bigint;
  /** Paid for it or out of it, before the fee. */
  money: Money | null;
  fee: Money | null;
  transaction: string | null;
}

/**
 * What happened to one asset of an investor up to the closing block, oldest first. Shares given to a
 * redemption queue or a vault stay the investor's until they are struck or delivered.
 */
export function postingsOf(record: InvestorRecord, asset: StatedAsset): Posting[] {
  const own = new Set(record.wallets);
  const escrows = new Set(asset.escrows);
  const unused = [...record.considerations];
  const moved = record.transfers
    .filter(({ token }) => token === asset.address)
    .map((transfer) => ofTransfer(transfer, own, escrows, unused));
  const left = record.exits.filter(({ tokenId }) => tokenId === asset.tokenId).map(ofExit);
  return [...moved, ...left].sort(
    (a, b) => a.at.getTime() - b.at.getTime() || (a.block ?? Infinity) - (b.block ?? Infinity) || 0,
  );
}

function ofTransfer(
  transfer: StatedTransfer,
  own: ReadonlySet<string>,
  escrows: ReadonlySet<string>,
  unused: Consideration[],
): Posting {
  const { sender, receiver, quantity, at, block, logIndex, transaction } = transfer;
  const [mine, theirs] = [own.has(sender), own.has(receiver)];
  const kind = kindOf(transfer, mine && theirs, mine ? receiver : sender, mine, escrows);
  const wallet = mine && !theirs ? sender : receiver;
  const change = kind === 'between_own_wallets' || escrows.has(mine ? receiver : sender) ? 0n : 1n;
  const escrowed =
    kind === 'redemption_requested' ? quantity : kind === 'redemption_withdrawn' ? -quantity : 0n;
  return {
    // Padded, so that text sorts as numbers do.
    id: `${String(block).padStart(12, '0')}:${String(logIndex).padStart(6, '0')}`,
    kind,
    at,
    block,
    wallet,
    quantity,
    change: change * (mine ? -quantity : quantity),
    escrowed,
    money: considerationOf({ kind, wallet, quantity, transaction }, unused),
    fee: null,
    transaction,
  };
}

function kindOf(
  { sender, receiver }: StatedTransfer,
  internal: boolean,
  other: string,
  leaves: boolean,
  escrows: ReadonlySet<string>,
): PostingKind {
  if (internal) return 'between_own_wallets';
  if (sender === ZeroAddress) return 'issue';
  if (receiver === ZeroAddress) return 'redemption';
  if (escrows.has(other)) return leaves ? 'redemption_requested' : 'redemption_withdrawn';
  return leaves ? 'transfer_out' : 'transfer_in';
}

/** Each is used once: a transaction may carry many orders. */
function considerationOf(
  {
    kind,
    wallet,
    quantity,
    transaction,
  }: Pick<Posting, 'kind' | 'wallet' | 'quantity'> & {
    transaction: string;
  },
  unused: Consideration[],
): Money | null {
  if (kind !== 'issue' && kind !== 'redemption') return null;
  const wanted = kind === 'issue' ? 'mint' : 'burn';
  const at = unused.findIndex(
    (one) =>
      one.kind === wanted &&
      one.wallet === wallet &&
      one.quantity === quantity &&
      one.transaction === transaction,
  );
  return at < 0 ? null : (unused.splice(at, 1)[0]?.money ?? null);
}

const ofExit = ({ id, kind, wallet, quantity, at, money, fee }: Exit): Posting => ({
  id: `exit:${id}`,
  kind,
  at,
  block: null,
  wallet,
  quantity,
  change: -quantity,
  escrowed: -quantity,
  money: money && { ...money, amount: money.amount + (fee?.amount ?? 0n) },
  fee,
  transaction: null,
});
