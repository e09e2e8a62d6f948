import { foldQueue, type QueueEntry, type RedemptionPart } from '@cadastre/core';
import { Injectable } from '@nestjs/common';
import { MoreThan } from 'typeorm';
import { toAddress, toBytes } from '../chain/bytes.js';
import { rows } from '../chain/rows.js';
import { Database } from '../platform/database.js';
import { Wallets } from '../wallets/wallets.service.js';
import { Redemption, type RedemptionQueueRow } from './redemption.entity.js';

/** How far the journal counts: up to a log, or up to the one before it. */
export interface JournalEnd {
  blockNumber: number;
  logIndex: number;
  /** Whether the log itself counts; false while it is taken back. */
  counts: boolean;
}

interface JournalRow {
  block_number: string;
  log_index: number;
  block_time: Date;
  event: string;
  args: Record<string, string>;
}

interface Instant {
  shares: bigint;
  assets: bigint;
  fee: bigint;
  at: number;
}

type Values = Omit<Redemption, 'id' | 'organisationId' | 'walletId' | 'queueId' | 'controller'>;

/** Rows of redemptions, as the ledger's journal has them. Nothing else writes them. */
@Injectable()
export class RedemptionProjection {
  constructor(
    private readonly db: Database,
    private readonly wallets: Wallets,
  ) {}

  /** Writes what a holder has with a queue; parts that never were are gone. */
  async sync(queue: RedemptionQueueRow, holder: string, end: JournalEnd): Promise<void> {
    const journal = await this.journal(queue, holder, end);
    const { entries, instants } = read(journal);
    const { parts } = foldQueue(entries, queue.patienceSeconds);
    const found = await this.wallets.byAddresses([holder]);
    const wallet = found.get(holder.toLowerCase());
    const owner = {
      queueId: queue.id,
      controller: toBytes(holder),
      walletId: wallet?.id ?? null,
      organisationId: wallet?.organisationId ?? null,
    };
    const values = [...parts.map(ofPart), ...instants.map(ofInstant)];
    for (const one of values) await this.put({ ...owner, ...one });
    for (const [lane, count] of [
      ['queue', parts.length],
      ['instant', instants.length],
    ] as const) {
      const { queueId, controller } = owner;
      await this.db.em.delete(Redemption, { queueId, controller, lane, ordinal: MoreThan(count) });
    }
  }

  /** The same for everybody in an epoch. */
  async syncEpoch(queue: RedemptionQueueRow, epoch: number, end: JournalEnd): Promise<void> {
    const found = await rows<{ controller: Buffer }>(
      this.db.em,
      'SELECT DISTINCT controller FROM api.redemption WHERE queue_id = $1 AND epoch = $2',
      [queue.id, epoch],
    );
    for (const { controller } of found) await this.sync(queue, toAddress(controller), end);
  }

  private async put(row: Omit<Redemption, 'id'>): Promise<void> {
    const { queueId, controller, lane, ordinal } = row;
    const known = await this.db.em.findOneBy(Redemption, { queueId, controller, lane, ordinal });
    if (known) await this.db.em.update(Redemption, { id: known.id }, row);
    else await this.db.em.insert(Redemption, { id: this.db.newId(), ...row });
  }

  private journal(
    { address }: RedemptionQueueRow,
    holder: string,
    end: JournalEnd,
  ): Promise<JournalRow[]> {
    const columns = 'block_number, log_index, block_time, event, args';
    const until = `(block_number, log_index) ${end.counts ? '<=' : '<'} ($3::bigint, $4::int)`;
    return rows(
      this.db.em,
      `SELECT ${columns} FROM api.ledger_log
       WHERE contract = 'RedemptionQueue' AND address = $1
         AND coalesce(args ->> 'controller', args ->> 'owner') = $2 AND ${until}
       UNION ALL
       SELECT ${columns} FROM api.ledger_log
       WHERE address = $1 AND event IN ('EpochClosed', 'EpochSettled') AND ${until}
       ORDER BY block_number, log_index`,
      [address, holder, end.blockNumber, end.logIndex],
    );
  }
}

/** The journal as the core reads it. An instant redemption's `Withdraw`, right after it, is no claim. */
function read(journal: JournalRow[]): { entries: QueueEntry[]; instants: Instant[] } {
  const entries: QueueEntry[] = [];
  const instants: Instant[] = [];
  let before: JournalRow | undefined;
  for (const log of journal) {
    const at = Math.floor(log.block_time.getTime() / 1000);
    const amount = (name: string) => BigInt(log.args[name] ?? 0);
    const payout = () => ({ shares: amount('shares'), assets: amount('assets'), at });
    switch (log.event) {
      case 'RedeemRequest':
        entries.push({ kind: 'request', shares: amount('shares'), at });
        break;
      case 'CancelRedeemRequest':
        entries.push({ kind: 'cancel', at });
        break;
      case 'CancelRedeemClaim':
        entries.push({ kind: 'return', at });
        break;
      case 'RequestDeferred':
        entries.push({ kind: 'defer', kept: amount('kept'), deferred: amount('deferred'), at });
        break;
      case 'EpochClosed':
        entries.push({ kind: 'close', at });
        break;
      case 'EpochSettled':
        entries.push({ kind: 'settle', ...payout() });
        break;
      case 'RedeemedInstantly':
        instants.push({ ...payout(), fee: amount('fee') });
        break;
      case 'Withdraw':
        if (!follows(log, before)) entries.push({ kind: 'claim', ...payout() });
    }
    before = log;
  }
  return { entries, instants };
}

const follows = (log: JournalRow, before: JournalRow | undefined): boolean =>
  before?.event === 'RedeemedInstantly' &&
  before.block_number === log.block_number &&
  before.log_index + 1 === log.log_index;

const ofPart = (part: RedemptionPart, index: number): Values => ({
  lane: 'queue',
  ordinal: index + 1,
  epoch: part.epoch,
  state: part.state,
  shares: part.shares,
  deferredShares: part.deferred,
  carriedShares: part.carried,
  assets: part.assets,
  fee: 0n,
  claimedShares: part.claimedShares,
  requestedAt: time(part.requestedAt),
  changedAt: time(part.changedAt),
});

const ofInstant = ({ shares, assets, fee, at }: Instant, index: number): Values => ({
  lane: 'instant',
  ordinal: index + 1,
  epoch: null,
  state: 'paid',
  shares,
  deferredShares: 0n,
  carriedShares: 0n,
  assets,
  fee,
  claimedShares: shares,
  requestedAt: time(at),
  changedAt: time(at),
});

const time = (seconds: number): Date => new Date(seconds * 1000);
