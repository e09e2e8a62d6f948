import { formatDecimal, sharesForConsideration } from '@cadastre/core';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Approvals, type Decided } from '../approvals/approvals.service.js';
import { Assets } from '../assets/assets.service.js';
import { toAddress } from '../chain/bytes.js';
import { LedgerReader } from '../chain/ledger/reader.js';
import { Outbox } from '../chain/outbox/outbox.js';
import type { Ctx } from '../platform/context.js';
import { Conflict, Refused } from '../platform/problem.js';
import { Wallets } from '../wallets/wallets.service.js';
import { NavStrike } from './strike.service.js';
import { SupplyOrders } from './supply-orders.service.js';
import type {
  MintBody,
  MintPreflightBody,
  MintPreflightView,
  SupplyAnswer,
} from './supply.schema.js';
import { TokenChain } from './token-chain.service.js';
import { MINT_BATCH } from './token.contract.js';
import { type LiveToken, TokenStore } from './token-store.service.js';
import type { RefusalView } from './token.schema.js';
import { sentence } from '../platform/sentence.js';

const KIND = 'token.mint';

interface Quoted {
  navRound: bigint;
  nav: bigint;
  navAsOf: Date;
  amountBaseUnits: bigint;
  residual: bigint;
}

/** What the consideration buys, or why it buys nothing; then the figures too where there is a price. */
type Quote = { refusal: null; strike: Quoted } | { refusal: RefusalView; strike: Quoted | null };

/** New shares for money received: struck at NAV, approved by compliance, minted once. */
@Injectable()
export class Mints implements OnModuleInit {
  constructor(
    private readonly approvals: Approvals,
    private readonly assets: Assets,
    private readonly wallets: Wallets,
    private readonly store: TokenStore,
    private readonly chain: TokenChain,
    private readonly strikes: NavStrike,
    private readonly orders: SupplyOrders,
    private readonly reader: LedgerReader,
    private readonly outbox: Outbox,
  ) {}

  onModuleInit(): void {
    this.approvals.handle(KIND, {
      describe: (shown) =>
        sentence(
          'Mint {{shares}} {{symbol}} to {{investorReference}} ({{walletAddress}}) for {{consideration}} USD at NAV {{navPerShare}}, round {{navRound}}.',
          shown,
        ),
      execute: (ctx, approval) => this.execute(ctx, approval),
      onRejected: (ctx, approval) => this.orders.dropped(ctx, approval),
    });
    this.outbox.batch(KIND, MINT_BATCH);
    this.outbox.onOutcome(KIND, {
      rejected: (_, command) => this.orders.failed(command),
      reverted: (_, command) => this.orders.failed(command),
    });
  }

  /** What a mint would give now, or the first reason against it. Changes nothing. */
  async preflight(ctx: Ctx, tokenId: string, body: MintPreflightBody): Promise<MintPreflightView> {
    const token = this.store.live(await this.store.find(ctx, tokenId));
    const wallet = await this.wallets.requireUnscoped(body.walletId);
    const { refusal, strike } = await this.quote(
      token,
      wallet.address,
      BigInt(body.considerationCents),
    );
    return {
      allowed: refusal === null,
      reason: refusal,
      strike: strike && {
        navRound: strike.navRound.toString(),
        nav: strike.nav.toString(),
        navAsOf: strike.navAsOf.toISOString(),
        amountBaseUnits: strike.amountBaseUnits.toString(),
        residual: strike.residual.toString(),
      },
    };
  }

