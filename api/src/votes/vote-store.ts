import { type VoteEvent, voteMachine } from '@cadastre/core';
import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { Audit } from '../audit/audit.service.js';
import { type MovedKind, MovedStore } from '../audit/owned-store.js';
import { toAddress, toBytes, toHex } from '../chain/bytes.js';
import { Clock } from '../platform/clock.js';
import { type Ctx, seenBy } from '../platform/context.js';
import { Database } from '../platform/database.js';
import { page, type Page, pageOfParts, type PageQuery, type Part } from '../platform/page.js';
import { NotFound } from '../platform/problem.js';
import { Vote } from './vote.entity.js';
import type { VotesQuery, VoteView } from './vote.schema.js';

/** A motion that the chain knows. */
export type PublishedVote = Vote & { ballot: Buffer; chainNumber: bigint };

const KIND: MovedKind<Vote, VoteEvent> = {
  entity: Vote,
  machine: voteMachine,
  subject: 'vote',
  noun: 'vote',
  code: 'vote',
  facts: ({ assetId, subject }) => ({ assetId, subject: toHex(subject) }),
};

/** Rows of votes: found, locked, moved, shown. */
@Injectable()
export class VoteStore extends MovedStore<Vote, VoteEvent> {
  constructor(db: Database, clock: Clock, audit: Audit) {
    super(db, clock, audit, KIND);
  }

  /** One that was put to the vote: whoever reads the chain knows it. @throws NotFound */
  async published(id: string): Promise<PublishedVote> {
    return whereKnown(await this.known(id));
  }

  /** The one whose record date, or proposal, a command is for. */
  async byOperation(
    column: 'recordOperationId' | 'operationId',
    operationId: string | null,
  ): Promise<Vote | null> {
    return operationId ? this.locked({ [column]: operationId }) : null;
  }

  /** The one that a ballot knows under a number. */
  byNumber(ballot: string, chainNumber: bigint): Promise<Vote | null> {
    return this.locked({ ballot: toBytes(ballot), chainNumber });
  }

  list(ctx: Ctx, assetId: string, { state, ...query }: VotesQuery): Promise<Page<VoteView>> {
    const where = { assetId, ...seenBy(ctx), ...(state ? { state } : {}) };
    return page(this.db.em, Vote, query, where, (found) => found.map(voteViewOf));
  }

  /** A page of what those that were put to the vote mean to each of somebody's accounts, the newest first. */
  rights<View>(
    query: PageQuery,
    tokenIds: string[],
    partsOf: (vote: PublishedVote) => Promise<Part<View>[]>,
  ): Promise<Page<View>> {
    const state = In(['voting', 'carried', 'defeated', 'withdrawn'] as const);
    const where = { state, tokenId: In(tokenIds) };
    return pageOfParts(this.db.em, Vote, query, where, (vote) => partsOf(whereKnown(vote)));
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
}

function whereKnown(vote: Vote): PublishedVote {
  if (vote.ballot === null || vote.chainNumber === null) throw new NotFound('vote');
  return vote as PublishedVote;
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
