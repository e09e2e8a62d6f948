import { can, voteMachine } from '@cadastre/core';
import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { intArg, listArg, textArg } from '../chain/ledger/decode.js';
import { ctxOf, type Fact, seen, tellUnordered } from '../chain/ledger/fact.js';
import { Ledger } from '../chain/ledger/ledger.js';
import { HolderNotices } from '../notices/holder-notices.service.js';
import { Tokens } from '../tokens/tokens.service.js';
import { choiceOf } from './vote.contract.js';
import type { Vote } from './vote.entity.js';
import { VoteCasts } from './vote-casts.js';
import { VoteStore } from './vote-store.js';

/** Where `eligible` stands in the motion of `MotionProposed`. */
const ELIGIBLE = 7;

/** What the chain's events mean to votes: only they record, propose, count and withdraw. */
@Injectable()
export class VoteFactsReader implements OnModuleInit {
  private readonly logger = new Logger('votes');

  constructor(
    private readonly ledger: Ledger,
    private readonly tokens: Tokens,
    private readonly notices: HolderNotices,
    private readonly casts: VoteCasts,
    private readonly store: VoteStore,
  ) {}

  onModuleInit(): void {
    this.ledger.on('AssetToken', 'RecordDateOpened', {
      apply: (_, fact) => this.recorded(fact),
      retract: (_, fact) => this.unrecorded(fact),
    });
    this.ledger.on('Ballot', 'MotionProposed', {
      apply: (_, fact) => this.proposed(fact),
      retract: (_, fact) => this.unproposed(fact),
    });
    this.ledger.on('Ballot', 'Voted', {
      apply: (_, fact) => this.voted(fact),
      retract: (_, fact) => this.unvoted(fact),
    });
    this.ledger.on('Ballot', 'MotionWithdrawn', {
      apply: (_, fact) => this.moved(fact, 'withdraw'),
      retract: (_, fact) => this.moved(fact, 'withdrawal_retracted'),
    });
  }

  private async recorded(fact: Fact): Promise<void> {
    const vote = await this.store.byOperation('recordOperationId', fact.commandId);
    if (!vote) return;
    Object.assign(vote, {
      recordNumber: intArg(fact.args, 'id'),
      recordBlock: BigInt(fact.blockNumber),
      recordLogIndex: fact.logIndex,
      recordedAt: fact.blockTime,
      failureCode: null,
      failure: null,
    });
    if (can(voteMachine, vote.state, 'record')) this.store.move(vote, 'record');
    await this.store.save(ctxOf(fact), vote, 'recorded', seen(fact));
  }

  /** What was shown for approval is void; what was proposed on it waits, for it will be taken away too. */
  private async unrecorded(fact: Fact): Promise<void> {
    const vote = await this.store.byOperation('recordOperationId', fact.commandId);
    if (!vote || !can(voteMachine, vote.state, 'record_retracted')) return;
    this.store.move(vote, 'record_retracted');
    Object.assign(vote, NOT_RECORDED);
    await this.store.save(ctxOf(fact), vote, 'record_retracted', seen(fact));
  }

  private async proposed(fact: Fact): Promise<void> {
    const vote = await this.store.byOperation('operationId', fact.commandId);
    if (!vote || !can(voteMachine, vote.state, 'proposed')) {
      tellUnordered(this.logger, fact);
      return;
    }
    this.store.move(vote, 'proposed');
    vote.chainNumber = intArg(fact.args, 'ballotId');
    const eligible = listArg(fact.args, 'motion')[ELIGIBLE];
    if (eligible !== vote.eligible) tellUnordered(this.logger, fact);
    vote.eligible = BigInt(String(eligible));
    await this.store.save(ctxOf(fact), vote, 'proposed', seen(fact));
    const { address } = await this.tokens.require(vote.tokenId);
    await this.notices.tell(ctxOf(fact), {
      action: 'vote.tell_opening',
      subject: { type: 'vote', id: vote.id },
      token: address,
      block: Number(vote.recordBlock),
      logIndex: vote.recordLogIndex ?? 0,
    });
  }

  private async unproposed(fact: Fact): Promise<void> {
    const vote = await this.of(fact);
    if (!vote) return;
    this.store.move(vote, 'proposal_retracted');
    vote.chainNumber = null;
    await this.store.save(ctxOf(fact), vote, 'proposal_retracted', seen(fact));
  }

  private async voted(fact: Fact): Promise<void> {
    const vote = await this.of(fact);
    const choice = choiceOf(intArg(fact.args, 'choice'));
    if (vote && choice) await this.casts.cast(vote.id, fact, choice, intArg(fact.args, 'weight'));
  }

  /** A count that rested on it is made again. */
  private async unvoted(fact: Fact): Promise<void> {
    const vote = await this.of(fact);
    if (!vote) return;
    await this.casts.uncast(vote.id, textArg(fact.args, 'account'));
    if (!can(voteMachine, vote.state, 'recount')) return;
    this.store.move(vote, 'recount');
    await this.store.save(ctxOf(fact), vote, 'recount', seen(fact));
  }

  private async moved(fact: Fact, event: 'withdraw' | 'withdrawal_retracted'): Promise<void> {
    const vote = await this.of(fact);
    if (!vote) return;
    this.store.move(vote, event);
    await this.store.save(ctxOf(fact), vote, event, seen(fact));
  }

  private of(fact: Fact): Promise<Vote | null> {
    return this.store.byNumber(fact.address, intArg(fact.args, 'ballotId'));
  }
}

const NOT_RECORDED: Partial<Vote> = {
  recordNumber: null,
  recordBlock: null,
  recordLogIndex: null,
  recordedAt: null,
  eligible: null,
  holders: null,
  approvalId: null,
};
