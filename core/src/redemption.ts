import { CoreError } from './errors.js';
import { next } from './machines/machine.js';
import {
  redemptionMachine,
  type RedemptionEvent,
  type RedemptionState,
} from './machines/orders.js';
import { pow10 } from './money/decimal.js';
import { mulDiv } from './money/mul-div.js';
import { splitFloor, type Split } from './split.js';

/** What a redemption queue's contract would not have told. */
export class RedemptionError extends CoreError {}

/** A price per whole share as a feed answers it. */
export interface SharePrice {
  /** Above zero. */
  value: bigint;
  /** Of `value`, 0 to 18. */
  decimals: number;
}

/** Decimals of the two sides of a queue, 0 to 18 each. */
export interface QueueScale {
  shareDecimals: number;
  assetDecimals: number;
}

/**
 * Base units of payment for base units of shares, rounded down once: the rest stays with the fund.
 * Source: `FeedPrice.paymentFor`.
 */
export function paymentFor(shares: bigint, price: SharePrice, scale: QueueScale): bigint {
  const { shareDecimals, assetDecimals } = scale;
  return mulDiv(
    shares,
    price.value * pow10(assetDecimals),
    pow10(price.decimals + shareDecimals),
    'floor',
  );
}

/**
 * What settling an epoch sets aside, and each part's share of it: the money is rounded down once for
 * all, each part down again; `carried` goes back to the buffer when the last part is taken.
 * @param parts shares of each holder in the epoch
 * @throws SplitError `no_weight` for an epoch without shares
 */
export function strikeEpoch(
  parts: readonly bigint[],
  price: SharePrice,
  scale: QueueScale,
): Split & { assets: bigint } {
  const shares = parts.reduce((sum, part) => sum + part, 0n);
  const assets = paymentFor(shares, price, scale);
  return { assets, ...splitFloor(assets, parts) };
}

/**
 * The most shares that an amount of payment covers at a price, rounded down: paying for them never takes more than it.
 * Against `paymentFor`, which rounds down too, it may be a base unit short; that unit waits.
 */
export function sharesWithin(assets: bigint, price: SharePrice, scale: QueueScale): bigint {
  const { shareDecimals, assetDecimals } = scale;
  return mulDiv(
    assets,
    pow10(price.decimals + shareDecimals),
    price.value * pow10(assetDecimals),
    'floor',
  );
}

/** A gate: of an epoch's `shares`, `fill` are let through. */
export interface Gate {
  fill: bigint;
  shares: bigint;
}

/** What a gate keeps of a part to be settled, rounded down. Source: `QueueAccounts._defer`. */
export const keptOf = (part: bigint, { fill, shares }: Gate): bigint =>
  mulDiv(part, fill, shares, 'floor');

/** What a gate does to an epoch, part by part; every part = kept + deferred. */
export interface Division {
  kept: bigint[];
  deferred: bigint[];
  /** All that is kept: the fill, less what rounding leaves with who asked. */
  filled: bigint;
}

/**
 * Of each part of an epoch, floor(part × fill / shares) is kept to be settled; the rest moves to the next epoch, a
 * started unit with it.
 * @param parts shares of each holder in the epoch
 * @throws RedemptionError `invalid_fill` unless something is filled and something is not
 */
export function divideEpoch(parts: readonly bigint[], fill: bigint): Division {
  const shares = parts.reduce((sum, part) => sum + part, 0n);
  if (fill <= 0n || fill >= shares) {
    throw new RedemptionError(
      'invalid_fill',
      `Of an epoch of ${shares} shares ${fill} cannot be a part: fill fewer than all and more than none.`,
    );
  }
  const kept = parts.map((part) => keptOf(part, { fill, shares }));
  const deferred = parts.map((part, i) => part - (kept[i] ?? 0n));
  return { kept, deferred, filled: kept.reduce((sum, part) => sum + part, 0n) };
}

/** What an instant redemption pays; `gross = fee + net`. */
export interface InstantPayout {
  gross: bigint;
  /** Rounded up: it stays in the buffer. */
  fee: bigint;
  net: bigint;
}

/**
 * An instant redemption at a price, less the lane's fee. Source: `RedemptionQueue.redeemInstantly`.
 * @param feeBps 1/10,000, at most 500
 */
export function instantPayout(
  shares: bigint,
  price: SharePrice,
  scale: QueueScale,
  feeBps: bigint,
): InstantPayout {
  const gross = paymentFor(shares, price, scale);
  const fee = mulDiv(gross, feeBps, 10_000n, 'ceil');
  return { gross, fee, net: gross - fee };
}

/** What the queue told, as far as one holder is concerned; times are block times in Unix seconds. */
export type QueueEntry =
  | { kind: 'request'; shares: bigint; at: number }
  | { kind: 'cancel'; at: number }
  | { kind: 'return'; at: number }
  | { kind: 'claim'; shares: bigint; assets: bigint; at: number }
  | { kind: 'close'; at: number }
  | { kind: 'defer'; kept: bigint; deferred: bigint; at: number }
  | { kind: 'settle'; shares: bigint; assets: bigint; at: number };

/** A holder's shares in one epoch. What was cancelled and asked for again is a part of its own. */
export interface RedemptionPart {
  epoch: number;
  state: RedemptionState;
  shares: bigint;
  /** Moved out of this part into the next epoch; `shares` is what stayed, or everything that left where nothing did. */
  deferred: bigint;
  /** Of `shares`, moved into this part out of the epoch before. */
  carried: bigint;
  /** Set aside for them, base units of payment; zero before the strike. */
  assets: bigint;
  /** Of `shares`, paid for so far: claims take the oldest part first. */
  claimedShares: bigint;
  requestedAt: number;
  changedAt: number;
}

