import { canonicalHash } from '@cadastre/core';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { id as hashOf } from 'ethers';
import { Approvals, type Decided, type Payload } from '../approvals/approvals.service.js';
import { toAddress, toBytes, toHex } from '../chain/bytes.js';
import { Deployed } from '../chain/deployed.js';
import type { CommandOutcome, SignerRole } from '../chain/outbox/command.js';
import { Outbox } from '../chain/outbox/outbox.js';
import { Signers } from '../chain/signers.js';
import type { Ctx } from '../platform/context.js';
import { systemCtx } from '../platform/context.js';
import { Conflict, Refused } from '../platform/problem.js';
import { Satellites } from '../satellites/satellites.service.js';
import { Tokens } from '../tokens/tokens.service.js';
import {
  ACTIONS,
  encodeConversion,
  encodeMinterGrant,
  encodeRedemption,
  NOTICE_SECONDS,
} from './action.contract.js';
import type { CorporateAction } from './action.entity.js';
import type { ActionAnswer } from './action.schema.js';
import { ActionLines } from './action-lines.js';
import { ActionStore } from './action-store.js';
import { amountSaid, type Sentence, sentence } from '../platform/sentence.js';

const ANNOUNCE = 'corporate_action.announce';
const WITHDRAW = 'corporate_action.withdraw';
const GRANT = 'corporate_action.grant_minter';

/** From the draft to the announcement, and back before it takes effect: each seen by a second person. */
@Injectable()
export class Actions implements OnModuleInit {
  constructor(
    private readonly approvals: Approvals,
    private readonly tokens: Tokens,
    private readonly satellites: Satellites,
    private readonly deployed: Deployed,
    private readonly signers: Signers,
    private readonly outbox: Outbox,
    private readonly lines: ActionLines,
    private readonly store: ActionStore,
  ) {}

  onModuleInit(): void {
    this.approvals.handle(ANNOUNCE, {
      describe: describeAnnouncement,
      execute: (ctx, approval) => this.announce(ctx, approval),
      onRejected: (ctx, approval) => this.released(ctx, approval),
    });
    this.approvals.handle(WITHDRAW, {
      describe: (shown) => sentence('Take the announced action back: {{reason}}', shown),
      execute: (ctx, approval) => this.takeBack(ctx, approval),
    });
    const failed = (_: unknown, command: CommandOutcome) => this.failed(command);
    this.outbox.onOutcome(ANNOUNCE, { rejected: failed, reverted: failed });
  }

  /**
   * Asks for approval of exactly these terms and of what they do to every holder.
   * @throws NotFound; Conflict `action_is_…`, `approval_pending`, `satellite_not_ready`; Refused `minter_key_away`
   */
  async submit(ctx: Ctx, id: string): Promise<ActionAnswer> {
    const action = await this.store.lockOwn(ctx, id);
    if (action.state !== 'draft') {
      throw new Conflict(`action_is_${action.state}`, `The action is ${action.state}.`);
    }
    if (action.approvalId) {
      throw new Conflict('approval_pending', 'It awaits approval already.', {
        approvalId: action.approvalId,
      });
    }
    if (action.newTokenId && !this.signers.roles.includes('deployer')) {
      throw new Refused(
        'minter_key_away',
        'A conversion lets its contract mint the new token, which an administrator of the hub grants: that key is kept away.',
      );
    }
    const { address } = await this.satellites.require(action.assetId, 'corporate_actions');
    action.contract = toBytes(address);
    const approval = await this.approvals.request(ctx, {
      kind: ANNOUNCE,
      subject: { type: 'corporate_action', id },
      organisationId: action.organisationId,
      payload: await this.shown(action),
      requiredRole: 'compliance',
      reason: 'The action is to be announced to all holders.',
      until: new Date(action.effectiveAt.getTime() - NOTICE_SECONDS * 1000),
    });
    action.approvalId = approval.id;
    await this.store.save(ctx, action, 'submit', { approvalId: approval.id });
    return { action: await this.store.view(action), approvalId: approval.id };
  }

  /** Asks to take an announced action back, before it takes effect. @throws NotFound; Conflict `action_is_…` */
  async withdraw(ctx: Ctx, id: string, reason: string): Promise<ActionAnswer> {
    const action = await this.store.lockOwn(ctx, id);
    this.requireAnnounced(action);
    const approval = await this.approvals.request(ctx, {
      kind: WITHDRAW,
      subject: { type: 'corporate_action', id },
      organisationId: action.organisationId,
      payload: { actionId: id, chainNumber: String(action.chainNumber), reason },
      requiredRole: 'compliance',
      reason,
      until: action.effectiveAt,
    });
    await this.store.save(ctx, action, 'ask_withdrawal', { approvalId: approval.id, reason });
    return { action: await this.store.view(action), approvalId: approval.id };
  }

