import { canonicalHash } from '@cadastre/core';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { id as hashOf } from 'ethers';
import { Approvals, type Decided, type Payload } from '../approvals/approvals.service.js';
import { toAddress, toBytes, toHex } from '../chain/bytes.js';
import type { CommandOutcome } from '../chain/outbox/command.js';
import { Outbox } from '../chain/outbox/outbox.js';
import { Config } from '../platform/config.js';
import { type Ctx, systemCtx } from '../platform/context.js';
import { Conflict, Refused } from '../platform/problem.js';
import { Satellites } from '../satellites/satellites.service.js';
import { Tokens } from '../tokens/tokens.service.js';
import { encodePropose, encodeWithdraw } from './vote.contract.js';
import type { Vote } from './vote.entity.js';
import type { VoteAnswer } from './vote.schema.js';
import { VoteCasts } from './vote-casts.js';
import { VoteStore, voteViewOf } from './vote-store.js';
import { type Sentence, sentence } from '../platform/sentence.js';

const PROPOSE = 'vote.propose';
const WITHDRAW = 'vote.withdraw';

/** From the record date to the ballot, and back: exactly what a second person has seen. */
@Injectable()
export class Votes implements OnModuleInit {
  constructor(
    private readonly config: Config,
    private readonly approvals: Approvals,
    private readonly tokens: Tokens,
    private readonly satellites: Satellites,
    private readonly outbox: Outbox,
    private readonly casts: VoteCasts,
    private readonly store: VoteStore,
  ) {}

  onModuleInit(): void {
    this.approvals.handle(PROPOSE, {
      describe: describeProposal,
      execute: (ctx, approval) => this.propose(ctx, approval),
      onRejected: (ctx, approval) => this.released(ctx, approval),
    });
    this.approvals.handle(WITHDRAW, {
      describe: describeWithdrawal,
      execute: (ctx, approval) => this.takeBack(ctx, approval),
    });
    const failed = (_: unknown, command: CommandOutcome) => this.failed(command);
    this.outbox.onOutcome(PROPOSE, { rejected: failed, reverted: failed });
  }

  /**
   * Asks for approval of exactly this motion, while it can still open in time.
   * @throws NotFound; Conflict `not_recorded`, `approval_pending`, `satellite_not_ready`; Refused `nobody_eligible`
   */
  async submit(ctx: Ctx, id: string): Promise<VoteAnswer> {
    const vote = await this.store.lockOwn(ctx, id);
    if (vote.state !== 'recorded') {
      throw new Conflict('not_recorded', `It is ${vote.state}: its record date must be open.`);
    }
    if (vote.approvalId) {
      throw new Conflict('approval_pending', 'It awaits approval already.', {
        approvalId: vote.approvalId,
      });
    }
    vote.ballot = toBytes((await this.satellites.require(vote.assetId, 'ballot')).address);
    vote.excluded = (await this.satellites.escrows(vote.assetId)).map(toBytes);
    const token = await this.tokens.require(vote.tokenId);
    const { weight, holders } = await this.casts.eligible(vote, token.address);
    if (weight === 0n) {
      throw new Refused('nobody_eligible', 'Nobody held the asset at the record date.');
    }
    Object.assign(vote, { eligible: weight, holders, failureCode: null, failure: null });
    const approval = await this.approvals.request(ctx, {
      kind: PROPOSE,
      subject: { type: 'vote', id },
      organisationId: vote.organisationId,
      payload: shownOf(vote),
      requiredRole: 'compliance',
      reason: 'The motion is to be put to the holders of record.',
      until: vote.opensAt,
    });
    vote.approvalId = approval.id;
    await this.store.save(ctx, vote, 'submit', { approvalId: approval.id });
    return { vote: voteViewOf(vote), approvalId: approval.id };
  }

  /** Asks to take a motion back before its end. @throws NotFound; Conflict `vote_not_open` */
  async withdraw(ctx: Ctx, id: string, reason: string): Promise<VoteAnswer> {
    const vote = await this.store.lockOwn(ctx, id);
    if (vote.state !== 'voting' || vote.chainNumber === null) {
      throw new Conflict('vote_not_open', `It is ${vote.state}: there is nothing to take back.`);
    }
    const approval = await this.approvals.request(ctx, {
      kind: WITHDRAW,
      subject: { type: 'vote', id },
      organisationId: vote.organisationId,
      payload: { voteId: id, title: vote.title, chainNumber: vote.chainNumber.toString(), reason },
      requiredRole: 'compliance',
      reason,
      until: vote.closesAt,
    });
    await this.store.save(ctx, vote, 'ask_withdrawal', { approvalId: approval.id, reason });
    return { vote: voteViewOf(vote), approvalId: approval.id };
  }