/** A holder's account with a queue. */
export interface QueueAccount {
  /** In the order they were asked for. */
  parts: RedemptionPart[];
  claimable: { shares: bigint; assets: bigint };
  paid: { shares: bigint; assets: bigint };
  /** Shares of cancelled requests that were not fetched yet. */
  cancelled: bigint;
}

/**
 * A holder's account from what the queue told, in the chain's order: the requests, cancellations and claims of this
 * holder, what a gate deferred of them, and every closing and settlement. Gives what `QueueAccounts` holds, without its storage.
 * @param patience seconds after closing from which a closed epoch's requests can be cancelled
 * @throws RedemptionError `claimed_too_much` for entries that no queue could have told
 */
export function foldQueue(entries: Iterable<QueueEntry>, patience: number): QueueAccount {
  const account: QueueAccount = {
    parts: [],
    claimable: { shares: 0n, assets: 0n },
    paid: { shares: 0n, assets: 0n },
    cancelled: 0n,
  };
  const closedAt: number[] = [];
  let settled = 0;
  for (const entry of entries) {
    switch (entry.kind) {
      case 'request':
        request(account, closedAt.length + 1, entry);
        break;
      case 'cancel':
        cancel(account, entry.at, (epoch) => (closedAt[epoch - 1] ?? -Infinity) + patience);
        break;
      case 'return':
        for (const part of inState(account, 'cancelled')) move(part, 'return', entry.at);
        account.cancelled = 0n;
        break;
      case 'claim':
        claim(account, entry);
        break;
      case 'close':
        for (const part of inState(account, 'requested')) move(part, 'close', entry.at);
        closedAt.push(entry.at);
        break;
      case 'defer':
        defer(account, closedAt.length, entry);
        break;
      case 'settle':
        settled += 1;
        settle(account, settled, entry);
    }
  }
  return account;
}

function request(
  account: QueueAccount,
  epoch: number,
  { shares, carried = 0n, at }: { shares: bigint; carried?: bigint; at: number },
): void {
  const [open] = inState(account, 'requested');
  if (open) {
    move(open, 'request', at);
    open.shares += shares;
    open.carried += carried;
    return;
  }
  const state = redemptionMachine.initial;
  const times = { requestedAt: at, changedAt: at };
  const none = { assets: 0n, claimedShares: 0n, deferred: 0n };
  account.parts.push({ epoch, state, shares, carried, ...none, ...times });
}

/** The closed epoch is filled in part: the holder keeps some of it there, and asks for the rest in the next one. */
function defer(
  account: QueueAccount,
  epoch: number,
  { kept, deferred, at }: { kept: bigint; deferred: bigint; at: number },
): void {
  const part = inState(account, 'awaiting_strike').find((one) => one.epoch === epoch);
  if (part?.shares !== kept + deferred) {
    throw new RedemptionError(
      'divided_otherwise',
      `Epoch ${epoch} has ${part?.shares ?? 0n} shares of the holder, not ${kept + deferred}: an entry is missing before it.`,
    );
  }
  part.deferred = deferred;
  if (kept > 0n) part.shares = kept;
  move(part, kept > 0n ? 'divide' : 'defer', at);
  request(account, epoch + 1, { shares: deferred, carried: deferred, at });
}

function cancel(account: QueueAccount, at: number, from: (epoch: number) => number): void {
  const late = inState(account, 'awaiting_strike').filter(({ epoch }) => at >= from(epoch));
  for (const part of [...inState(account, 'requested'), ...late]) {
    move(part, 'cancel', at);
    account.cancelled += part.shares;
  }
}

function settle(
  account: QueueAccount,
  epoch: number,
  { shares, assets, at }: { shares: bigint; assets: bigint; at: number },
): void {
  for (const part of inState(account, 'awaiting_strike')) {
    if (part.epoch !== epoch) continue;
    move(part, 'settle', at);
    part.assets = mulDiv(part.shares, assets, shares, 'floor');
    account.claimable.shares += part.shares;
    account.claimable.assets += part.assets;
  }
}

function claim(
  account: QueueAccount,
  { shares, assets, at }: { shares: bigint; assets: bigint; at: number },
): void {
  const { claimable, paid } = account;
  if (shares > claimable.shares || assets > claimable.assets) {
    throw new RedemptionError(
      'claimed_too_much',
      `A claim of ${shares} shares and ${assets} of payment meets ${claimable.shares} and ` +
        `${claimable.assets}: an entry is missing before it.`,
    );
  }
  claimable.shares -= shares;
  claimable.assets -= assets;
  paid.shares += shares;
  paid.assets += assets;
  let left = shares;
  for (const part of inState(account, 'claimable')) {
    const due = part.shares - part.claimedShares;
    const taken = left < due ? left : due;
    if (taken === 0n) return;
    part.claimedShares += taken;
    left -= taken;
    move(part, taken === due ? 'pay' : 'claim', at);
  }
}

const inState = (account: QueueAccount, state: RedemptionState): RedemptionPart[] =>
  account.parts.filter((part) => part.state === state);

function move(part: RedemptionPart, event: RedemptionEvent, at: number): void {
  part.state = next(redemptionMachine, part.state, event);
  part.changedAt = at;
}
