import {
  formatDecimal,
  type Gate,
  paymentFor,
  type QueueScale,
  sharesWithin,
} from '@cadastre/core';
import { Injectable } from '@nestjs/common';
import { toAddress } from '../chain/bytes.js';
import type { RevertReason } from '../chain/outbox/revert-reason.js';
import { ContractReader } from '../chain/rpc/contract-reader.js';
import { Signers } from '../chain/signers.js';
import { Conflict, Refused } from '../platform/problem.js';
import { Tokens } from '../tokens/tokens.service.js';
import { type EpochPart, EpochParts } from './epoch-parts.service.js';
import { type ClosedNow, type PriceNow, QueueChain } from './queue-chain.service.js';
import { DEFERRED_AT_ONCE, encodeDefer, encodeGate, encodeSettle } from './queue.contract.js';
import type { LiveQueue } from './queue-store.service.js';
import type { RedemptionOrder } from './redemption.entity.js';
import { SHOWN_PARTS, type StrikeView } from './redemption.schema.js';

/** A call of a strike to its queue; the last one settles. */
export interface StrikeCall {
  kind: 'gate' | 'defer' | 'strike';
  data: string;
}

/** An epoch's settlement to the base unit, as its approver sees it. */
export interface Strike {
  epoch: number;
  /** To be burnt. */
  shares: bigint;
  /** Of a strike in part: how many shares of the epoch its gate lets through; null for all of them. */
  fill: bigint | null;
  /** Of a strike in part: shares that move to the next epoch. */
  deferred: bigint | null;
  navRound: bigint;
  /** In the feed's decimals. */
  nav: bigint;
  /** Payment set aside, base units. */
  amount: bigint;
  buffer: bigint;
  shown: Record<string, string | number>;
  calls: StrikeCall[];
  closed: ClosedNow;
  gate: Gate | null;
}

/** How much of an epoch is asked to be filled: shares, as many as the buffer pays, or all. */
export type Fill = bigint | 'buffer' | null;

/** Epoch, shares and gate say what becomes of every request: the closed epoch takes no more of them. */
const BOUND = ['epoch', 'shares', 'fill', 'deferred', 'navRound', 'nav', 'amount'] as const;

/** What settling a queue's closed epoch would do now. */
@Injectable()
export class Strikes {
  constructor(
    private readonly chain: QueueChain,
    private readonly reader: ContractReader,
    private readonly tokens: Tokens,
    private readonly signers: Signers,
    private readonly parts: EpochParts,
  ) {}

  /**
   * The strike of the closed epoch at the feed's newest price, which the contract would take now.
   * @throws Conflict `no_closed_epoch`, `epoch_gated`, `ledger_behind`; Refused `nav_missing`, `invalid_fill`,
   * `nothing_filled`, `buffer_too_small` with what to fund, and the contract's own reasons, `price_before_cut_off` first
   * of all
   */
  async of(queue: LiveQueue, fill: Fill): Promise<Strike> {
    const at = toAddress(queue.address);
    const token = await this.tokens.require(queue.tokenId);
    const { closed, buffer } = await this.chain.queue(at);
    if (!closed) {
      throw new Conflict('no_closed_epoch', 'No epoch waits for its strike: close one first.');
    }
    const price = await this.chain.price(token.navFeed);
    if (!price) {
      throw new Refused('nav_missing', 'No NAV has been published yet: wait for the first round.');
    }
    const scale = { shareDecimals: token.decimals, assetDecimals: queue.paymentDecimals };
    const gate = gateOf(closed, fill, buffer, price, scale);
    const parts = gate && (await this.parts.divided(queue.id, closed, gate));
    const shares = parts ? sum(parts, 'kept') : closed.shares;
    const deferred = parts && sum(parts, 'deferred');
    if (shares === 0n && !closed.gate) {
      throw new Refused(
        'nothing_filled',
        'Rounded down to whole base units nobody would be paid: fill more, or wait for more money.',
      );
    }
    const amount = paymentFor(shares, price, scale);
    const money = (value: bigint) => formatDecimal(value, queue.paymentDecimals);
    const late = price.valuedAt > closed.closedAt;
    if (late && amount > buffer) {
      throw new Refused(
        'buffer_too_small',
        `The strike takes ${money(amount)} ${queue.paymentSymbol} and the queue holds ` +
          `${money(buffer)}: fund ${money(amount - buffer)} more, or pay a part.`,
        { missing: (amount - buffer).toString() },
      );
    }
    const calls = callsOf(closed, gate, parts ?? []);
    const refused = await this.reader.refuses(
      this.signers.address('treasurer'),
      calls.map(({ data }) => ({ to: at, data })),
    );
    if (refused) throw new Refused(refused.code, refused.sentence);
    return {
      epoch: closed.epoch,
      shares,
      fill: gate?.fill ?? null,
      deferred,
      navRound: price.round,
      nav: price.value,
      amount,
      buffer,
      calls,
      closed,
      gate,
      shown: {
        epoch: closed.epoch,
        cutOff: new Date(closed.closedAt * 1000).toISOString(),
        symbol: token.symbol,
        shares: formatDecimal(shares, token.decimals),
        sharesBaseUnits: shares.toString(),
        ...(gate && {
          epochShares: formatDecimal(gate.shares, token.decimals),
          fillBaseUnits: gate.fill.toString(),
          deferred: formatDecimal(deferred ?? 0n, token.decimals),
          deferredBaseUnits: String(deferred),
          requests: parts?.length ?? 0,
        }),
        navRound: price.round.toString(),
        navPerShare: formatDecimal(price.value, price.decimals),
        navAsOf: new Date(price.valuedAt * 1000).toISOString(),
        amount: money(amount),
        amountBaseUnits: amount.toString(),
        paymentSymbol: queue.paymentSymbol,
        bufferBefore: money(buffer),
        bufferAfter: money(buffer - amount),
      },
    };
  }

