import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database.js';
import { toAddress, toBytes } from '../bytes.js';
import { rows } from '../rows.js';

/** A holder's new balance, base units. */
export interface BalanceStep {
  token: string;
  holder: string;
  place: number;
  amountBaseUnits: bigint;
}

/** A feed's new answer, in its own decimals. */
export interface AnswerStep {
  feed: string;
  place: number;
  answer: bigint;
}

/**
 * What was in force after each of several blocks, told by its changes alone: what is told for the block at
 * a place (from 0 on) stays in force for all later ones until the next. Final blocks; nothing is replayed.
 */
@Injectable()
export class LedgerHistory {
  constructor(private readonly db: Database) {}

  /**
   * The last kept block before each of these instants, none above `newest`: blocks without a log of ours
   * change nothing and may be passed over. −1 before the first.
   */
  async blocksBefore(instants: readonly Date[], newest: number): Promise<number[]> {
    const found = await rows<{ number: string | null }>(
      this.db.em,
      `SELECT b.number FROM unnest($1::timestamptz[]) WITH ORDINALITY AS i(instant, place)
         LEFT JOIN LATERAL (SELECT number FROM api.ledger_block
           WHERE time < i.instant AND number <= $2
           ORDER BY time DESC, number DESC LIMIT 1) AS b ON true
       ORDER BY i.place`,
      [instants, newest],
    );
    return found.map(({ number }) => (number === null ? -1 : Number(number)));
  }

  /** Balances of these holders over all tokens after each of these blocks, which come in order. */
  async balances(holders: readonly string[], blocks: readonly number[]): Promise<BalanceStep[]> {
    const found = await rows<{ token: Buffer; holder: Buffer; place: number; balance: string }>(
      this.db.em,
      `SELECT DISTINCT ON (token, holder, place) token, holder, place, balance
       FROM (SELECT *, ${PLACE} AS place FROM api.holding_change
         WHERE holder = ANY($1) AND block_number <= $3) AS changes
       ORDER BY token, holder, place, block_number DESC`,
      [holders.map(toBytes), blocks, blocks.at(-1) ?? -1],
    );
    return found.map((r) => ({
      token: toAddress(r.token),
      holder: toAddress(r.holder),
      place: r.place,
      amountBaseUnits: BigInt(r.balance),
    }));
  }

  /** Accepted answers of these feeds after each of these blocks, which come in order. */
  async answers(feeds: readonly string[], blocks: readonly number[]): Promise<AnswerStep[]> {
    const found = await rows<{ feed: Buffer; place: number; answer: string }>(
      this.db.em,
      `SELECT DISTINCT ON (feed, place) feed, place, answer
       FROM (SELECT *, ${PLACE} AS place FROM api.feed_round
         WHERE feed = ANY($1) AND block_number <= $3) AS rounds
       ORDER BY feed, place, round DESC`,
      [feeds.map(toBytes), blocks, blocks.at(-1) ?? -1],
    );
    return found.map((r) => ({
      feed: toAddress(r.feed),
      place: r.place,
      answer: BigInt(r.answer),
    }));
  }
}

/** How many of the blocks lie before a change: the place of the first that has it. */
const PLACE = 'width_bucket(block_number - 1, $2::bigint[])';