  private async propose(ctx: Ctx, approval: Decided): Promise<{ operationId: string }> {
    const vote = await this.store.lock(approval.subject.id);
    const same = canonicalHash(shownOf(vote)) === canonicalHash(approval.payload);
    if (vote.state !== 'recorded' || !same) {
      throw new Conflict('motion_changed', 'It is no longer what was shown: ask for it again.');
    }
    this.store.move(vote, 'approve');
    const call = encodePropose({
      subject: toHex(vote.subject),
      recordNumber: vote.recordNumber ?? 0n,
      opensAt: seconds(vote.opensAt),
      closesAt: seconds(vote.closesAt),
      quorumBps: vote.quorumBps,
      majorityBps: vote.majorityBps,
      excluded: vote.excluded.map(toAddress),
      uri: new URL(`/api/v1/public/votes/${vote.id}`, this.config.env.PUBLIC_URL).href,
    });
    const operationId = await this.command(ctx, vote, PROPOSE, call);
    vote.operationId = operationId;
    await this.store.save(ctx, vote, 'approve', { approvalId: approval.id, operationId });
    return { operationId };
  }

  private async takeBack(ctx: Ctx, approval: Decided): Promise<{ operationId: string }> {
    const vote = await this.store.lock(approval.subject.id);
    if (vote.state !== 'voting' || vote.chainNumber === null) {
      throw new Conflict('vote_not_open', `It is ${vote.state}: there is nothing to take back.`);
    }
    const call = encodeWithdraw(vote.chainNumber, hashOf(String(approval.payload['reason'])));
    const operationId = await this.command(ctx, vote, WITHDRAW, call);
    await this.store.save(ctx, vote, 'order_withdrawal', { operationId });
    return { operationId };
  }

  private async released(ctx: Ctx, approval: Decided): Promise<void> {
    const vote = await this.store.lock(approval.subject.id);
    if (vote.approvalId !== approval.id) return;
    vote.approvalId = null;
    await this.store.save(ctx, vote, 'not_approved', { how: approval.state });
  }

  private async failed(command: CommandOutcome): Promise<void> {
    const vote = await this.store.byOperation('operationId', command.operationId);
    if (vote?.state !== 'proposing') return;
    this.store.move(vote, 'propose_failed');
    Object.assign(vote, {
      operationId: null,
      approvalId: null,
      failureCode: command.reason?.code ?? 'unknown',
      failure: command.reason?.sentence ?? null,
    });
    const ctx = systemCtx(`operation-${command.operationId}`);
    await this.store.save(ctx, vote, 'propose_failed', { ...command.reason });
  }

  private async command(ctx: Ctx, vote: Vote, kind: string, data: string): Promise<string> {
    const { operationId } = await this.outbox.enqueue({
      ctx,
      kind,
      signer: 'issuance',
      to: toAddress(vote.ballot as Buffer),
      data,
      subject: { type: 'vote', id: vote.id },
      organisationId: vote.organisationId,
    });
    return operationId;
  }
}

const seconds = (time: Date): number => Math.floor(time.getTime() / 1000);

/** What the approval binds: the motion as the chain will have it, and who decides. */
const shownOf = (vote: Vote) => ({
  voteId: vote.id,
  assetId: vote.assetId,
  title: vote.title,
  subject: toHex(vote.subject),
  documentId: vote.documentId,
  ballot: vote.ballot && toAddress(vote.ballot),
  recordNumber: String(vote.recordNumber),
  recordBlock: String(vote.recordBlock),
  opensAt: vote.opensAt.toISOString(),
  closesAt: vote.closesAt.toISOString(),
  quorumBps: vote.quorumBps,
  majorityBps: vote.majorityBps,
  excluded: vote.excluded.map(toAddress),
  eligibleBaseUnits: String(vote.eligible),
  holders: vote.holders,
});

const describeProposal = (shown: Payload): Sentence =>
  sentence(
    'Put “{{title}}” to the {{holders}} holders at record date {{recordNumber}}, from {{opensAt}} to {{closesAt}}.',
    shown,
  );

const describeWithdrawal = (shown: Payload): Sentence =>
  sentence('Take the motion “{{title}}” back: {{reason}}', shown);
