import { Injectable, type OnModuleInit } from '@nestjs/common';
import { z } from 'zod';
import { toAddress, toBytes } from '../chain/bytes.js';
import type { CommandOutcome } from '../chain/outbox/command.js';
import { Outbox } from '../chain/outbox/outbox.js';
import { rows } from '../chain/rows.js';
import { Clock, DAY_MS } from '../platform/clock.js';
import type { Ctx } from '../platform/context.js';
import { Database } from '../platform/database.js';
import { uuid } from '../platform/fields.js';
import { type Job, Jobs } from '../platform/jobs/jobs.service.js';
import { Conflict, NotFound } from '../platform/problem.js';
import {
  DISTRIBUTOR,
  encodeNetPayout,
  encodePayout,
  NET_PAYOUT_BATCH,
  PAYOUT_BATCH,
} from './distribution.contract.js';
import type { Distribution } from './distribution.entity.js';
import type { DistributionView } from './distribution.schema.js';
import { DistributionStore } from './distribution-store.js';
import { claimOf } from './net-lines.sql.js';
import { NetRoots } from './net-roots.service.js';

const PAYOUT = 'distribution.payout';
const NET_PAYOUT = 'distribution.net_payout';
const ANNOUNCE = 'distribution.announce_expiry';
const EXPIRE = 'distribution.expire';
/** Payouts given to the outbox in one transaction. */
const CHUNK = 2_000;
/** How long before its term the end of claims may be announced. */
const NOTICE_MS = 90 * DAY_MS;

interface Picked {
  account: Buffer;
  operation_id: string;
  gross: string;
  withheld: string;
  proof: Buffer | null;
}

/**
 * The money to its holders: one command each, which the outbox sends a hundred at a time. A payout
 * that is repeated pays nothing: the contract pays an account once.
 */
