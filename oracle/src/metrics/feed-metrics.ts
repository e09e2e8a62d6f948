import { coverageRatio, pow10 } from '@cadastre/core';
import { seconds, toAddress } from '../storage/bytes.js';
import type { Database } from '../storage/database.js';
import { exact, type Family, type Labels, type Sample } from './family.js';

const OF_FEED = ['feed', 'asset', 'kind'] as const;
const gauge = (name: string, help: string, ...more: string[]): Family => ({
  name: `cadastre_oracle_${name}`,
  help,
  type: 'gauge',
  labels: [...OF_FEED, ...more],
});

/** What is told of each feed. Ages are those a consumer on-chain sees. */
export const FEED_FAMILIES = {
  status: gauge('feed_status', '1 for how this service finds the feed', 'status'),
  chainStatus: gauge('feed_chain_status', '1 for the status the feed itself tells', 'status'),
  publicationAge: gauge('feed_publication_age_seconds', 'Since the newest round was published'),
  valuationAge: gauge('feed_valuation_age_seconds', 'Since the moment the newest round speaks of'),
  round: gauge('feed_round', 'Newest round on-chain'),
  parked: gauge('feed_parked_reports', '1 while a report waits for two approvals'),
  spread: gauge('feed_spread_bps', 'Highest over lowest source used in the newest valuation'),
  canaryAgrees: gauge(
    'canary_agrees',
    '0 where a contract sees another number than was published',
    'verdict',
  ),
  canaryAge: gauge('canary_age_seconds', 'Since the feed was last read as a contract would'),
  coverage: {
    name: 'cadastre_oracle_coverage_ppm',
    help: 'Reserve over shares in issue at NAV and stated liabilities, millionths, rounded down',
    type: 'gauge',
    labels: ['asset'],
  },
} as const satisfies Record<string, Family>;

type Told = Record<keyof typeof FEED_FAMILIES, Sample[]>;

interface Row {
  address: Buffer;
  asset_id: string;
  kind: 'nav' | 'reserve';
  status: string;
  seen_at: Date | null;
  verdict: string | null;
  block_number: string | null;
  round: string | null;
  answer: string | null;
  valuation_time: Date | null;
  updated_at: Date | null;
  decimals: number | null;
  chain_status: string | null;
  supply: string | null;
  token_decimals: number | null;
  spread_bps: string | null;
  unit: string | null;
  seed_shares: string | null;
  liabilities_cents: string | null;
}

/** Every sample of every listed feed, from the newest look of the canary and the newest decision. */
export async function readFeedMetrics(db: Database, now: number): Promise<Told> {
  const rows = await db.sql<Row>(
    `SELECT f.address, f.asset_id, f.kind, f.status, s.seen_at, s.verdict, s.block_number, s.round,
       s.answer, s.valuation_time, s.updated_at, s.decimals, s.status AS chain_status, s.supply,
       s.token_decimals, heard.spread_bps, heard.unit, v.inputs->>'seedShares' AS seed_shares,
       v.inputs->>'liabilitiesCents' AS liabilities_cents
     FROM oracle.feed f
     LEFT JOIN oracle.sighting s ON s.feed = f.address
     LEFT JOIN LATERAL (
       SELECT valuation_id FROM oracle.decision d WHERE d.feed = f.address AND valuation_id IS NOT NULL
       ORDER BY round DESC, last_at DESC LIMIT 1) newest ON true
     LEFT JOIN oracle.valuation v ON v.id = newest.valuation_id
     LEFT JOIN LATERAL (
       SELECT min(one->>'unit') AS unit, floor((max((one->>'value')::numeric) -
           min((one->>'value')::numeric)) * 10000 / nullif(min((one->>'value')::numeric), 0)) AS spread_bps
       FROM jsonb_array_elements(v.voices) one
       WHERE one->>'feed' = f.kind AND one->>'outcome' = 'USED') heard ON true
     WHERE f.listed ORDER BY f.address`,
  );
  const told: Told = {
    status: [],
    chainStatus: [],
    publicationAge: [],
    valuationAge: [],
    round: [],
    parked: [],
    spread: [],
    canaryAgrees: [],
    canaryAge: [],
    coverage: coverageOf(rows),
  };
  for (const row of rows) tell(told, row, now);
  return told;
}

function tell(told: Told, row: Row, now: number): void {
  const labels: Labels = { feed: toAddress(row.address), asset: row.asset_id, kind: row.kind };
  told.status.push({ labels: { ...labels, status: row.status }, value: 1 });
  if (row.spread_bps !== null) told.spread.push(...exact(labels, row.spread_bps));
  if (row.seen_at && row.verdict) {
    const agrees = row.verdict === 'AGREES' ? 1 : 0;
    told.canaryAgrees.push({ labels: { ...labels, verdict: row.verdict }, value: agrees });
    told.canaryAge.push(...age(labels, row.seen_at, now));
  }
  if (row.chain_status) {
    told.chainStatus.push({ labels: { ...labels, status: row.chain_status }, value: 1 });
    told.parked.push({ labels, value: row.chain_status === 'PARKED' ? 1 : 0 });
  }
  if (row.round !== null) told.round.push(...exact(labels, row.round));
  if (row.updated_at) told.publicationAge.push(...age(labels, row.updated_at, now));
  if (row.valuation_time) told.valuationAge.push(...age(labels, row.valuation_time, now));
}

const age = (labels: Labels, since: Date, now: number) => exact(labels, now - seconds(since));

/** Only where reserve and NAV count in the same money; what the sponsor holds and the fund owes counts. */
function coverageOf(rows: readonly Row[]): Sample[] {
  return [...Map.groupBy(rows, (row) => row.asset_id)].flatMap(([asset, feeds]) => {
    const nav = feeds.find(({ kind }) => kind === 'nav');
    const reserve = feeds.find(({ kind }) => kind === 'reserve');
    if (!nav?.answer || !reserve?.answer || nav.supply === null) return [];
    if (nav.unit !== reserve.unit || nav.block_number !== reserve.block_number) return [];
    if (nav.decimals !== reserve.decimals || nav.token_decimals === null) return [];
    const shares = BigInt(nav.supply) + BigInt(nav.seed_shares ?? 0);
    // Less the half unit that NAV's own rounding may add.
    const toHolders = (shares * (2n * BigInt(nav.answer) - 1n)) / (2n * pow10(nav.token_decimals));
    const liabilities = BigInt(nav.liabilities_cents ?? 0) * 10_000n;
    const ratio = coverageRatio(BigInt(reserve.answer), toHolders + liabilities);
    return ratio === null ? [] : exact({ asset }, ratio);
  });
}
