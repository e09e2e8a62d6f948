import { type BarOrderEvent, barOrderMachine, next } from '@cadastre/core';
import { Injectable } from '@nestjs/common';
import { In, LessThanOrEqual } from 'typeorm';
import { Audit } from '../audit/audit.service.js';
import { toAddress, toBytes, toHex } from '../chain/bytes.js';
import { Documents } from '../documents/documents.service.js';
import { Clock } from '../platform/clock.js';
import { actorOf, type Ctx } from '../platform/context.js';
import { Database } from '../platform/database.js';
import { page, type Page } from '../platform/page.js';
import { Conflict, NotFound, Refused } from '../platform/problem.js';
import { Tokens } from '../tokens/tokens.service.js';
import { Wallets } from '../wallets/wallets.service.js';
import { figuresOf, keyOf, tokensFor } from './bar.contract.js';
import { BarOrder, BarStep } from './bar.entity.js';
import type { BarOrdersQuery, BarOrderView, BarStepView, ReserveBody } from './bar.schema.js';
import { Bars } from './bars.service.js';

/** How long a bar is kept for a wallet that has not asked the vault yet. */
const RESERVATION_MS = 30 * 60_000;

/** Rows of bar orders: reserved, found, shown. */
@Injectable()
export class BarOrders {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly documents: Documents,
    private readonly tokens: Tokens,
    private readonly wallets: Wallets,
    private readonly bars: Bars,
  ) {}

  /**
   * Keeps a bar for a wallet for half an hour: long enough to sign the request.
   * @throws NotFound; Conflict `bar_taken`, `satellite_not_ready`; Refused `bar_not_listed`, `bar_list_not_attested`, and
   * the token's reason against handing its tokens in
   */
  async reserve(ctx: Ctx, tokenId: string, body: ReserveBody): Promise<BarOrderView> {
    const token = await this.tokens.requireVisible(ctx, tokenId);
    await this.tokens.lock(token.id);
    const wallet = await this.wallets.require(ctx, body.walletId);
    const paper = await this.documents.get(ctx, body.deliveryDocumentId);
    const vault = await this.bars.vaultOf(token);
    const list = await this.bars.attested(token);
    if (!list) {
      throw new Refused(
        'bar_list_not_attested',
        'The custodians have attested another list of bars: wait for the next attestation.',
      );
    }
    const bar = list.find(
      (one) =>
        one.refiner === body.refiner &&
        one.serial === body.serial &&
        one.year === body.year &&
        figuresOf(one).grossOz === body.grossOz,
    );
    if (!bar) throw new Refused('bar_not_listed', 'No bar of the attested list is this one.');
    const amount = tokensFor(bar.statedFineMilliOz, token.decimals);
    const { address } = vault;
    const against = await this.tokens.refusesTransfer(
      token.address,
      wallet.address,
      address,
      amount,
    );
    if (against) throw Refused.by(against);
    const barKey = toBytes(keyOf(bar));
    await this.lapse(ctx, vault.id, barKey, { reservedUntil: LessThanOrEqual(this.clock.now()) });
    await this.refuseTaken(vault.id, barKey);
    const now = this.clock.now();
    const row = this.db.em.create(BarOrder, {
      id: this.db.newId(),
      tokenId: token.id,
      vaultId: vault.id,
      organisationId: wallet.organisationId,
      walletId: wallet.id,
      holder: toBytes(wallet.address),
      state: barOrderMachine.initial,
      barKey,
      bar: figuresOf(bar),
      amountBaseUnits: amount,
      deliveryDocumentId: paper.id,
      deliveryHash: Buffer.from(paper.sha256, 'hex'),
      number: null,
      barLeft: false,
      reservedUntil: new Date(now.getTime() + RESERVATION_MS),
      createdAt: now,
      changedAt: now,
    });
    await this.db.em.insert(BarOrder, row);
    await this.record(ctx, row, 'reserve');
    return this.view(row);
  }

  /** An investor's own, an issuer's token's, everything for staff. @throws NotFound */
  async list(ctx: Ctx, tokenId: string, query: BarOrdersQuery): Promise<Page<BarOrderView>> {
    const token = await this.tokens.requireVisible(ctx, tokenId);
    const { role, organisationId } = actorOf(ctx);
    const { state, ...rest } = query;
    const where = {
      tokenId: token.id,
      ...(role === 'investor' ? { organisationId } : {}),
      ...(state ? { state } : {}),
    };
    return page(this.db.em, BarOrder, rest, where, (rows) =>
      Promise.all(rows.map((row) => this.view(row))),
    );
  }

  async get(ctx: Ctx, id: string): Promise<BarOrderView> {
    return this.view(await this.find(ctx, id));
  }

  /** @throws NotFound */
  async find(ctx: Ctx, id: string): Promise<BarOrder> {
    const order = await this.db.em.findOneBy(BarOrder, { id });
    const { role, organisationId } = actorOf(ctx);
    if (!order) throw new NotFound('bar order');
    if (role === 'investor' && order.organisationId !== organisationId) {
      throw new NotFound('bar order');
    }
    if (role === 'issuer') await this.tokens.requireVisible(ctx, order.tokenId);
    return order;
  }

  /** Ends reservations of a bar that nobody used. */
  async lapse(ctx: Ctx, vaultId: string, barKey: Buffer, which: object = {}): Promise<void> {
    const rows = await this.db.em.findBy(BarOrder, {
      vaultId,
      barKey,
      state: 'reserved',
      ...which,
    });
    for (const row of rows) await this.move(ctx, row, 'lapse');
  }

  /** @throws IllegalTransition */
  private async move(ctx: Ctx, row: BarOrder, event: BarOrderEvent): Promise<void> {
    row.state = next(barOrderMachine, row.state, event);
    row.changedAt = this.clock.now();
    await this.db.em.save(row);
    await this.record(ctx, row, event);
  }

  record(ctx: Ctx, row: BarOrder, verb: string): Promise<void> {
    return this.audit.record(ctx, {
      action: `bar_order.${verb}`,
      subject: { type: 'bar_order', id: row.id },
      organisationId: row.organisationId,
      data: {
        tokenId: row.tokenId,
        barId: toHex(row.barKey),
        state: row.state,
        number: row.number?.toString() ?? null,
      },
    });
  }

  async view(order: BarOrder): Promise<BarOrderView> {
    const steps = await this.db.em.find(BarStep, {
      where: { orderId: order.id },
      order: { id: 'ASC' },
    });
    return {
      id: order.id,
      tokenId: order.tokenId,
      state: order.state,
      walletId: order.walletId,
      holder: toAddress(order.holder),
      barId: toHex(order.barKey),
      bar: order.bar,
      amountBaseUnits: order.amountBaseUnits.toString(),
      deliveryDocumentId: order.deliveryDocumentId,
      number: order.number?.toString() ?? null,
      reservedUntil: order.reservedUntil.toISOString(),
      steps: steps.map(stepView),
      createdAt: order.createdAt.toISOString(),
      changedAt: order.changedAt.toISOString(),
    };
  }

  /** The database holds the same; this says it to people. */
  private async refuseTaken(vaultId: string, barKey: Buffer): Promise<void> {
    const live: BarOrder['state'][] = ['reserved', 'requested', 'accepted', 'shipped', 'delivered'];
    const bar = { vaultId, barKey };
    const taken = await this.db.em.findOneBy(BarOrder, [
      { ...bar, state: In(live) },
      { ...bar, barLeft: true },
    ]);
    if (!taken) return;
    throw new Conflict(
      'bar_taken',
      taken.barLeft
        ? 'The bar has left the vault: choose another.'
        : 'The bar is taken by another order: choose another, or come back should it become free.',
    );
  }
}

const stepView = (step: BarStep): BarStepView => ({
  id: step.id,
  step: step.step,
  state: step.state,
  evidenceDocumentId: step.evidenceDocumentId,
  evidenceSha256: step.evidenceHash && step.evidenceHash.toString('hex'),
  reason: step.reason,
  approvalId: step.approvalId,
  operationId: step.operationId,
  transactionHash: step.transactionHash && toHex(step.transactionHash),
  settledAt: step.settledAt?.toISOString() ?? null,
  failureCode: step.failureCode,
  failure: step.failure,
  createdAt: step.createdAt.toISOString(),
});