@Injectable()
export class Payouts implements OnModuleInit {
  private job: Job<{ distributionId: string }>;

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly jobs: Jobs,
    private readonly outbox: Outbox,
    private readonly roots: NetRoots,
    private readonly store: DistributionStore,
  ) {}

  onModuleInit(): void {
    this.outbox.batch(PAYOUT, PAYOUT_BATCH);
    const failed = (_: unknown, command: CommandOutcome) => this.failed(command);
    this.outbox.batch(NET_PAYOUT, NET_PAYOUT_BATCH);
    for (const kind of [PAYOUT, NET_PAYOUT]) {
      this.outbox.onOutcome(kind, { rejected: failed, reverted: failed });
    }
    this.job = this.jobs.define({
      name: 'distribution.push',
      schema: z.strictObject({ distributionId: uuid }),
      // Not single: the rest is enqueued while a part of it runs. Two at once take turns by the row's lock.
      handle: (ctx, { distributionId }) => this.pushSome(ctx, distributionId),
    });
  }

  /**
   * Pays everybody who is due, those passed over before included; lines set aside are left out. The
   * work goes on behind the answer, see `progress`. What is withheld goes to the tax account.
   * @throws NotFound; Conflict `distribution_not_payable`, `root_not_in_force`
   */
  async push(ctx: Ctx, id: string): Promise<DistributionView> {
    const d = await this.payable(ctx, id);
    if (d.taxAccount) {
      this.roots.requireInForce(d);
      await this.roots.remit(ctx, d);
    }
    d.pushRound += 1;
    await this.job.enqueue(ctx, { distributionId: id });
    await this.store.save(ctx, d, 'push', { round: d.pushRound });
    return this.store.view(d);
  }

  /** Leaves a line to its holder's own claim. @throws NotFound; Conflict `line_not_open` */
  async setAside(ctx: Ctx, id: string, account: string, reason: string): Promise<DistributionView> {
    const d = await this.payable(ctx, id);
    if (!/^0x[0-9a-f]{40}$/i.test(account)) throw new NotFound('line');
    const [line] = await rows<{ state: string }>(
      this.db.em,
      `UPDATE api.distribution_line SET
         state = CASE WHEN state IN ('due', 'skipped') THEN 'set_aside' ELSE state END
       WHERE distribution_id = $1 AND account = $2 RETURNING state`,
      [id, toBytes(account)],
    );
    if (!line) throw new NotFound('line');
    if (line.state !== 'set_aside') {
      throw new Conflict('line_not_open', `The line is ${line.state}: it cannot be set aside.`);
    }
    await this.store.save(ctx, d, 'set_aside', { account, reason });
    return this.store.view(d);
  }

  /**
   * Announces, ninety days ahead, that claims end. @throws Conflict `distribution_not_payable`,
   * `expiry_announced`, `expiry_too_early`
   */
  async announceExpiry(ctx: Ctx, id: string): Promise<DistributionView> {
    const d = await this.payable(ctx, id);
    if (d.expiryAnnouncedAt) {
      throw new Conflict('expiry_announced', 'The end of claims was announced already.');
    }
    const earliest = (d.expiresAt?.getTime() ?? 0) - NOTICE_MS;
    if (this.clock.now().getTime() < earliest) {
      throw new Conflict(
        'expiry_too_early',
        `Claims stay open; their end may be announced from ${new Date(earliest).toISOString()} on.`,
      );
    }
    d.expiryAnnouncedAt = this.clock.now();
    const call = DISTRIBUTOR.encodeFunctionData('announceExpiry', [d.chainNumber]);
    await this.command(ctx, d, ANNOUNCE, call);
    await this.store.save(ctx, d, 'announce_expiry');
    return this.store.view(d);
  }

  /** Closes it after its term: what nobody claimed is carried. @throws Conflict `claims_open` */
  async expire(ctx: Ctx, id: string): Promise<DistributionView> {
    const d = await this.payable(ctx, id);
    if (!d.claimsEndAt || this.clock.now() < d.claimsEndAt) {
      throw new Conflict(
        'claims_open',
        d.claimsEndAt
          ? `Claims are open until ${d.claimsEndAt.toISOString()}.`
          : 'The end of claims was not announced, or the chain has not told of it yet.',
      );
    }
    await this.command(ctx, d, EXPIRE, DISTRIBUTOR.encodeFunctionData('expire', [d.chainNumber]));
    await this.store.save(ctx, d, 'expire');
    return this.store.view(d);
  }

  private async pushSome(ctx: Ctx, id: string): Promise<void> {
    const d = await this.store.lock(id);
    if (d.state !== 'payable' || d.chainNumber === null || !d.distributor) return;
    const picked = await rows<Picked>(
      this.db.em,
      `UPDATE api.distribution_line l SET state = 'pushing', operation_id = uuidv7(),
         push_round = $2, obstacle = NULL
       FROM (SELECT account FROM api.distribution_line WHERE distribution_id = $1
         AND state IN ('due', 'skipped') AND push_round < $2 ORDER BY account LIMIT ${CHUNK}) AS p
       WHERE l.distribution_id = $1 AND l.account = p.account
       RETURNING l.account, l.operation_id, l.gross, l.withheld, l.proof`,
      [id, d.pushRound],
    );
    const [number, to] = [d.chainNumber, toAddress(d.distributor)];
    await this.outbox.enqueueAll(
      picked.map((line) => ({
        operationId: line.operation_id,
        ctx,
        kind: d.taxAccount ? NET_PAYOUT : PAYOUT,
        signer: 'treasurer' as const,
        to,
        data: d.taxAccount
          ? encodeNetPayout(number, claimOf(line))
          : encodePayout(number, toAddress(line.account)),
        subject: { type: 'distribution', id },
        organisationId: d.organisationId,
      })),
    );
    if (picked.length === CHUNK) await this.job.enqueue(ctx, { distributionId: id });
  }

  /** What the chain refused outright is due again: the next round tries it. */
  private async failed(command: CommandOutcome): Promise<void> {
    await this.db.em.query(
      `UPDATE api.distribution_line SET state = 'skipped', obstacle = $2
       WHERE operation_id = $1 AND state = 'pushing'`,
      [command.operationId, command.reason?.code ?? 'unknown'],
    );
  }

  private async command(ctx: Ctx, d: Distribution, kind: string, data: string): Promise<void> {
    await this.outbox.enqueue({
      ctx,
      kind,
      signer: 'treasurer',
      to: toAddress(d.distributor as Buffer),
      data,
      subject: { type: 'distribution', id: d.id },
      organisationId: d.organisationId,
    });
  }

  private async payable(ctx: Ctx, id: string): Promise<Distribution> {
    const d = await this.store.lockOwn(ctx, id);
    if (d.state === 'payable') return d;
    throw new Conflict('distribution_not_payable', `It is ${d.state}: there is nothing to pay.`);
  }
}
