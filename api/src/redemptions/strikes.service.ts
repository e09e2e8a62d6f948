import { formatDecimal, paymentFor } from '@cadastre/core';
import { Injectable } from '@nestjs/common';
import { toAddress } from '../chain/bytes.js';
import type { RevertReason } from '../chain/outbox/revert-reason.js';
import { Signers } from '../chain/signers.js';
import { Conflict, Refused } from '../platform/problem.js';
import { Tokens } from '../tokens/tokens.service.js';
import { QueueChain } from './queue-chain.service.js';
import { encodeSettle } from './queue.contract.js';
import type { LiveQueue } from './queue-store.service.js';
import type { RedemptionOrder } from './redemption.entity.js';

/** An epoch's settlement to the base unit, as its approver sees it. */
export interface Strike {
  epoch: number;
  shares: bigint;
  navRound: bigint;
  /** In the feed's decimals. */
  nav: bigint;
  /** Payment set aside, base units. */
  amount: bigint;
  shown: Record<string, string | number>;
}

const BOUND = ['epoch', 'shares', 'navRound', 'nav', 'amount'] as const;

/** What settling a queue's closed epoch would do now. */
@Injectable()
export class Strikes {
  constructor(
    private readonly chain: QueueChain,
    private readonly tokens: Tokens,
    private readonly signers: Signers,
  ) {}

  /**
   * The strike of the closed epoch at the feed's newest price, which the contract would take now.
   * @throws Conflict `no_closed_epoch`; Refused `nav_missing`, `buffer_too_small` with what to fund, and the contract's
   * own reasons, `price_before_cut_off` first of all
   */
  async of(queue: LiveQueue): Promise<Strike> {
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
    const amount = paymentFor(closed.shares, price, scale);
    const money = (value: bigint) => formatDecimal(value, queue.paymentDecimals);
    const late = price.valuedAt > closed.closedAt;
    if (late && amount > buffer) {
      throw new Refused(
        'buffer_too_small',
        `The strike takes ${money(amount)} ${queue.paymentSymbol} and the queue holds ${money(buffer)}: ` +
          `fund ${money(amount - buffer)} more. An epoch is paid whole or waits.`,
        { missing: (amount - buffer).toString() },
      );
    }
    const call = { to: at, data: encodeSettle() };
    const reason = await this.chain.refuses(this.signers.address('treasurer'), [call]);
    if (reason) throw new Refused(reason.code, reason.sentence);
    return {
      epoch: closed.epoch,
      shares: closed.shares,
      navRound: price.round,
      nav: price.value,
      amount,
      shown: {
        epoch: closed.epoch,
        cutOff: new Date(closed.closedAt * 1000).toISOString(),
        symbol: token.symbol,
        shares: formatDecimal(closed.shares, token.decimals),
        sharesBaseUnits: closed.shares.toString(),
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

  /** The very strike that was approved, or nothing. @throws Conflict `strike_changed` and as `of` */
  async requireSame(queue: LiveQueue, order: RedemptionOrder): Promise<void> {
    const now = await this.of(queue);
    const changed = BOUND.filter((name) => now[name] !== order[name]);
    if (changed.length === 0) return;
    const told = changed.map((name) => `${name} ${String(order[name])} → ${String(now[name])}`);
    throw new Conflict(
      'strike_changed',
      `The strike is another one now (${told.join(', ')}): reject this and ask for it anew.`,
    );
  }
}
