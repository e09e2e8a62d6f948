import { InvestorRegistry__factory } from '@cadastre/contracts';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { id as keccakOfText } from 'ethers';
import { In, MoreThan, Not } from 'typeorm';
import { Approvals, type Decided } from '../approvals/approvals.service.js';
import { Audit } from '../audit/audit.service.js';
import { Deployed } from '../chain/deployed.js';
import { Outbox } from '../chain/outbox/outbox.js';
import { Investors } from '../investors/investors.service.js';
import { ScreeningRuns } from '../investors/screening/screening-runs.service.js';
import { actorOf, type Ctx } from '../platform/context.js';
import { Database } from '../platform/database.js';
import { Conflict } from '../platform/problem.js';
import { Wallet } from './wallet.entity.js';
import { Wallets } from './wallets.service.js';
import { refuseListed } from './listed-address.js';
import { Screening } from '../investors/screening/screening.service.js';
import { sentence } from '../platform/sentence.js';

const FREEZE = 'wallet.freeze';
const RELEASE = 'wallet.release';
const registry = InvestorRegistry__factory.createInterface();

/**
 * The registry's stop on a wallet, on every token at once: set the moment a match with a sanctions
 * list is confirmed, lifted by two officers when nothing stands against the investor any more.
 */
@Injectable()
export class WalletFreezes implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly audit: Audit,
    private readonly approvals: Approvals,
    private readonly outbox: Outbox,
    private readonly deployed: Deployed,
    private readonly investors: Investors,
    private readonly screening: Screening,
    private readonly runs: ScreeningRuns,
    private readonly wallets: Wallets,
  ) {}

  onModuleInit(): void {
    this.investors.listen({
      sanctioned: (ctx, organisationId) => this.freezeAll(ctx, organisationId),
    });
    this.runs.walletsFrom({
      count: () => this.db.em.countBy(Wallet, { state: Not('removed' as const) }),
      after: (id, limit) => this.after(id, limit),
    });
    this.approvals.handle(RELEASE, {
      describe: (shown) =>
        sentence('Lift the stop on {{walletAddress}} of {{investorReference}}: {{reason}}', shown),
      execute: (ctx, approval) => this.release(ctx, approval),
    });
  }

  /**
   * Asks for the stop to be lifted; another officer decides.
   * @throws NotFound; Conflict `wallet_not_frozen`; Refused `sanctions_match`, `sanctioned_address`
   */
  async askToRelease(ctx: Ctx, id: string, reason: string): Promise<{ approvalId: string }> {
    const wallet = await this.releasable(ctx, id);
    const facts = await this.wallets.require(ctx, id);
    const approval = await this.approvals.request(ctx, {
      kind: RELEASE,
      subject: { type: 'wallet', id: wallet.id },
      // The officers' own: the investor learns of it when it holds.
      organisationId: actorOf(ctx).organisationId,
      payload: {
        walletId: wallet.id,
        walletAddress: facts.address,
        investorReference: facts.investorReference,
        reason,
      },
      requiredRole: 'compliance',
      reason,
    });
    return { approvalId: approval.id };
  }

  private async release(ctx: Ctx, approval: Decided): Promise<{ operationId: string }> {
    const wallet = await this.releasable(ctx, approval.subject.id);
    return { operationId: await this.command(ctx, wallet, false) };
  }

  /** Frozen, and nothing stands against it or its owner now. */
  private async releasable(ctx: Ctx, id: string): Promise<Wallet> {
    const wallet = await this.wallets.lock(ctx, id);
    if (wallet.state !== 'frozen') {
      throw new Conflict(
        'wallet_not_frozen',
        `The wallet is ${wallet.state}: there is no stop on it.`,
      );
    }
    await refuseListed(this.screening, wallet.address, { opening: true });
    await this.investors.refuseSanctioned(wallet.organisationId);
    return wallet;
  }

  /** One on its way into the registry is stopped as soon as it is there: same wallet, later command. */
  private async freezeAll(ctx: Ctx, organisationId: string): Promise<void> {
    const wallets = await this.db.em.find(Wallet, {
      where: { organisationId, state: In(['registering', 'registered']) },
      order: { id: 'ASC' },
      lock: { mode: 'pessimistic_write' },
    });
    for (const wallet of wallets) await this.command(ctx, wallet, true);
  }

  private async command(ctx: Ctx, wallet: Wallet, suspended: boolean): Promise<string> {
    const kind = suspended ? FREEZE : RELEASE;
    const { operationId } = await this.outbox.enqueue({
      ctx,
      kind,
      signer: 'compliance',
      to: this.deployed.address('InvestorRegistry'),
      data: registry.encodeFunctionData('setSuspended', [
        wallet.address,
        suspended,
        keccakOfText(suspended ? 'cadastre.sanctions_match' : 'cadastre.released'),
      ]),
      subject: { type: 'wallet', id: wallet.id },
      organisationId: wallet.organisationId,
    });
    await this.audit.record(ctx, {
      action: kind,
      subject: { type: 'wallet', id: wallet.id },
      organisationId: wallet.organisationId,
      data: { operationId },
    });
    return operationId;
  }

  private after(id: string | null, limit: number): Promise<Wallet[]> {
    return this.db.em.find(Wallet, {
      where: { state: Not('removed' as const), ...(id ? { id: MoreThan(id) } : {}) },
      order: { id: 'ASC' },
      take: limit,
      lock: { mode: 'pessimistic_write' },
    });
  }
}
