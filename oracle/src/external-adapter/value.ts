import { Injectable } from '@nestjs/common';
import { readDecimals } from '../chain/aggregator.js';
import { readFeed, readStaleness } from '../chain/feed.js';
import { Rpc } from '../chain/rpc.js';
import type { LastRound } from '../decide/decide.js';
import { Clock } from '../platform/clock.js';
import { Refusal } from '../platform/refusal.js';
import type { FeedKind } from '../sources/adapter.js';
import { instant, seconds, toAddress, toBytes } from '../storage/bytes.js';
import { Database } from '../storage/database.js';

/** A feed that was looked at longer ago, seconds, is not vouched for. */
const OLDEST_LOOK_SECONDS = 600;

/** Which feed is asked for: by its address, or as a number of an asset. */
export type Wanted = { feed: string } | { asset: string; kind: FeedKind };

/** A number that may be carried elsewhere, with what it speaks of. */
export interface CarriedValue {
  feed: string;
  asset: string;
  kind: FeedKind;
  /** In units of 10^-decimals. */
  answer: bigint;
  decimals: number;
  /** The moment the number speaks of, Unix seconds. */
  valuationTime: number;
  /** Newest round on-chain. */
  round: number;
}

interface FeedRow {
  address: Buffer;
  asset_id: string;
  kind: FeedKind;
}

interface DecisionRow {
  code: string;
  reason: string;
  action: string;
  value: string | null;
  last_at: Date;
  nav_valuation_time: Date | null;
  reserve_valuation_time: Date | null;
}

/** A person has to decide first, or has decided against it. */
const HELD = new Set(['PARKED', 'PAUSED', 'REJECTED']);

/** The last derived number of a feed that passed all of its rules. */
@Injectable()
export class CarriedValues {
  constructor(
    private readonly db: Database,
    private readonly rpc: Rpc,
    private readonly clock: Clock,
  ) {}

  /**
   * The newest derivation where it lies within the deviation limit of the published round, which then
   * stands for it; the published round where the derivation waits for its own round. Never what is stale,
   * refused, parked or paused.
   * @throws Refusal `UNKNOWN_FEED`, `NOT_PUBLISHED`, `STALE`, `PAUSED`, `PARKED`, `REJECTED`, or the code with
   *   which the newest look at the sources was refused; RpcError, RpcUnreachable
   */
  async of(wanted: Wanted): Promise<CarriedValue> {
    const row = await this.find(wanted);
    const feed = toAddress(row.address);
    const decision = await this.newestDecision(feed);
    const now = this.clock.now();
    if (!decision || now - seconds(decision.last_at) > OLDEST_LOOK_SECONDS)
      throw new Refusal('STALE', 'The sources were not looked at within the last ten minutes.');
    if (decision.action === 'refuse' || HELD.has(decision.code))
      throw new Refusal(decision.code, decision.reason);
    const [{ last, paused, parked }, staleness, decimals] = await Promise.all([
      readFeed(this.rpc, feed),
      readStaleness(this.rpc, feed, 'latest'),
      readDecimals(this.rpc, feed, 'latest'),
    ]);
    if (paused) throw new Refusal('PAUSED', 'The feed is paused on-chain.');
    if (parked) throw new Refusal('PARKED', `Report ${parked.digest} waits for two approvals.`);
    if (!last) throw new Refusal('NOT_PUBLISHED', 'The feed has no round yet.');
    const { value, valuationTime } = carried(decision, row.kind, last);
    const { valuationStaleness, heartbeat } = staleness;
    if (valuationStaleness !== 0 && now > valuationTime + valuationStaleness)
      throw new Refusal('STALE', `The valuation is of ${instant(valuationTime).toISOString()}.`);
    if (heartbeat !== 0 && now > last.updatedAt + heartbeat)
      throw new Refusal('STALE', `Round ${last.round} is past its heartbeat.`);
    const { asset_id: asset, kind } = row;
    return { feed, asset, kind, answer: value, decimals, valuationTime, round: last.round };
  }

  private async find(wanted: Wanted): Promise<FeedRow> {
    const [row] =
      'feed' in wanted
        ? await this.db.sql<FeedRow>(
            'SELECT address, asset_id, kind FROM oracle.feed WHERE address = $1 AND listed',
            [toBytes(wanted.feed)],
          )
        : await this.db.sql<FeedRow>(
            'SELECT address, asset_id, kind FROM oracle.feed WHERE asset_id = $1 AND kind = $2 AND listed',
            [wanted.asset, wanted.kind],
          );
    if (row) return row;
    throw new Refusal('UNKNOWN_FEED', 'There is no such feed here; GET /feeds lists them.');
  }

  private async newestDecision(feed: string): Promise<DecisionRow | undefined> {
    const [row] = await this.db.sql<DecisionRow>(
      `SELECT d.code, d.reason, d.action, d.value, d.last_at, v.nav_valuation_time,
         v.reserve_valuation_time
       FROM oracle.decision d LEFT JOIN oracle.valuation v ON v.id = d.valuation_id
       WHERE d.feed = $1 ORDER BY d.round DESC, d.last_at DESC, d.id DESC LIMIT 1`,
      [toBytes(feed)],
    );
    return row;
  }
}

/**
 * What hardly moved is derived anew and within every limit of the feed; anything else stands as published.
 * Equal inputs are stored once, so the stored time may be older than the published round's.
 */
function carried(
  { code, value, nav_valuation_time: nav, reserve_valuation_time: reserve }: DecisionRow,
  kind: FeedKind,
  last: LastRound,
): { value: bigint; valuationTime: number } {
  const time = kind === 'nav' ? nav : reserve;
  if (code !== 'WITHIN_DEVIATION' || value === null || !time)
    return { value: last.answer, valuationTime: last.valuationTime };
  return { value: BigInt(value), valuationTime: Math.max(seconds(time), last.valuationTime) };
}
