import { canonicalHash } from '@cadastre/core';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Approvals, type Decided, type Payload } from '../approvals/approvals.service.js';
import { toAddress } from '../chain/bytes.js';
import type { CommandOutcome } from '../chain/outbox/command.js';
import { Outbox } from '../chain/outbox/outbox.js';
import { ERC20 } from '../chain/erc20.js';
import { ContractReader } from '../chain/rpc/contract-reader.js';
import { type Ctx, systemCtx } from '../platform/context.js';
import { Conflict } from '../platform/problem.js';
import { SupplySources } from '../tokens/supply-sources.js';
import { type TokenFacts, Tokens } from '../tokens/tokens.service.js';
import { VoteStore } from '../votes/vote-store.js';
import { encodeExecute, encodeSweep } from './property.contract.js';
import type { Buyout } from './buyout.entity.js';
import type { BuyoutAnswer, BuyoutView } from './buyout.schema.js';
import { BuyoutStore, buyoutViewOf } from './buyout-store.js';
import { DeedStore } from './deed-store.js';
import { DeedVaults } from './deed-vaults.service.js';
import { amountSaid, type Sentence, sentence } from '../platform/sentence.js';

const EXECUTE = 'buyout.execute';
const SWEEP = 'buyout.sweep';

/** A carried buy-out is executed, and its dust taken: each seen by a second person. */
@Injectable()
export class Buyouts implements OnModuleInit {
  constructor(
    private readonly approvals: Approvals,
    private readonly outbox: Outbox,
    private readonly reader: ContractReader,
    private readonly sources: SupplySources,
    private readonly tokens: Tokens,
    private readonly votes: VoteStore,
    private readonly vaults: DeedVaults,
    private readonly deeds: DeedStore,
    private readonly store: BuyoutStore,
  ) {}

  onModuleInit(): void {
    const onRejected = (ctx: Ctx, approval: Decided) => this.released(ctx, approval);
    this.approvals.handle(EXECUTE, {
      describe: describeExecution,
      execute: (ctx, approval) => this.carryOut(ctx, approval),
      onRejected,
    });
    this.approvals.handle(SWEEP, {
      describe: (shown) =>
        sentence('Send the {{amount}} {{paymentSymbol}} that rounding left to {{to}}.', {
          ...shown,
          amount: amountSaid(shown['amountBaseUnits'], shown['paymentDecimals']),
        }),
      execute: (ctx, approval) => this.takeDust(ctx, approval),
      onRejected,
    });
    const failed = (_: unknown, command: CommandOutcome) => this.failed(command);
    for (const kind of [EXECUTE, SWEEP]) {
      this.outbox.onOutcome(kind, { rejected: failed, reverted: failed });
    }
    // What is burnt here is paid for by the bidder, not from the asset's cash.
    this.sources.add({
      knows: (tokenId, operationId) => this.store.isSurrender(tokenId, operationId),
      cents: () => Promise.resolve(0n),
    });
  }

  /**
   * Asks to give the deed to the bidder and the price to the holders, as the vault would now.
   * @throws NotFound; Conflict `buyout_is_…`, `approval_pending`; Refused as the vault refuses it now
   */
  async execute(ctx: Ctx, id: string): Promise<BuyoutAnswer> {
    const buyout = await this.lockIdle(ctx, id, 'funded');
    const vote = await this.votes.published(buyout.voteId);
    await this.vaults.requireAllowed(buyout.assetId, encodeExecute(vote.chainNumber));
    return this.ask(ctx, buyout, EXECUTE, await this.shownExecution(buyout), buyout.deadline);
  }

  /**
   * Asks to send what rounding left to an address, when no fraction exists any more.
   * @throws NotFound; Conflict `buyout_is_…`, `approval_pending`; Refused as the vault refuses it now
   */
  async sweep(ctx: Ctx, id: string, to: string): Promise<BuyoutAnswer> {
    const buyout = await this.lockIdle(ctx, id, 'executed');
    await this.vaults.requireAllowed(buyout.assetId, encodeSweep(to));
    return this.ask(ctx, buyout, SWEEP, await this.shownSweep(buyout, to));
  }

  /** Gives an offer up that nobody has paid. @throws NotFound; Conflict `buyout_is_…` */
  async cancel(ctx: Ctx, id: string, reason: string): Promise<BuyoutView> {
    const buyout = await this.store.lockOwn(ctx, id);
    this.store.move(buyout, 'cancel');
    await this.store.save(ctx, buyout, 'cancel', { reason });
    return buyoutViewOf(buyout);
  }

  private async carryOut(ctx: Ctx, approval: Decided): Promise<{ operationId: string }> {
    const buyout = await this.store.lock(approval.subject.id);
    const same = async () =>
      canonicalHash(await this.shownExecution(buyout)) === canonicalHash(approval.payload);
    if (buyout.state !== 'funded' || !(await same())) throw changed();
    this.store.move(buyout, 'approve');
    const vote = await this.votes.published(buyout.voteId);
    return this.command(ctx, buyout, EXECUTE, encodeExecute(vote.chainNumber));
  }

