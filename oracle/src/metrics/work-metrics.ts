import { seconds, toAddress } from '../storage/bytes.js';
import type { Database } from '../storage/database.js';
import { exact, type Family, type Sample } from './family.js';

const family = (
  name: string,
  help: string,
  labels: readonly string[] = [],
  type: Family['type'] = 'gauge',
): Family => ({ name: `cadastre_oracle_${name}`, help, type, labels });

/** What is told of sources, signers, reports and transactions. */
export const WORK_FAMILIES = {
  sourceFailures: family(
    'source_failures_total',
    'Looks at a source that gave no voice, by its kind and the reason',
    ['asset', 'kind', 'provider', 'source', 'code'],
    'counter',
  ),
  signerAnswers: family(
    'signer_answers',
    'Answers of each signer in the last hour: SIGNED, or the code of its refusal',
    ['signer', 'outcome'],
  ),
  openReports: family('open_reports', 'Reports on their way, by state', ['state']),
  oldestReport: family('oldest_open_report_age_seconds', 'Age of the oldest report on its way'),
  gasPerRound: family('update_gas_per_round', 'Gas of the newest final transaction per round'),
  updateRounds: family('update_rounds', 'Rounds that the newest final transaction carried'),
  transactions: family('transactions', 'Transactions that became final in the last hour', [
    'state',
  ]),
  leaderEpoch: family('leader_changes_total', 'Times that the lead was taken', [], 'counter'),
} as const satisfies Record<string, Family>;

type Told = Record<keyof typeof WORK_FAMILIES, Sample[]>;

const HOUR = `interval '1 hour'`;
const STATES = ['proposed', 'signed', 'sent'];

/** @param now domain time, by which the rows are dated */
export async function readWorkMetrics(db: Database, now: Date): Promise<Told> {
  const [failures, answers, open, update, transactions, leader] = await Promise.all([
    failuresIn(db),
    answersIn(db, now),
    openIn(db),
    newestUpdate(db),
    transactionsIn(db, now),
    leaderChanges(db),
  ]);
  return {
    sourceFailures: failures,
    signerAnswers: answers,
    openReports: STATES.map((state) => ({ labels: { state }, value: open.get(state)?.count ?? 0 })),
    oldestReport: oldest(open, now),
    gasPerRound: update ? exact({}, update.gas / BigInt(update.rounds)) : [],
    updateRounds: update ? exact({}, update.rounds) : [],
    transactions,
    leaderEpoch: leader,
  };
}

async function failuresIn(db: Database): Promise<Sample[]> {
  const rows = await db.sql<
    Record<'asset' | 'kind' | 'provider' | 'source' | 'code' | 'times', string>
  >(
    `SELECT asset_id AS asset, feed_kind AS kind, provider, source_kind AS source, code, times
     FROM oracle.source_failure ORDER BY 1, 2, 3, 4, 5`,
  );
  return rows.flatMap(({ times, ...labels }) => exact(labels, times));
}

async function answersIn(db: Database, now: Date): Promise<Sample[]> {
  const rows = await db.sql<{ signer: Buffer; outcome: string; answers: string }>(
    `SELECT signer, outcome, sum(times) AS answers FROM oracle.signing
     WHERE last_at > $1::timestamptz - ${HOUR} GROUP BY signer, outcome ORDER BY signer, outcome`,
    [now],
  );
  return rows.flatMap(({ signer, outcome, answers }) =>
    exact({ signer: toAddress(signer), outcome }, answers),
  );
}

async function openIn(db: Database): Promise<Map<string, { count: number; since: Date }>> {
  const rows = await db.sql<{ state: string; count: number; since: Date }>(
    `SELECT state, count(*)::int AS count, min(created_at) AS since FROM oracle.report
     WHERE state IN ('proposed', 'signed', 'sent') GROUP BY state`,
  );
  return new Map(rows.map(({ state, ...rest }) => [state, rest]));
}

function oldest(open: ReadonlyMap<string, { since: Date }>, now: Date): Sample[] {
  const times = [...open.values()].map(({ since }) => seconds(since));
  return exact({}, times.length === 0 ? 0 : Math.max(0, seconds(now) - Math.min(...times)));
}

async function newestUpdate(db: Database): Promise<{ gas: bigint; rounds: number } | null> {
  const [row] = await db.sql<{ gas: string; rounds: number }>(
    `SELECT t.gas_used AS gas, (SELECT count(*)::int FROM oracle.round r WHERE r.report_id = t.report_id)
       AS rounds
     FROM oracle.transaction t WHERE t.confirmed_at IS NOT NULL AND t.state = 'confirmed'
     ORDER BY t.confirmed_at DESC, t.id DESC LIMIT 1`,
  );
  return row && row.rounds > 0 ? { gas: BigInt(row.gas), rounds: row.rounds } : null;
}

async function transactionsIn(db: Database, now: Date): Promise<Sample[]> {
  const rows = await db.sql<{ state: string; count: number }>(
    `SELECT state, count(*)::int AS count FROM oracle.transaction
     WHERE confirmed_at > $1::timestamptz - ${HOUR} GROUP BY state ORDER BY state`,
    [now],
  );
  return rows.map(({ state, count }) => ({ labels: { state }, value: count }));
}

/** Each taking of the lead begins an epoch. */
async function leaderChanges(db: Database): Promise<Sample[]> {
  const [row] = await db.sql<{ epoch: string }>('SELECT epoch FROM oracle.leader');
  return exact({}, row?.epoch ?? 0);
}
