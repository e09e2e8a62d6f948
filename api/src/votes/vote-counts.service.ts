import { Injectable, type OnModuleInit } from '@nestjs/common';
import { z } from 'zod';
import { toAddress, toHex } from '../chain/bytes.js';
import { LedgerReader } from '../chain/ledger/reader.js';
import { ContractReader } from '../chain/rpc/contract-reader.js';
import type { Ctx } from '../platform/context.js';
import { Jobs } from '../platform/jobs/jobs.service.js';
import { HolderNotices } from '../notices/holder-notices.service.js';
import { Tokens } from '../tokens/tokens.service.js';
import { BALLOT } from './vote.contract.js';
import type { PublicVote, TallyView } from './vote.schema.js';
import { VoteCasts } from './vote-casts.js';
import { type PublishedVote, VoteStore } from './vote-store.js';

interface Motion {
  eligible: bigint;
  votesFor: bigint;
  votesAgainst: bigint;
  abstentions: bigint;
}

const EVERY_MINUTE = '* * * * *';

/** The count: published as the contract has it, and final once the chain has gone past the end of voting. */
@Injectable()
export class VoteCounts implements OnModuleInit {
  constructor(
    private readonly jobs: Jobs,
    private readonly ledger: LedgerReader,
    private readonly reader: ContractReader,
    private readonly tokens: Tokens,
    private readonly notices: HolderNotices,
    private readonly casts: VoteCasts,
    private readonly store: VoteStore,
  ) {}

  onModuleInit(): void {
    const job = this.jobs.define({
      name: 'votes.count',
      schema: z.strictObject({}),
      handle: (ctx) => this.countDue(ctx),
      single: true,
    });
    job.schedule(EVERY_MINUTE, {});
  }

  /** A motion with its count, for anybody. @throws NotFound */
  async published(id: string): Promise<PublicVote> {
    const vote = await this.store.published(id);
    return {
      id: vote.id,
      assetId: vote.assetId,
      state: vote.state,
      title: vote.title,
      subject: toHex(vote.subject),
      recordDate: vote.recordDate,
      opensAt: vote.opensAt.toISOString(),
      closesAt: vote.closesAt.toISOString(),
      quorumBps: vote.quorumBps,
      majorityBps: vote.majorityBps,
      ballot: toAddress(vote.ballot),
      chainNumber: vote.chainNumber.toString(),
      tally: await this.tally(vote),
    };
  }

  /** What the contract has counted, beside what the ledger has. */
  private async tally(vote: PublishedVote): Promise<TallyView> {
    const at = toAddress(vote.ballot);
    const [motion] = await this.reader.ask<[Motion]>(BALLOT, at, 'motionOf', [vote.chainNumber]);
    const [closed, passed] = await this.reader.ask<[boolean, boolean]>(BALLOT, at, 'outcome', [
      vote.chainNumber,
    ]);
    const ours = await this.casts.count(vote);
    const same = (['votesFor', 'votesAgainst', 'abstentions'] as const).every(
      (part) => ours[part] === motion[part],
    );
    return {
      votesFor: motion.votesFor.toString(),
      votesAgainst: motion.votesAgainst.toString(),
      abstentions: motion.abstentions.toString(),
      eligible: motion.eligible.toString(),
      quorumMet: ours.quorumMet,
      closed,
      passed,
      agrees: same && motion.eligible === vote.eligible,
    };
  }

  /** Ends what no vote can change: a vote is cast in a block before the end, and all those are in the ledger. */
  private async countDue(ctx: Ctx): Promise<void> {
    const seen = await this.ledger.cursor();
    if (!seen) return;
    for (const id of await this.store.dueForCount(seen.time)) {
      const vote = await this.store.lock(id);
      if (vote.state !== 'voting') continue;
      const { carried, votesFor, votesAgainst, abstentions } = await this.casts.count(vote);
      this.store.move(vote, carried ? 'carry' : 'defeat');
      await this.store.save(ctx, vote, vote.state, {
        votesFor: votesFor.toString(),
        votesAgainst: votesAgainst.toString(),
        abstentions: abstentions.toString(),
      });
      const { address } = await this.tokens.require(vote.tokenId);
      await this.notices.tell(ctx, {
        action: 'vote.tell_result',
        subject: { type: 'vote', id },
        token: address,
        block: Number(vote.recordBlock),
        logIndex: vote.recordLogIndex ?? 0,
      });
    }
  }
}
