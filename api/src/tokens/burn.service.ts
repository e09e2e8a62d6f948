import { considerationForShares, formatDecimal } from '@cadastre/core';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Approvals, type Decided } from '../approvals/approvals.service.js';
import { Audit } from '../audit/audit.service.js';
import { toAddress } from '../chain/bytes.js';
import { Outbox } from '../chain/outbox/outbox.js';
import { NoticeSubjects } from '../notices/notice-subjects.service.js';
import type { Ctx } from '../platform/context.js';
import { Refused } from '../platform/problem.js';
import { amountSaid, type Sentence, sentence } from '../platform/sentence.js';
import { Wallets } from '../wallets/wallets.service.js';
import { NavStrike } from './strike.service.js';
import { SupplyOrders } from './supply-orders.service.js';
import type { BurnBody, SupplyAnswer } from './supply.schema.js';
import { TokenChain } from './token-chain.service.js';
import type { SupplyOrder } from './token.entity.js';
import { type LiveToken, TokenStore } from './token-store.service.js';

const KIND = 'token.burn';

/** Shares taken back against payment. The contract lets it through even where transfers are not. */
@Injectable()
export class Burns implements OnModuleInit {
  constructor(
    private readonly approvals: Approvals,
    private readonly wallets: Wallets,
    private readonly store: TokenStore,
    private readonly chain: TokenChain,
    private readonly strikes: NavStrike,
    private readonly orders: SupplyOrders,
    private readonly outbox: Outbox,
    private readonly audit: Audit,
    private readonly notices: NoticeSubjects,
  ) {}

  onModuleInit(): void {
    this.approvals.handle(KIND, {
      describe: (shown) =>
        sentence(
          'Burn {{shares}} {{symbol}} of {{investorReference}} ({{walletAddress}}) against {{consideration}} USD at NAV {{navPerShare}}, round {{navRound}}.',
          shown,
        ),
      execute: (ctx, approval) => this.execute(ctx, approval),
      onRejected: (ctx, approval) => this.orders.dropped(ctx, approval),
    });
    this.outbox.onOutcome(KIND, {
      rejected: (_, command) => this.orders.failed(command),
      reverted: (_, command) => this.orders.failed(command),
    });
    this.orders.watch((ctx, order) => this.tell(ctx, order));
    this.notices.says('supply_order', (ids) => this.sentences(ids));
  }

  /**
   * Asks for a burn; nothing is sent before it is approved.
   * @throws Refused `insufficient_balance` | `consideration_above_nav` and the NAV's reasons
   */
  async request(ctx: Ctx, tokenId: string, body: BurnBody): Promise<SupplyAnswer> {
    const token = this.store.live(await this.store.lockOwn(ctx, tokenId));
    const wallet = await this.wallets.requireUnscoped(body.walletId);
    const amountBaseUnits = BigInt(body.amountBaseUnits);
    const considerationCents = BigInt(body.considerationCents);
    const { round, refusal } = await this.strikes.strike(token);
    if (!round) throw Refused.by(refusal);
    await this.requireBalance(token, wallet.address, amountBaseUnits);
    const most = considerationForShares(amountBaseUnits, round.answer, token.decimals);
    if (considerationCents > most) {
      throw new Refused(
        'consideration_above_nav',
        `At NAV ${formatDecimal(round.answer, 6)} these shares are worth at most ` +
          `${formatDecimal(most, 2)} USD; the other holders would pay the rest.`,
      );
    }
    const order = {
      kind: 'burn' as const,
      wallet,
      considerationCents,
      navRound: round.round,
      nav: round.answer,
      amountBaseUnits,
      residual: 0n,
      reason: body.reason ?? 'Shares redeemed at the last NAV.',
    };
    return this.orders.request(ctx, token, order, {
      tokenId: token.id,
      token: toAddress(token.address),
      symbol: token.symbol,
      decimals: token.decimals,
      walletId: wallet.id,
      walletAddress: wallet.address,
      investorReference: wallet.investorReference,
      considerationCents: considerationCents.toString(),
      consideration: formatDecimal(considerationCents, 2),
      navRound: round.round.toString(),
      navPerShare: formatDecimal(round.answer, 6),
      amountBaseUnits: amountBaseUnits.toString(),
      shares: formatDecimal(amountBaseUnits, token.decimals),
    });
  }

  private async execute(ctx: Ctx, approval: Decided): Promise<{ operationId: string }> {
    const order = await this.orders.lockRequested(approval.subject.id);
    const token = this.store.live(await this.store.lock(order.tokenId));
    await this.requireBalance(token, toAddress(order.walletAddress), order.amountBaseUnits);
    return this.orders.send(ctx, token, order);
  }

  /** Whose shares they were hears of it once the ledger has it. */
  private async tell(ctx: Ctx, order: SupplyOrder): Promise<void> {
    if (order.kind !== 'burn' || order.state !== 'settled') return;
    const { organisationId } = await this.wallets.requireUnscoped(order.walletId);
    await this.audit.record(ctx, {
      action: 'burn.tell_holder',
      subject: { type: 'supply_order', id: order.id },
      organisationId,
      data: { tokenId: order.tokenId, walletId: order.walletId },
    });
  }

  /** What the holder reads: what was cancelled and against what. The reason was written for the officer alone. */
  private async sentences(ids: string[]): Promise<Map<string, Sentence>> {
    const said = (await this.orders.among(ids)).map(async (order) => {
      const { name, symbol, decimals } = await this.store.unlocked(order.tokenId);
      return [
        order.id,
        sentence(
          'The issuer ordered it and compliance approved: {{shares}} {{symbol}} ({{name}}) of your wallet {{walletAddress}} against {{consideration}} USD, at a NAV of {{navPerShare}} USD (round {{navRound}}). The money is paid outside the platform. Ask the issuer for the reason.',
          {
            shares: amountSaid(order.amountBaseUnits, decimals),
            symbol,
            name,
            walletAddress: toAddress(order.walletAddress),
            consideration: amountSaid(order.considerationCents, 2),
            navPerShare: amountSaid(order.nav, 6),
            navRound: order.navRound.toString(),
          },
        ),
      ] as const;
    });
    return new Map(await Promise.all(said));
  }

  private async requireBalance(token: LiveToken, holder: string, amount: bigint): Promise<void> {
    const balance = await this.chain.balanceOf(toAddress(token.address), holder);
    if (amount <= balance) return;
    throw new Refused(
      'insufficient_balance',
      `The wallet holds ${formatDecimal(balance, token.decimals)} ${token.symbol}; lower the amount.`,
    );
  }
}
