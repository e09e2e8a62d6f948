import { type Cast, type Tally, tally, type VoteChoice } from '@cadastre/core';
import { Injectable } from '@nestjs/common';
import { toAddress, toBytes, toHex } from '../chain/bytes.js';
import { textArg } from '../chain/ledger/decode.js';
import type { Fact } from '../chain/ledger/fact.js';
import { rows } from '../chain/rows.js';
import { Database } from '../platform/database.js';
import { cut, openCursor, type Page, type PageQuery } from '../platform/page.js';
import type { Vote } from './vote.entity.js';
import type { CastView } from './vote.schema.js';

interface CastRow {
  account: Buffer;
  choice: VoteChoice;
  weight: string;
  by_account: Buffer;
  cast_at: Date;
  transaction_hash: Buffer;
}

/** A holding at the record date of a vote. */
export interface Weight {
  /** Lower case, 0x. */
  account: string;
  weight: bigint;
}

/** Who could vote with what weight, and who did, as the ledger has it. */
@Injectable()
export class VoteCasts {
  constructor(private readonly db: Database) {}

  /** Notes a vote the chain has counted. */
  async cast(voteId: string, fact: Fact, choice: VoteChoice, weight: bigint): Promise<void> {
    await this.db.em.query(
      `INSERT INTO api.vote_cast (vote_id, account, choice, weight, by_account, cast_at, transaction_hash)
       VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [
        voteId,
        toBytes(textArg(fact.args, 'account')),
        choice,
        weight,
        toBytes(textArg(fact.args, 'by')),
        fact.blockTime,
        toBytes(fact.transactionHash),
      ],
    );
  }

  async uncast(voteId: string, account: string): Promise<void> {
    await this.db.em.query('DELETE FROM api.vote_cast WHERE vote_id = $1 AND account = $2', [
      voteId,
      toBytes(account),
    ]);
  }

  /** The votes cast by account. @throws Malformed `bad_cursor` */
  async page(voteId: string, { limit, after }: PageQuery): Promise<Page<CastView>> {
    const start = after ? toBytes(openCursor(after, /^0x[0-9a-f]{40}$/)) : Buffer.alloc(0);
    const found = await rows<CastRow>(
      this.db.em,
      `SELECT * FROM api.vote_cast WHERE vote_id = $1 AND account > $2 ORDER BY account LIMIT $3`,
      [voteId, start, limit + 1],
    );
    return cut(
      found,
      limit,
      (shown) => shown.map(castViewOf),
      ({ account }) => toHex(account),
    );
  }

  /** How these accounts (lower case) have voted. */
  async choices(voteId: string, accounts: string[]): Promise<Map<string, VoteChoice>> {
    const found = await rows<CastRow>(
      this.db.em,
      'SELECT account, choice FROM api.vote_cast WHERE vote_id = $1 AND account = ANY($2)',
      [voteId, accounts.map(toBytes)],
    );
    return new Map(found.map(({ account, choice }) => [toHex(account), choice]));
  }

  /** What these accounts held at the record date, without those that have no vote and those that held nothing. */
  async weights(vote: Vote, token: string, accounts: string[]): Promise<Weight[]> {
    const found = await rows<{ holder: Buffer; balance: string }>(
      this.db.em,
      `SELECT holder, balance FROM api.ledger_holders_before($1, $2, $3)
       WHERE holder = ANY($4) AND holder <> ALL($5) ORDER BY holder`,
      [...pointOf(vote, token), accounts.map(toBytes), vote.excluded],
    );
    return found.map(({ holder, balance }) => ({
      account: toHex(holder),
      weight: BigInt(balance),
    }));
  }

  /** All weight that takes part, and how many hold it. */
  async eligible(vote: Vote, token: string): Promise<{ weight: bigint; holders: number }> {
    const [found] = await rows<{ weight: string; holders: number }>(
      this.db.em,
      `SELECT coalesce(sum(balance), 0) AS weight, count(*)::int AS holders
       FROM api.ledger_holders_before($1, $2, $3) WHERE holder <> ALL($4)`,
      [...pointOf(vote, token), vote.excluded],
    );
    return { weight: BigInt(found?.weight ?? 0), holders: found?.holders ?? 0 };
  }

  /** The votes the ledger knows, counted as the contract counts. */
  async count(vote: Vote): Promise<Tally> {
    const found = await rows<{ choice: VoteChoice; weight: string }>(
      this.db.em,
      'SELECT choice, sum(weight) AS weight FROM api.vote_cast WHERE vote_id = $1 GROUP BY choice',
      [vote.id],
    );
    const casts: Cast[] = found.map(({ choice, weight }) => ({ choice, weight: BigInt(weight) }));
    const { quorumBps, majorityBps } = vote;
    return tally({ eligible: vote.eligible ?? 0n, quorumBps, majorityBps }, casts);
  }
}

const pointOf = ({ recordBlock, recordLogIndex }: Vote, token: string) => [
  toBytes(token),
  recordBlock,
  recordLogIndex,
];

const castViewOf = (r: CastRow): CastView => ({
  account: toAddress(r.account),
  choice: r.choice,
  weight: r.weight,
  by: toAddress(r.by_account),
  castAt: r.cast_at.toISOString(),
  transactionHash: toHex(r.transaction_hash),
});