  private async takeDust(ctx: Ctx, approval: Decided): Promise<{ operationId: string }> {
    const buyout = await this.store.lock(approval.subject.id);
    const to = String(approval.payload['to']);
    const same = async () =>
      canonicalHash(await this.shownSweep(buyout, to)) === canonicalHash(approval.payload);
    if (buyout.state !== 'executed' || !(await same())) throw changed();
    return this.command(ctx, buyout, SWEEP, encodeSweep(to));
  }

  private async lockIdle(ctx: Ctx, id: string, state: Buyout['state']): Promise<Buyout> {
    const buyout = await this.store.lockOwn(ctx, id);
    if (buyout.state !== state) {
      throw new Conflict(`buyout_is_${buyout.state}`, `It is ${buyout.state}, not ${state}.`);
    }
    if (!buyout.approvalId) return buyout;
    throw new Conflict('approval_pending', 'A request about it awaits approval already.', {
      approvalId: buyout.approvalId,
    });
  }

  private async ask(ctx: Ctx, buyout: Buyout, kind: string, payload: Payload, until?: Date) {
    const approval = await this.approvals.request(ctx, {
      kind,
      subject: { type: 'buyout', id: buyout.id },
      organisationId: buyout.organisationId,
      payload,
      requiredRole: 'compliance',
      reason: kind === EXECUTE ? 'The holders have carried it.' : 'Nothing is left to surrender.',
      ...(until ? { until } : {}),
    });
    Object.assign(buyout, { approvalId: approval.id, failureCode: null, failure: null });
    await this.store.save(ctx, buyout, 'submit', { approvalId: approval.id, kind });
    return { buyout: buyoutViewOf(buyout), approvalId: approval.id };
  }

  private async released(ctx: Ctx, approval: Decided): Promise<void> {
    const buyout = await this.store.lock(approval.subject.id);
    if (buyout.approvalId !== approval.id) return;
    buyout.approvalId = null;
    await this.store.save(ctx, buyout, 'not_approved', { how: approval.state });
  }

  private async failed(command: CommandOutcome): Promise<void> {
    const buyout = await this.store.byOperation(command.operationId);
    if (!buyout) return;
    if (buyout.state === 'executing') this.store.move(buyout, 'execute_failed');
    Object.assign(buyout, {
      operationId: null,
      failureCode: command.reason?.code ?? 'unknown',
      failure: command.reason?.sentence ?? null,
    });
    const ctx = systemCtx(`operation-${command.operationId}`);
    await this.store.save(ctx, buyout, 'failed', { ...command.reason });
  }

  /** What the approval of an execution binds: who pays what for how many fractions, by which vote. */
  private async shownExecution(buyout: Buyout): Promise<Payload> {
    const vote = await this.votes.published(buyout.voteId);
    const token = await this.tokens.require(buyout.tokenId);
    const [fractions] = await this.reader.ask<[bigint]>(ERC20, token.address, 'totalSupply');
    return {
      ...(await this.shownOf(buyout, token)),
      amountBaseUnits: buyout.price.toString(),
      bidder: toAddress(buyout.bidder),
      ballotId: vote.chainNumber.toString(),
      fractions: fractions.toString(),
      perWholeFraction: ((buyout.price * 10n ** BigInt(token.decimals)) / fractions).toString(),
    };
  }

  private async shownSweep(buyout: Buyout, to: string): Promise<Payload> {
    const token = await this.tokens.require(buyout.tokenId);
    const dust = buyout.price - buyout.paid;
    return { ...(await this.shownOf(buyout, token)), amountBaseUnits: dust.toString(), to };
  }

  private async shownOf(buyout: Buyout, token: TokenFacts): Promise<Payload> {
    const { titleId, ...deed } = await this.deeds.known(buyout.deedId);
    return {
      buyoutId: buyout.id,
      assetId: buyout.assetId,
      symbol: token.symbol,
      decimals: token.decimals,
      titleId: titleId.toString('hex'),
      vault: toAddress(buyout.vault),
      paymentToken: toAddress(deed.paymentToken),
      paymentSymbol: deed.paymentSymbol,
      paymentDecimals: deed.paymentDecimals,
    };
  }

  private async command(ctx: Ctx, buyout: Buyout, kind: string, data: string) {
    const { id, organisationId } = buyout;
    const { operationId } = await this.outbox.enqueue({
      ctx,
      kind,
      signer: 'issuance',
      to: toAddress(buyout.vault),
      data,
      subject: { type: 'buyout', id },
      organisationId,
    });
    Object.assign(buyout, { operationId, approvalId: null });
    await this.store.save(ctx, buyout, 'approve', { operationId, kind });
    return { operationId };
  }
}

const changed = () =>
  new Conflict('buyout_changed', 'It is no longer what was shown: ask for it again.');

const describeExecution = (shown: Payload): Sentence =>
  sentence(
    'Give the deed to {{bidder}} for {{amount}} {{paymentSymbol}}, the price of {{fractions}} {{symbol}}.',
    {
      ...shown,
      amount: amountSaid(shown['amountBaseUnits'], shown['paymentDecimals']),
      fractions: amountSaid(shown['fractions'], shown['decimals']),
    },
  );
