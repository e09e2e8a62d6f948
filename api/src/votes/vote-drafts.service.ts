import { Injectable, type OnModuleInit } from '@nestjs/common';
import { z } from 'zod';
import { toBytes } from '../chain/bytes.js';
import type { CommandOutcome } from '../chain/outbox/command.js';
import { Outbox } from '../chain/outbox/outbox.js';
import { Documents } from '../documents/documents.service.js';
import { Clock, DAY_MS } from '../platform/clock.js';
import { actorOf, type Ctx, systemCtx } from '../platform/context.js';
import { Database } from '../platform/database.js';
import { Jobs } from '../platform/jobs/jobs.service.js';
import { Refused } from '../platform/problem.js';
import { Satellites } from '../satellites/satellites.service.js';
import { Tokens } from '../tokens/tokens.service.js';
import { encodeOpenRecordDate, encodeSetUp } from './vote.contract.js';
import { Vote } from './vote.entity.js';
import type { VoteBody, VoteView } from './vote.schema.js';
import { VoteStore, voteViewOf } from './vote-store.js';

const RECORD = 'vote.record_date';
const EVERY_MINUTE = '* * * * *';
/** The ballot lets nobody ask for less. */
const LEAST_VOTING_MS = DAY_MS;

/** Motions as they are drafted, up to the record date that the chain opens on its day. */
@Injectable()
export class VoteDrafts implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly jobs: Jobs,
    private readonly tokens: Tokens,
    private readonly documents: Documents,
    private readonly satellites: Satellites,
    private readonly outbox: Outbox,
    private readonly store: VoteStore,
  ) {}

  onModuleInit(): void {
    const failed = (_: unknown, command: CommandOutcome) => this.failed(command);
    this.outbox.onOutcome(RECORD, { rejected: failed, reverted: failed });
    const sweep = this.jobs.define({
      name: 'votes.record_dates',
      schema: z.strictObject({}),
      handle: async (ctx) => {
        for (const id of await this.store.dueForRecord(this.today())) {
          await this.open(ctx, await this.store.lock(id));
        }
      },
      single: true,
    });
    sweep.schedule(EVERY_MINUTE, {});
  }

  /**
   * Drafts a motion; the asset's ballot is launched with its first one. Where the record date is today, it
   * is opened at once. `subject` is given where a contract acts on the outcome, else the paper's hash is it.
   * @throws NotFound; Conflict `asset_retired`, `token_not_deployed`; Refused `record_date_past`, `record_date_too_late`,
   *   `opens_in_the_past`, `voting_too_short`
   */
  async create(ctx: Ctx, assetId: string, body: VoteBody, subject?: string): Promise<VoteView> {
    const token = await this.tokens.requireOwnOf(ctx, assetId);
    this.checkTimes(body);
    const document = await this.documents.get(ctx, body.documentId);
    if (!(await this.satellites.find(assetId, 'ballot'))) {
      await this.satellites.launch(ctx, assetId, 'ballot', encodeSetUp(token.address));
    }
    const now = this.clock.now();
    const vote = this.db.em.create(Vote, {
      id: this.db.newId(),
      assetId,
      tokenId: token.id,
      organisationId: token.organisationId,
      state: 'draft',
      title: body.title,
      documentId: document.id,
      subject: subject ? toBytes(subject) : Buffer.from(document.sha256, 'hex'),
      recordDate: body.recordDate,
      opensAt: body.opensAt,
      closesAt: body.closesAt,
      quorumBps: body.quorumBps,
      majorityBps: body.majorityBps,
      excluded: [],
      requestedBy: actorOf(ctx).userId,
      createdAt: now,
      updatedAt: now,
    });
    await this.store.insert(ctx, vote);
    if (vote.recordDate === this.today()) await this.open(ctx, vote);
    return voteViewOf(await this.store.find(ctx, vote.id));
  }

  /** Gives it up. @throws NotFound; Conflict `vote_is_…` once it was put to the vote */
  async cancel(ctx: Ctx, id: string, reason: string): Promise<VoteView> {
    const vote = await this.store.lockOwn(ctx, id);
    this.store.move(vote, 'cancel');
    await this.store.save(ctx, vote, 'cancel', { reason });
    return voteViewOf(vote);
  }

  private async open(ctx: Ctx, vote: Vote): Promise<void> {
    const token = await this.tokens.ofAsset(vote.assetId);
    if (!token || vote.state !== 'draft' || vote.recordOperationId) return;
    const { operationId } = await this.outbox.enqueue({
      ctx,
      kind: RECORD,
      signer: 'issuance',
      to: token.address,
      data: encodeOpenRecordDate(),
      subject: { type: 'vote', id: vote.id },
      organisationId: vote.organisationId,
    });
    Object.assign(vote, { recordOperationId: operationId, failureCode: null, failure: null });
    await this.store.save(ctx, vote, 'open_record_date', { operationId });
  }

  private async failed(command: CommandOutcome): Promise<void> {
    const vote = await this.store.byOperation('recordOperationId', command.operationId);
    if (vote?.state !== 'draft') return;
    vote.recordOperationId = null;
    vote.failureCode = command.reason?.code ?? 'unknown';
    vote.failure = command.reason?.sentence ?? null;
    const ctx = systemCtx(`operation-${command.operationId}`);
    await this.store.save(ctx, vote, 'record_date_failed', { ...command.reason });
  }

  private checkTimes({ recordDate, opensAt, closesAt }: VoteBody): void {
    const today = this.today();
    if (recordDate < today) {
      throw new Refused(
        'record_date_past',
        `Balances of ${recordDate} were not recorded: name today (${today}) or a later day.`,
      );
    }
    if (opensAt <= this.clock.now()) {
      throw new Refused('opens_in_the_past', 'Voting opens later than now: holders must be told.');
    }
    if (recordDate > opensAt.toISOString().slice(0, 10)) {
      throw new Refused(
        'record_date_too_late',
        'Who may vote is known before voting opens: name an earlier record date.',
      );
    }
    if (closesAt.getTime() - opensAt.getTime() < LEAST_VOTING_MS) {
      throw new Refused('voting_too_short', 'Voting lasts a day at least: close it later.');
    }
  }

  private today(): string {
    return this.clock.now().toISOString().slice(0, 10);
  }
}
