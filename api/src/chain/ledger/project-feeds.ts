import type { EntityManager } from 'typeorm';
import { toBytes } from '../bytes.js';
import { intArg, textArg } from './decode.js';
import type { Fact } from './fact.js';

const seconds = (unix: bigint): Date => new Date(Number(unix) * 1000);

/** Projects the reports of a range: accepted rounds, and what was parked and became of it. */
export async function projectFeeds(em: EntityManager, facts: Fact[]): Promise<void> {
  const reports = facts.filter((fact) => fact.contract === 'OracleCommittee');
  const accepted = reports.filter((fact) => fact.event === 'ReportAccepted');
  if (accepted.length > 0) await storeRounds(em, accepted);
  // Parked reports are rare and their order matters.
  for (const fact of reports) await park(em, fact);
}

async function storeRounds(em: EntityManager, accepted: Fact[]): Promise<void> {
  await em.query(
    `INSERT INTO api.feed_round (feed, round, answer, valuation_time, updated_at, digest,
       block_number, block_hash, log_index, transaction_hash)
     SELECT * FROM unnest($1::bytea[], $2::bigint[], $3::numeric[], $4::timestamptz[],
       $5::timestamptz[], $6::bytea[], $7::bigint[], $8::bytea[], $9::int[], $10::bytea[])`,
    [
      accepted.map((f) => toBytes(textArg(f.args, 'feed'))),
      accepted.map((f) => intArg(f.args, 'round')),
      accepted.map((f) => intArg(f.args, 'answer')),
      accepted.map((f) => seconds(intArg(f.args, 'valuationTime'))),
      accepted.map((f) => f.blockTime),
      accepted.map((f) => toBytes(textArg(f.args, 'digest'))),
      accepted.map((f) => f.blockNumber),
      accepted.map((f) => toBytes(f.blockHash)),
      accepted.map((f) => f.logIndex),
      accepted.map((f) => toBytes(f.transactionHash)),
    ],
  );
}

async function park(em: EntityManager, fact: Fact): Promise<void> {
  const { args, blockNumber } = fact;
  if (args['feed'] === undefined) return;
  const feed = toBytes(textArg(args, 'feed'));
  if (fact.event === 'ReportAccepted') {
    // Any new round voids what was parked for it; the parked report itself may be the new round.
    await em.query(
      `UPDATE api.feed_parked
       SET outcome = CASE WHEN digest = $2 THEN 'accepted' ELSE 'replaced' END, closed_block = $3
       WHERE feed = $1 AND outcome IS NULL`,
      [feed, toBytes(textArg(args, 'digest')), blockNumber],
    );
  } else if (fact.event === 'ReportRejected') {
    await em.query(
      `UPDATE api.feed_parked SET outcome = 'rejected', closed_block = $3
       WHERE feed = $1 AND digest = $2 AND outcome IS NULL`,
      [feed, toBytes(textArg(args, 'digest')), blockNumber],
    );
  } else if (fact.event === 'ReportParked') {
    await em.query(
      `UPDATE api.feed_parked SET outcome = 'replaced', closed_block = $2
       WHERE feed = $1 AND outcome IS NULL`,
      [feed, blockNumber],
    );
    await em.query(
      `INSERT INTO api.feed_parked (feed, block_number, log_index, digest, round, answer,
         valuation_time, parked_at, proposer, transaction_hash)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [
        feed,
        blockNumber,
        fact.logIndex,
        toBytes(textArg(args, 'digest')),
        intArg(args, 'round'),
        intArg(args, 'answer'),
        seconds(intArg(args, 'valuationTime')),
        fact.blockTime,
        toBytes(textArg(args, 'proposer')),
        toBytes(fact.transactionHash),
      ],
    );
  }
}

/** Takes rounds and parked reports back to what they were after a block. */
export async function rollBackFeeds(em: EntityManager, block: number): Promise<void> {
  await em.query('DELETE FROM api.feed_round WHERE block_number > $1', [block]);
  await em.query('DELETE FROM api.feed_parked WHERE block_number > $1', [block]);
  await em.query(
    'UPDATE api.feed_parked SET outcome = NULL, closed_block = NULL WHERE closed_block > $1',
    [block],
  );
}
