import { Injectable, type OnModuleInit } from '@nestjs/common';
import { encodeBytes32String } from 'ethers';
import { canonicalHash } from '@cadastre/core';
import { Approvals, type Decided } from '../approvals/approvals.service.js';
import { Audit } from '../audit/audit.service.js';
import { toAddress, toBytes, toHex } from '../chain/bytes.js';
import type { CommandOutcome } from '../chain/outbox/command.js';
import { Outbox } from '../chain/outbox/outbox.js';
import { Clock } from '../platform/clock.js';
import { actorOf, type Ctx, systemCtx } from '../platform/context.js';
import { Database } from '../platform/database.js';
import { Conflict, NotFound } from '../platform/problem.js';
import { Wallets } from '../wallets/wallets.service.js';
import { encodeFreeze } from './token.contract.js';
import { ControlOrder } from './token.entity.js';
import type { ControlOrderView, FreezeBody } from './token.schema.js';
import { TokenChain } from './token-chain.service.js';
import { isDeployed, type LiveToken, TokenStore } from './token-store.service.js';

const KIND = 'token.freeze';
/** The reason code of the contract's event; the paper is the approval, by its hash. */
const OFFICERS_ORDER = encodeBytes32String('officers-order');

/** Stopping an account on one token, or releasing it: one officer proposes, another decides. */
@Injectable()
export class Freezes implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly approvals: Approvals,
    private readonly audit: Audit,
    private readonly wallets: Wallets,
    private readonly store: TokenStore,
    private readonly chain: TokenChain,
    private readonly outbox: Outbox,
  ) {}

  onModuleInit(): void {
    this.approvals.handle(KIND, {
      describe: (shown) =>
        `${shown['frozen'] === true ? 'Freeze' : 'Release'} ${String(shown['walletAddress'])} ` +
        `on ${String(shown['symbol'])}: ${String(shown['reason'])}`,
      execute: (ctx, approval) => this.execute(ctx, approval),
      onRejected: (ctx, approval) => this.dropped(ctx, approval),
    });
    this.outbox.onOutcome(KIND, {
      rejected: (_, command) => this.failed(command),
      reverted: (_, command) => this.failed(command),
    });
  }

  /** @throws Conflict `token_not_live` | `already_frozen` | `not_frozen` */
  async request(ctx: Ctx, tokenId: string, body: FreezeBody) {
    const token = await this.deployed(tokenId);
    const wallet = await this.wallets.require(ctx, body.walletId);
    await this.requireChange(token, wallet.address, body.frozen);
    const actor = actorOf(ctx);
    const id = this.db.newId();
    const approval = await this.approvals.request(ctx, {
      kind: KIND,
      subject: { type: 'control_order', id },
      // The officers' own: an issuer must not learn of a freeze before it holds.
      organisationId: actor.organisationId,
      payload: {
        tokenId: token.id,
        token: toAddress(token.address),
        symbol: token.symbol,
        walletId: wallet.id,
        walletAddress: wallet.address,
        investorReference: wallet.investorReference,
        frozen: body.frozen,
        reason: body.reason,
      },
      requiredRole: 'compliance',
      reason: body.reason,
    });
    const now = this.clock.now();
    await this.db.em.insert(ControlOrder, {
      id,
      tokenId: token.id,
      organisationId: actor.organisationId,
      kind: body.frozen ? 'freeze' : 'unfreeze',
      state: 'requested',
      walletId: wallet.id,
      walletAddress: toBytes(wallet.address),
      reason: body.reason,
      requestedBy: actor.userId,
      approvalId: approval.id,
      createdAt: now,
      updatedAt: now,
    });
    const order = await this.lock(id);
    await this.record(ctx, order, 'request');
    return { controlOrder: view(order), approvalId: approval.id };
  }

  async list(ctx: Ctx, tokenId: string): Promise<ControlOrderView[]> {
    const token = await this.store.find(ctx, tokenId);
    const orders = await this.db.em.find(ControlOrder, {
      where: { tokenId: token.id },
      order: { id: 'DESC' },
      take: 200,
    });
    return orders.map(view);
  }

  /** Told by the ledger: the account is frozen, or released, by this very command. */
  async settle(operationId: string, seen: { hash: string; block: number; time: Date }) {
    const order = await this.byOperation(operationId);
    if (!order) return;
    order.state = 'settled';
    order.transactionHash = toBytes(seen.hash);
    order.blockNumber = BigInt(seen.block);
    order.settledAt = seen.time;
    await this.save(systemCtx(`operation-${operationId}`), order, 'settle');
  }

  /** Told by the ledger: the block that held it is gone. */
  async unsettle(operationId: string): Promise<void> {
    const order = await this.byOperation(operationId);
    if (order?.state !== 'settled') return;
    Object.assign(order, {
      state: 'approved',
      transactionHash: null,
      blockNumber: null,
      settledAt: null,
    });
    await this.save(systemCtx(`operation-${operationId}`), order, 'retract');
  }

  private async execute(ctx: Ctx, approval: Decided): Promise<{ operationId: string }> {
    const order = await this.lock(approval.subject.id);
    if (order.state !== 'requested') {
      throw new Conflict('order_not_requested', `The order is ${order.state} already.`);
    }
    const token = await this.deployed(order.tokenId);
    const account = toAddress(order.walletAddress);
    const frozen = order.kind === 'freeze';
    await this.requireChange(token, account, frozen);
    const paper = `0x${canonicalHash(approval.payload).replace(/^0x/, '')}`;
    const { operationId } = await this.outbox.enqueue({
      ctx,
      kind: KIND,
      signer: 'compliance',
      to: toAddress(token.address),
      data: encodeFreeze(account, frozen, OFFICERS_ORDER, paper),
      subject: { type: 'control_order', id: order.id },
      organisationId: order.organisationId,
    });
    order.state = 'approved';
    order.operationId = operationId;
    await this.save(ctx, order, 'approve');
    return { operationId };
  }

  private async dropped(ctx: Ctx, approval: Decided): Promise<void> {
    const order = await this.lock(approval.subject.id);
    if (order.state !== 'requested') return;
    order.state = 'rejected';
    order.failureCode = `approval_${approval.state}`;
    order.failure = approval.decisionReason ?? `The approval is ${approval.state}.`;
    await this.save(ctx, order, 'reject');
  }

  private async failed(command: CommandOutcome): Promise<void> {
    const order = await this.lock(command.subject.id);
    if (order.state !== 'approved') return;
    order.state = 'failed';
    order.failureCode = command.reason?.code ?? null;
    order.failure = command.reason?.sentence ?? null;
    await this.save(systemCtx(`operation-${command.operationId}`), order, 'fail');
  }

  private async requireChange(token: LiveToken, account: string, frozen: boolean): Promise<void> {
    if ((await this.chain.isFrozen(toAddress(token.address), account)) !== frozen) return;
    throw frozen
      ? new Conflict('already_frozen', 'The account is frozen on this token already.')
      : new Conflict('not_frozen', 'The account is not frozen on this token.');
  }

  /** Works on a paused token too. */
  private async deployed(tokenId: string): Promise<LiveToken> {
    const token = await this.store.lock(tokenId);
    return isDeployed(token) ? token : this.store.live(token);
  }

  private byOperation(operationId: string): Promise<ControlOrder | null> {
    return this.db.em.findOne(ControlOrder, {
      where: { operationId },
      lock: { mode: 'pessimistic_write' },
    });
  }

  private async lock(id: string): Promise<ControlOrder> {
    const order = await this.db.em.findOne(ControlOrder, {
      where: { id },
      lock: { mode: 'pessimistic_write' },
    });
    if (!order) throw new NotFound('control order');
    return order;
  }

  private async save(ctx: Ctx, order: ControlOrder, verb: string): Promise<void> {
    order.updatedAt = this.clock.now();
    await this.db.em.save(order);
    await this.record(ctx, order, verb);
  }

  private record(ctx: Ctx, order: ControlOrder, verb: string): Promise<void> {
    return this.audit.record(ctx, {
      action: `${order.kind}.${verb}`,
      subject: { type: 'control_order', id: order.id },
      organisationId: order.organisationId,
      data: {
        tokenId: order.tokenId,
        walletId: order.walletId,
        state: order.state,
        operationId: order.operationId,
        failureCode: order.failureCode,
      },
    });
  }
}

const view = (order: ControlOrder): ControlOrderView => ({
  id: order.id,
  tokenId: order.tokenId,
  kind: order.kind,
  state: order.state,
  walletId: order.walletId,
  walletAddress: toAddress(order.walletAddress),
  reason: order.reason,
  approvalId: order.approvalId,
  operationId: order.operationId,
  transactionHash: order.transactionHash && toHex(order.transactionHash),
  blockNumber: order.blockNumber === null ? null : Number(order.blockNumber),
  settledAt: order.settledAt?.toISOString() ?? null,
  failureCode: order.failureCode,
  failure: order.failure,
  createdAt: order.createdAt.toISOString(),
});
