import { Injectable } from '@nestjs/common';
import { toAddress } from '../chain/bytes.js';
import { Deployed } from '../chain/deployed.js';
import { withCure } from '../chain/outbox/revert-reason.js';
import { ContractReader } from '../chain/rpc/contract-reader.js';
import { Clock } from '../platform/clock.js';
import { actorOf, type Ctx } from '../platform/context.js';
import type { Page, PageQuery, Part } from '../platform/page.js';
import type { RefusalView } from '../tokens/token.schema.js';
import { Tokens } from '../tokens/tokens.service.js';
import { type WalletFacts, Wallets } from '../wallets/wallets.service.js';
import { BALLOT, choiceOf, encodeVote } from './vote.contract.js';
import type { VoteOrderBody, VoteOrderView, VotingRight } from './vote.schema.js';
import { VoteCasts } from './vote-casts.js';
import { type PublishedVote, VoteStore } from './vote-store.js';

const refusal = (code: string, sentence: string, cure: string): RefusalView => ({
  code,
  sentence,
  cure,
});

/** Voting by the holders themselves: what each vote weighs, and the transaction that casts it. */
@Injectable()
export class Voting {
  constructor(
    private readonly clock: Clock,
    private readonly deployed: Deployed,
    private readonly reader: ContractReader,
    private readonly tokens: Tokens,
    private readonly wallets: Wallets,
    private readonly casts: VoteCasts,
    private readonly store: VoteStore,
  ) {}

  /** Where the actor's wallets have a vote, the newest motion first, with their weight and what they chose. */
  async rights(ctx: Ctx, query: PageQuery): Promise<Page<VotingRight>> {
    const wallets = await this.wallets.ofOrganisation(actorOf(ctx).organisationId);
    const tokens = await this.tokens.everHeldBy(wallets.map(({ address }) => address));
    return this.store.rights(
      query,
      tokens.map(({ id }) => id),
      (vote) => this.of(vote, wallets),
    );
  }

  /**
   * The call that casts a vote, or everything that stands against it, each with its cure. Changes nothing.
   * @throws NotFound for another's wallet or a motion that was not put to the vote
   */
  async order(ctx: Ctx, id: string, body: VoteOrderBody): Promise<VoteOrderView> {
    const wallet = (await this.wallets.require(ctx, body.walletId)).address;
    const vote = await this.store.published(id);
    const [at, account] = [toAddress(vote.ballot), body.account ?? wallet];
    const ask = async (view: string) =>
      (await this.reader.ask<[bigint]>(BALLOT, at, view, [vote.chainNumber, account]))[0];
    const [weight, choice] = [await ask('votesOf'), choiceOf(await ask('choiceOf'))];
    const data = encodeVote(vote.chainNumber, wallet, account, body.choice);
    const obstacles = this.window(vote);
    if (choice) {
      obstacles.push(
        refusal(
          'already_voted',
          `${account} has voted “${choice}” on this motion; a vote is final.`,
          'Nothing: it is counted.',
        ),
      );
    } else if (weight === 0n) obstacles.push(this.noWeight(vote, account));
    // What nobody thought of above, in the contract's own words.
    if (obstacles.length === 0) {
      const reason = await this.reader.refuses(wallet, [{ to: at, data }]);
      if (reason) obstacles.push(withCure(reason));
    }
    const allowed = obstacles.length === 0;
    const { chainId } = this.deployed.deployment;
    return {
      allowed,
      obstacles,
      weight: weight.toString(),
      transaction: allowed ? { to: at, data, chainId } : null,
    };
  }

  private async of(vote: PublishedVote, wallets: WalletFacts[]): Promise<Part<VotingRight>[]> {
    const { address } = await this.tokens.require(vote.tokenId);
    const accounts = wallets.map((wallet) => wallet.address.toLowerCase());
    const weights = await this.casts.weights(vote, address, accounts);
    const choices = await this.casts.choices(vote.id, accounts);
    return weights.flatMap(({ account, weight }) =>
      wallets
        .filter((wallet) => wallet.address.toLowerCase() === account)
        .map((wallet) => ({
          account,
          view: {
            voteId: vote.id,
            assetId: vote.assetId,
            title: vote.title,
            documentId: vote.documentId,
            state: vote.state,
            opensAt: vote.opensAt.toISOString(),
            closesAt: vote.closesAt.toISOString(),
            walletId: wallet.id,
            account: wallet.address,
            weight: weight.toString(),
            choice: choices.get(account) ?? null,
          },
        })),
    );
  }

  private window({ state, opensAt, closesAt }: PublishedVote): RefusalView[] {
    const now = this.clock.now();
    if (state === 'withdrawn') {
      return [refusal('vote_withdrawn', 'The motion was taken back.', 'Wait for a new one.')];
    }
    if (now < opensAt) {
      return [
        refusal(
          'voting_not_open',
          'Voting has not opened yet.',
          `Vote from ${opensAt.toISOString()} on.`,
        ),
      ];
    }
    if (now < closesAt) return [];
    return [
      refusal(
        'voting_closed',
        `Voting ended at ${closesAt.toISOString()}.`,
        'Nothing: the count is final.',
      ),
    ];
  }

  /** Bought after the record date, or never held: the same to the contract, not to who asks. */
  private noWeight({ recordNumber, recordedAt }: PublishedVote, account: string): RefusalView {
    return refusal(
      'no_weight',
      `${account} held nothing at record date ${String(recordNumber)} (${recordedAt?.toISOString() ?? ''}): ` +
        'a vote weighs what was held then, wherever the tokens are now.',
      'Vote with the wallet that held then; what this one holds now counts at the next record date.',
    );
  }
}
