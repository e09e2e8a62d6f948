import { allowedEvents, next, type OfferingEvent, offeringMachine } from '@cadastre/core';
import { Injectable } from '@nestjs/common';
import { In, IsNull, Not } from 'typeorm';
import { Audit } from '../audit/audit.service.js';
import { toAddress, toBytes } from '../chain/bytes.js';
import { Clock } from '../platform/clock.js';
import { actorOf, type Ctx } from '../platform/context.js';
import { Database } from '../platform/database.js';
import { page, type Page } from '../platform/page.js';
import { Conflict, NotFound } from '../platform/problem.js';
import { Offering } from './offering.entity.js';
import type { OfferingsQuery, OfferingView } from './offering.schema.js';

/** A sale whose contract is on the chain. */
export type LaunchedOffering = Offering & { address: Buffer };

/** States that investors see. */
const PUBLISHED = ['open', 'closed', 'cancelling', 'cancelled', 'finalised'] as const;
/** States in which time, or what is owed, still moves something. */
const ADVANCING = ['open', 'closed', 'cancelling', 'cancelled'] as const;

/** Rows of offerings: found, locked, moved, shown. */
@Injectable()
export class OfferingStore {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
  ) {}

  /** An issuer's own, for investors those that were opened, for staff all; newest first. */
  list(ctx: Ctx, { state, assetId, ...query }: OfferingsQuery): Promise<Page<OfferingView>> {
    const { role, organisationId } = actorOf(ctx);
    const seen = role === 'investor' ? PUBLISHED.filter((one) => !state || one === state) : null;
    const where = {
      ...(role === 'issuer' ? { organisationId } : {}),
      ...(seen ? { state: In(seen) } : state ? { state } : {}),
      ...(assetId ? { assetId } : {}),
    };
    return page(this.db.em, Offering, query, where, (rows) => this.views(rows));
  }

  /** @throws NotFound for what the actor may not see */
  async find(ctx: Ctx, id: string): Promise<Offering> {
    return visible(ctx, await this.db.em.findOneBy(Offering, { id }));
  }

  /** The same, locked: orders and money of one sale move one after the other. @throws NotFound */
  async lockVisible(ctx: Ctx, id: string): Promise<Offering> {
    return visible(ctx, await this.locked(id));
  }

  /** The issuer's own, locked. @throws NotFound */
  async lockOwn(ctx: Ctx, id: string): Promise<Offering> {
    const offering = await this.lock(id);
    if (offering.organisationId !== actorOf(ctx).organisationId) throw new NotFound('offering');
    return offering;
  }

  /** Unscoped. @throws NotFound */
  async lock(id: string): Promise<Offering> {
    const offering = await this.locked(id);
    if (!offering) throw new NotFound('offering');
    return offering;
  }

  /** The sale of a contract, locked; null for one that is not ours. */
  byAddress(address: string): Promise<LaunchedOffering | null> {
    return this.db.em.findOne(Offering, {
      where: { address: toBytes(address) },
      lock: { mode: 'pessimistic_write' },
    }) as Promise<LaunchedOffering | null>;
  }

  bySatellite(satelliteId: string): Promise<Offering | null> {
    return this.db.em.findOne(Offering, {
      where: { satelliteId },
      lock: { mode: 'pessimistic_write' },
    });
  }

  /** The contracts that sell a token. */
  async addressesOf(tokenId: string): Promise<string[]> {
    const rows = await this.db.em.findBy(Offering, { tokenId, address: Not(IsNull()) });
    return rows.flatMap(({ address }) => (address ? [toAddress(address)] : []));
  }

  /** Money that sales' contracts released for a token's deliveries, whole US cents, of blocks after `since` up to `block`. */
  async deliveredCents(tokenId: string, since: Date, block: number): Promise<bigint> {
    const [sum] = await this.db.sql<{ cents: string }>(
      `SELECT coalesce(sum(div(s.paid, 10::numeric ^ (o.payment_decimals - 2))), 0)::numeric(78, 0) AS cents
       FROM api.subscription s JOIN api.offering o ON o.id = s.offering_id
       WHERE o.token_id = $1 AND s.channel = 'stablecoin' AND s.state = 'settled'
         AND s.settled_at > $2 AND s.block_number <= $3`,
      [tokenId, since, block],
    );
    return BigInt(sum?.cents ?? 0);
  }

  /** Those that may have something to do, oldest first. */
  async advancing(): Promise<string[]> {
    const rows = await this.db.em.find(Offering, {
      select: { id: true },
      where: { state: In([...ADVANCING]) },
      order: { id: 'ASC' },
    });
    return rows.map(({ id }) => id);
  }

  /** @throws Conflict `offering_not_launched` */
  launched(offering: Offering): LaunchedOffering {
    if (isLaunched(offering)) return offering;
    throw new Conflict(
      'offering_not_launched',
      `The offering is ${offering.state}: open it first.`,
    );
  }

  async insert(ctx: Ctx, offering: Offering): Promise<void> {
    await this.db.em.insert(Offering, offering);
    await this.record(ctx, offering, 'offering.draft', { terms: offering.terms });
  }

  /** Moves it by an event of its machine. @throws IllegalTransition */
  async move(ctx: Ctx, offering: Offering, event: OfferingEvent, data: object = {}): Promise<void> {
    offering.state = next(offeringMachine, offering.state, event);
    await this.save(ctx, offering, `offering.${event}`, data);
  }

  async save(ctx: Ctx, offering: Offering, action: string, data: object = {}): Promise<void> {
    offering.updatedAt = this.clock.now();
    await this.db.em.save(Offering, offering);
    await this.record(ctx, offering, action, data);
  }

  async view(offering: Offering): Promise<OfferingView> {
    const [view] = await this.views([offering]);
    if (!view) throw new Error('one row has one view');
    return view;
  }

  private locked(id: string): Promise<Offering | null> {
    return this.db.em.findOne(Offering, { where: { id }, lock: { mode: 'pessimistic_write' } });
  }

  private record(ctx: Ctx, offering: Offering, action: string, data: object): Promise<void> {
    return this.audit.record(ctx, {
      action,
      subject: { type: 'offering', id: offering.id },
      organisationId: offering.organisationId,
      data: { assetId: offering.assetId, state: offering.state, ...data },
    });
  }

  private async views(rows: Offering[]): Promise<OfferingView[]> {
    const totals = await this.totals(rows.map(({ id }) => id));
    return rows.map((row) => ({
      id: row.id,
      assetId: row.assetId,
      tokenId: row.tokenId,
      organisationId: row.organisationId,
      state: row.state,
      allowedEvents: allowedEvents(offeringMachine, row.state),
      terms: row.terms,
      paymentSymbol: row.paymentSymbol,
      paymentDecimals: row.paymentDecimals,
      paused: row.paused,
      address: row.address && toAddress(row.address),
      approvalId: row.approvalId,
      operationId: row.operationId,
      totals: totals.get(row.id) ?? { ordered: '0', paid: '0', settled: '0', tokens: '0' },
      allottedAt: row.allottedAt?.toISOString() ?? null,
      unallotted: row.unallotted?.toString() ?? null,
      failureCode: row.failureCode,
      failure: row.failure,
      createdAt: row.createdAt.toISOString(),
      updatedAt: row.updatedAt.toISOString(),
    }));
  }

  private async totals(ids: string[]): Promise<Map<string, OfferingView['totals']>> {
    const rows = await this.db.sql<OfferingView['totals'] & { id: string }>(
      `SELECT offering_id AS id,
              coalesce(sum(amount) FILTER (WHERE state NOT IN ('cancelled', 'rejected', 'refunded', 'refunding')), 0)::text AS ordered,
              sum(paid)::text AS paid,
              coalesce(sum(paid) FILTER (WHERE state = 'settled'), 0)::text AS settled,
              coalesce(sum(tokens), 0)::text AS tokens
       FROM api.subscription WHERE offering_id = ANY($1) GROUP BY offering_id`,
      [ids],
    );
    return new Map(rows.map(({ id, ...sums }) => [id, sums]));
  }
}

export const isLaunched = (offering: Offering): offering is LaunchedOffering =>
  offering.address !== null && offering.state !== 'launching';

function visible(ctx: Ctx, offering: Offering | null): Offering {
  const { role, organisationId } = actorOf(ctx);
  const own = offering?.organisationId === organisationId;
  const published = PUBLISHED.some((state) => state === offering?.state);
  const may = role === 'issuer' ? own : role === 'investor' ? published : true;
  if (!offering || !may) throw new NotFound('offering');
  return offering;
}