  /** The same for whoever is to decide, with what becomes of each request. @throws as `of` */
  async preview(queue: LiveQueue, fill: Fill): Promise<StrikeView> {
    const strike = await this.of(queue, fill);
    const parts = await this.parts.divided(queue.id, strike.closed, strike.gate);
    return {
      epoch: strike.epoch,
      shares: strike.shares.toString(),
      deferredShares: (strike.deferred ?? 0n).toString(),
      fill: strike.fill?.toString() ?? null,
      navRound: strike.navRound.toString(),
      nav: strike.nav.toString(),
      amount: strike.amount.toString(),
      buffer: strike.buffer.toString(),
      requests: parts.length,
      parts: await this.parts.views(parts, strike.amount, SHOWN_PARTS),
    };
  }

  /**
   * Whether the contract would settle at the approved NAV right now: it takes whatever its feed says.
   * @returns why not, or null
   */
  async navChanged(queue: LiveQueue, order: RedemptionOrder): Promise<RevertReason | null> {
    const token = await this.tokens.require(queue.tokenId);
    const price = await this.chain.price(token.navFeed);
    if (price && price.round === order.navRound && price.value === order.nav) return null;
    const now = price ? `${price.value} (round ${price.round})` : 'not published';
    return {
      code: 'nav_changed',
      sentence:
        `The epoch was to be settled at NAV ${String(order.nav)} (round ${String(order.navRound)}), ` +
        `which is ${now} by now: nothing was sent. Ask for the strike anew.`,
    };
  }

  /** Whether the closed epoch has the gate that was approved, or has none where none was. @returns why not, or null */
  async gateChanged(queue: LiveQueue, order: RedemptionOrder): Promise<RevertReason | null> {
    const { closed } = await this.chain.queue(toAddress(queue.address));
    const fill = closed?.gate?.fill ?? null;
    if (fill === order.fill) return null;
    return {
      code: 'gate_changed',
      sentence:
        `Of epoch ${String(order.epoch)} ${String(order.fill ?? 'all')} shares were to be filled, and the contract ` +
        `would fill ${String(fill ?? 'all')}: nothing was sent. Ask for the strike anew.`,
    };
  }

  /** The very strike that was approved, or nothing. @throws Conflict `strike_changed` and as `of` */
  async requireSame(queue: LiveQueue, order: RedemptionOrder): Promise<Strike> {
    const now = await this.of(queue, order.fill);
    const changed = BOUND.filter((name) => now[name] !== order[name]);
    if (changed.length === 0) return now;
    const told = changed.map((name) => `${name} ${String(order[name])} → ${String(now[name])}`);
    throw new Conflict(
      'strike_changed',
      `The strike is another one now (${told.join(', ')}): reject this and ask for it anew.`,
    );
  }
}

/** The gate that a strike goes through: the one the epoch has, the one asked for, or none. */
function gateOf(
  closed: ClosedNow,
  asked: Fill,
  buffer: bigint,
  price: PriceNow,
  scale: QueueScale,
): Gate | null {
  const { epoch, shares, gate } = closed;
  if (gate) {
    if (typeof asked !== 'bigint' || asked === gate.fill) return gate;
    throw new Conflict(
      'epoch_gated',
      `Of epoch ${epoch} ${formatDecimal(gate.fill, scale.shareDecimals)} shares will be filled, which is fixed: strike that part.`,
    );
  }
  if (asked === 'buffer') {
    const fill = sharesWithin(buffer, price, scale);
    return fill === 0n || fill >= shares ? null : { fill, shares };
  }
  if (asked !== null && asked >= shares) {
    throw new Refused(
      'invalid_fill',
      `Epoch ${epoch} has ${formatDecimal(shares, scale.shareDecimals)} shares: fill fewer, or strike the whole epoch.`,
    );
  }
  return asked === null ? null : { fill: asked, shares };
}

function callsOf(closed: ClosedNow, gate: Gate | null, parts: EpochPart[]): StrikeCall[] {
  const calls: StrikeCall[] = [];
  if (gate && !closed.gate) calls.push({ kind: 'gate', data: encodeGate(gate.fill) });
  const left = parts.filter(({ deferred }) => deferred > 0n).map(({ controller }) => controller);
  for (let i = 0; i < left.length; i += DEFERRED_AT_ONCE) {
    calls.push({ kind: 'defer', data: encodeDefer(left.slice(i, i + DEFERRED_AT_ONCE)) });
  }
  return [...calls, { kind: 'strike', data: encodeSettle() }];
}

const sum = (parts: EpochPart[], side: 'kept' | 'deferred'): bigint =>
  parts.reduce((all, part) => all + part[side], 0n);