  /**
   * Asks for a mint; nothing is sent before it is approved.
   * @throws Conflict `token_not_live` | `asset_not_live`, Refused with the contract's or NAV's reason
   */
  async request(ctx: Ctx, tokenId: string, body: MintBody): Promise<SupplyAnswer> {
    const token = this.store.live(await this.store.lockOwn(ctx, tokenId));
    await this.requireLiveAsset(token);
    const wallet = await this.wallets.requireUnscoped(body.walletId);
    const considerationCents = BigInt(body.considerationCents);
    const { refusal, strike } = await this.quote(token, wallet.address, considerationCents);
    if (refusal) throw Refused.by(refusal);
    const order = {
      kind: 'mint' as const,
      wallet,
      considerationCents,
      navRound: strike.navRound,
      nav: strike.nav,
      amountBaseUnits: strike.amountBaseUnits,
      residual: strike.residual,
      reason: body.reason ?? 'Consideration received; shares at the last NAV.',
    };
    return this.orders.request(ctx, token, order, await this.shown(token, order));
  }

  /** Everything is asked again: what was true when it was requested may be true no more. */
  private async execute(ctx: Ctx, approval: Decided): Promise<{ operationId: string }> {
    const order = await this.orders.lockRequested(approval.subject.id);
    const token = this.store.live(await this.store.lock(order.tokenId));
    await this.requireLiveAsset(token);
    const { round, refusal } = await this.strikes.strike(token);
    if (!round) throw Refused.by(refusal);
    if (round.round !== order.navRound && round.answer !== order.nav) {
      throw new Conflict(
        'nav_moved',
        `The NAV is ${formatDecimal(round.answer, 6)} now (round ${round.round}), not ` +
          `${formatDecimal(order.nav, 6)}: reject this and ask for it anew.`,
      );
    }
    const against = await this.chain.refusesMint(
      toAddress(token.address),
      toAddress(order.walletAddress),
      order.amountBaseUnits,
    );
    if (against) throw Refused.by(against);
    return this.orders.send(ctx, token, order);
  }

  private async quote(token: LiveToken, to: string, considerationCents: bigint): Promise<Quote> {
    const { round, refusal } = await this.strikes.strike(token);
    if (!round) {
      // Who may not hold the token at all should hear that, not that there is no price today.
      const never = await this.chain.refusesMint(toAddress(token.address), to, 1n);
      return { refusal: never ?? refusal, strike: null };
    }
    const { shares, residual } = sharesForConsideration(
      considerationCents,
      round.answer,
      token.decimals,
    );
    const strike = {
      navRound: round.round,
      nav: round.answer,
      navAsOf: round.valuationTime,
      amountBaseUnits: shares,
      residual,
    };
    if (shares === 0n) return { refusal: TOO_LITTLE, strike };
    return {
      refusal: await this.chain.refusesMint(toAddress(token.address), to, shares),
      strike,
    };
  }

  private async requireLiveAsset(token: LiveToken): Promise<void> {
    const asset = await this.assets.requireUnscoped(token.assetId);
    if (asset.state === 'live') return;
    throw new Conflict('asset_not_live', `The asset is ${asset.state}; only a live one is sold.`);
  }

  private async shown(token: LiveToken, order: Parameters<SupplyOrders['request']>[2]) {
    const { number } = await this.reader.finalBlock();
    const supply = await this.reader.supplyAt(toAddress(token.address), number);
    const units = (value: bigint) => formatDecimal(value, token.decimals);
    return {
      tokenId: token.id,
      token: toAddress(token.address),
      symbol: token.symbol,
      decimals: token.decimals,
      walletId: order.wallet.id,
      walletAddress: order.wallet.address,
      investorReference: order.wallet.investorReference,
      considerationCents: order.considerationCents.toString(),
      consideration: formatDecimal(order.considerationCents, 2),
      navRound: order.navRound.toString(),
      navPerShare: formatDecimal(order.nav, 6),
      amountBaseUnits: order.amountBaseUnits.toString(),
      shares: units(order.amountBaseUnits),
      residualUsd: formatDecimal(order.residual, 6 + token.decimals),
      supplyBefore: units(supply),
      supplyAfter: units(supply + order.amountBaseUnits),
    };
  }
}

const TOO_LITTLE: RefusalView = {
  code: 'consideration_too_small',
  sentence: 'The consideration buys less than one base unit of the token.',
  cure: 'Give a larger consideration.',
};
