import { next, type VoteEvent, voteMachine } from '@cadastre/core';
import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { Audit } from '../audit/audit.service.js';
import { toAddress, toBytes, toHex } from '../chain/bytes.js';
import { Clock } from '../platform/clock.js';
import { actorOf, type Ctx } from '../platform/context.js';
import { Database } from '../platform/database.js';
import { page, type Page } from '../platform/page.js';
import { Conflict, NotFound } from '../platform/problem.js';
import { Vote } from './vote.entity.js';
import type { VotesQuery, VoteView } from './vote.schema.js';

/** A motion that the chain knows. */
export type PublishedVote = Vote & { ballot: Buffer; chainNumber: bigint };

/** Rows of votes: found, locked, moved, shown. */
@Injectable()
export class VoteStore {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
  ) {}

  /** The vote, if the actor may see it: an issuer its own, staff all. @throws NotFound */
  async find(ctx: Ctx, id: string): Promise<Vote> {
    return required(await this.db.em.findOneBy(Vote, { id, ...scope(ctx) }));
  }

  /** One that was put to the vote: whoever reads the chain knows it. @throws NotFound */
  async published(id: string): Promise<PublishedVote> {
    return whereKnown(required(await this.db.em.findOneBy(Vote, { id })));
  }

  /** The actor's, locked for a change. @throws NotFound */
  async lockOwn(ctx: Ctx, id: string): Promise<Vote> {
    return required(await this.lockOrNull({ id, ...scope(ctx) }));
  }

  /** Any, locked for a change. @throws NotFound */
  async lock(id: string): Promise<Vote> {
    return required(await this.lockOrNull({ id }));
  }

  /** The one whose record date, or proposal, a command is for. */
  async byOperation(
    column: 'recordOperationId' | 'operationId',
    operationId: string | null,
  ): Promise<Vote | null> {
    return operationId ? this.lockOrNull({ [column]: operationId }) : null;
  }

  /** The one that a ballot knows under a number. */
  byNumber(ballot: string, chainNumber: bigint): Promise<Vote | null> {
    return this.lockOrNull({ ballot: toBytes(ballot), chainNumber });
  }

  list(ctx: Ctx, assetId: string, { state, ...query }: VotesQuery): Promise<Page<VoteView>> {
    const where = { assetId, ...scope(ctx), ...(state ? { state } : {}) };
    return page(this.db.em, Vote, query, where, (found) => found.map(voteViewOf));
  }

  /** The newest that were put to the vote, at most 200. */
  newest(): Promise<PublishedVote[]> {
    const state = In(['voting', 'carried', 'defeated', 'withdrawn'] as const);
    return this.db.em.find(Vote, { where: { state }, order: { id: 'DESC' }, take: 200 }) as Promise<
      PublishedVote[]
    >;
  }

  /** Those whose day has come and whose record date nobody has opened or failed to, at most 100. */
  async dueForRecord(today: string): Promise<string[]> {
    const due = await this.db.sql<{ id: string }>(
      `SELECT id FROM api.vote WHERE state = 'draft' AND record_date <= $1
         AND record_operation_id IS NULL AND failure_code IS NULL ORDER BY id LIMIT 100`,
      [today],
    );
    return due.map(({ id }) => id);
  }

  /** Those that no vote can change any more once the chain has gone past `time`, at most 100. */
  async dueForCount(time: Date): Promise<string[]> {
    const due = await this.db.sql<{ id: string }>(
      `SELECT id FROM api.vote WHERE state = 'voting' AND closes_at <= $1 ORDER BY id LIMIT 100`,
      [time],
    );
    return due.map(({ id }) => id);
  }

  /** Moves it. @throws Conflict `vote_is_<state>` where its table forbids it */
  move(vote: Vote, event: VoteEvent): void {
    try {
      vote.state = next(voteMachine, vote.state, event);
    } catch {
      throw new Conflict(`vote_is_${vote.state}`, `The vote is ${vote.state}.`);
    }
  }

  async insert(ctx: Ctx, vote: Vote): Promise<void> {
    await this.db.em.insert(Vote, vote);
    await this.record(ctx, vote, 'create', {});
  }

  async save(ctx: Ctx, vote: Vote, verb: string, data: object = {}): Promise<void> {
    vote.updatedAt = this.clock.now();
    await this.db.em.save(Vote, vote);
    await this.record(ctx, vote, verb, data);
  }

  private record(ctx: Ctx, vote: Vote, verb: string, data: object): Promise<void> {
    return this.audit.record(ctx, {
      action: `vote.${verb}`,
      subject: { type: 'vote', id: vote.id },
      organisationId: vote.organisationId,
      data: { assetId: vote.assetId, state: vote.state, subject: toHex(vote.subject), ...data },
    });
  }

  private lockOrNull(where: object): Promise<Vote | null> {
    return this.db.em.findOne(Vote, { where, lock: { mode: 'pessimistic_write' } });
  }
}

function required(vote: Vote | null): Vote {
  if (!vote) throw new NotFound('vote');
  return vote;
}

function whereKnown(vote: Vote): PublishedVote {
  if (vote.ballot === null || vote.chainNumber === null) throw new NotFound('vote');
  return vote as PublishedVote;
}

function scope(ctx: Ctx): { organisationId?: string } {
  const { role, organisationId } = actorOf(ctx);
  return role === 'issuer' ? { organisationId } : {};
}

export const voteViewOf = (vote: Vote): VoteView => ({
  id: vote.id,
  assetId: vote.assetId,
  tokenId: vote.tokenId,
  state: vote.state,
  title: vote.title,
  documentId: vote.documentId,
  subject: toHex(vote.subject),
  recordDate: vote.recordDate,
  opensAt: vote.opensAt.toISOString(),
  closesAt: vote.closesAt.toISOString(),
  quorumBps: vote.quorumBps,
  majorityBps: vote.majorityBps,
  record: recordOf(vote),
  eligibleBaseUnits: vote.eligible?.toString() ?? null,
  holders: vote.holders,
  approvalId: vote.approvalId,
  operationId: vote.operationId,
  ballot: vote.ballot && toAddress(vote.ballot),
  chainNumber: vote.chainNumber?.toString() ?? null,
  failureCode: vote.failureCode,
  failure: vote.failure,
  createdAt: vote.createdAt.toISOString(),
  updatedAt: vote.updatedAt.toISOString(),
});

function recordOf({ recordNumber, recordBlock, recordedAt }: Vote): VoteView['record'] {
  if (recordNumber === null || recordBlock === null || !recordedAt) return null;
  return {
    number: recordNumber.toString(),
    block: Number(recordBlock),
    time: recordedAt.toISOString(),
  };
}