  private async announce(ctx: Ctx, approval: Decided): Promise<{ operationId: string }> {
    const action = await this.store.lock(approval.subject.id);
    const unchanged =
      action.state === 'draft' &&
      (await this.lines.hash(action.id)).equals(action.linesHash) &&
      canonicalHash(await this.shown(action)) === canonicalHash(approval.payload);
    if (!unchanged) {
      throw new Conflict('action_changed', 'It is no longer what was shown: ask for it again.');
    }
    this.store.move(action, 'approve');
    action.approvalId = null;
    if (action.newTokenId) {
      const { assetId } = await this.tokens.require(action.newTokenId);
      const hub = this.deployed.address('AccessHub');
      const grant = encodeMinterGrant(assetId, toAddress(action.contract as Buffer));
      await this.command(ctx, action, GRANT, 'deployer', hub, grant);
    }
    const to = toAddress(action.contract as Buffer);
    const call = await this.callOf(action);
    const operationId = await this.command(ctx, action, ANNOUNCE, 'issuance', to, call);
    Object.assign(action, { operationId, failureCode: null, failure: null });
    await this.store.save(ctx, action, 'approve', { approvalId: approval.id, operationId });
    return { operationId };
  }

  private async takeBack(ctx: Ctx, approval: Decided): Promise<{ operationId: string }> {
    const action = await this.store.lock(approval.subject.id);
    this.requireAnnounced(action);
    const reason = hashOf(String(approval.payload['reason']));
    const call = ACTIONS.encodeFunctionData('cancel', [action.chainNumber, reason]);
    const to = toAddress(action.contract as Buffer);
    const operationId = await this.command(ctx, action, WITHDRAW, 'issuance', to, call);
    await this.store.save(ctx, action, 'order_withdrawal', { operationId });
    return { operationId };
  }

  private async released(ctx: Ctx, approval: Decided): Promise<void> {
    const action = await this.store.lock(approval.subject.id);
    if (action.approvalId !== approval.id) return;
    action.approvalId = null;
    await this.store.save(ctx, action, 'not_approved', { how: approval.state });
  }

  private async failed(command: CommandOutcome): Promise<void> {
    const action = await this.store.byOperation(command.operationId);
    if (action?.state !== 'announcing') return;
    this.store.move(action, 'announce_failed');
    Object.assign(action, {
      operationId: null,
      failureCode: command.reason?.code ?? 'unknown',
      failure: command.reason?.sentence ?? null,
    });
    const ctx = systemCtx(`operation-${command.operationId}`);
    await this.store.save(ctx, action, 'announce_failed', { ...command.reason });
  }

  private requireAnnounced({ state }: CorporateAction): void {
    if (state === 'announced') return;
    throw new Conflict(`action_is_${state}`, `The action is ${state}: it cannot be taken back.`);
  }

  private async callOf(action: CorporateAction): Promise<string> {
    const effectiveAt = Math.floor(action.effectiveAt.getTime() / 1000);
    const paper = toHex(action.documentHash);
    const { kind, numerator, denominator, newTokenId, paymentToken, price } = action;
    if (kind === 'conversion') {
      const { address } = await this.tokens.require(newTokenId ?? '');
      return encodeConversion(address, numerator ?? 0n, denominator ?? 0n, effectiveAt, paper);
    }
    const payment = toAddress(paymentToken as Buffer);
    return encodeRedemption(kind, payment, price ?? 0n, effectiveAt, paper);
  }

  /** What the approval binds: the terms, and by their hash all lines. */
  private async shown(action: CorporateAction): Promise<Payload> {
    const { redemption, conversion, calculation } = await this.store.view(action);
    const { symbol, decimals } = await this.tokens.require(action.tokenId);
    return {
      actionId: action.id,
      assetId: action.assetId,
      symbol,
      decimals,
      kind: action.kind,
      documentHash: action.documentHash.toString('hex'),
      effectiveAt: action.effectiveAt.toISOString(),
      contract: action.contract && toAddress(action.contract),
      redemption,
      conversion,
      calculation,
    };
  }

  private async command(
    ctx: Ctx,
    action: CorporateAction,
    kind: string,
    signer: SignerRole,
    to: string,
    data: string,
  ): Promise<string> {
    const subject = { type: 'corporate_action', id: action.id };
    const { organisationId } = action;
    const command = { ctx, kind, signer, to, data, subject, organisationId };
    return (await this.outbox.enqueue(command)).operationId;
  }
}

function describeAnnouncement(shown: Payload): Sentence {
  const { holders, burned } = shown['calculation'] as { holders: number; burned: string };
  return sentence(
    'Announce from {{effectiveAt}} on: {{kind}} of {{amount}} {{symbol}} of {{holders}} holders, as calculated.',
    { ...shown, holders, amount: amountSaid(burned, shown['decimals']) },
  );
}
