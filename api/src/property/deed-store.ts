import { type DeedEvent, deedMachine, next } from '@cadastre/core';
import { Injectable } from '@nestjs/common';
import { Not } from 'typeorm';
import { Audit } from '../audit/audit.service.js';
import { toAddress, toBytes, toHex } from '../chain/bytes.js';
import { Clock } from '../platform/clock.js';
import { actorOf, type Ctx } from '../platform/context.js';
import { Database } from '../platform/database.js';
import { Conflict, NotFound } from '../platform/problem.js';
import { Satellites } from '../satellites/satellites.service.js';
import { Deed } from './deed.entity.js';
import type { DeedView } from './deed.schema.js';

/** Rows of deeds: found, locked, moved, shown. */
@Injectable()
export class DeedStore {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly satellites: Satellites,
  ) {}

  /** The deed, if the actor may see it: an issuer its own, staff all. @throws NotFound */
  async find(ctx: Ctx, id: string): Promise<Deed> {
    return required(await this.db.em.findOneBy(Deed, { id, ...scope(ctx) }));
  }

  /** The deed that an asset has, or null. Unscoped. */
  ofAsset(assetId: string): Promise<Deed | null> {
    return this.db.em.findOneBy(Deed, { assetId, state: Not('cancelled' as const) });
  }

  /** Any. @throws NotFound */
  async known(id: string): Promise<Deed> {
    return required(await this.db.em.findOneBy(Deed, { id }));
  }

  /** The actor's, locked for a change. @throws NotFound */
  async lockOwn(ctx: Ctx, id: string): Promise<Deed> {
    return required(await this.lockOrNull({ id, ...scope(ctx) }));
  }

  /** Any, locked for a change. @throws NotFound */
  async lock(id: string): Promise<Deed> {
    return required(await this.lockOrNull({ id }));
  }

  byOperation(operationId: string): Promise<Deed | null> {
    return this.lockOrNull({ operationId });
  }

  /** The newest under the contract's id; a title that was struck may come back. */
  byTitle(titleId: bigint): Promise<Deed | null> {
    const bytes = toBytes(`0x${titleId.toString(16).padStart(64, '0')}`);
    return this.db.em.findOne(Deed, {
      where: { titleId: bytes, state: Not('cancelled' as const) },
      order: { id: 'DESC' },
      lock: { mode: 'pessimistic_write' },
    });
  }

  /** Moves it. @throws Conflict `deed_is_<state>` where its table forbids it */
  move(deed: Deed, event: DeedEvent): void {
    try {
      deed.state = next(deedMachine, deed.state, event);
    } catch {
      throw new Conflict(`deed_is_${deed.state}`, `The deed is ${deed.state}.`);
    }
  }

  async insert(ctx: Ctx, deed: Deed): Promise<void> {
    await this.db.em.insert(Deed, deed);
    await this.record(ctx, deed, 'create', {});
  }

  async save(ctx: Ctx, deed: Deed, verb: string, data: object = {}): Promise<void> {
    deed.updatedAt = this.clock.now();
    await this.db.em.save(Deed, deed);
    await this.record(ctx, deed, verb, data);
  }

  async view(deed: Deed): Promise<DeedView> {
    const vault = await this.satellites.find(deed.assetId, 'deed_vault');
    return {
      id: deed.id,
      assetId: deed.assetId,
      state: deed.state,
      country: deed.country,
      register: deed.register,
      folio: deed.folio,
      titleId: toHex(deed.titleId),
      documentId: deed.documentId,
      holder: toAddress(deed.holder),
      paymentToken: toAddress(deed.paymentToken),
      paymentSymbol: deed.paymentSymbol,
      paymentDecimals: deed.paymentDecimals,
      approvalBps: deed.approvalBps,
      vault: vault?.address ?? null,
      vaultReady: vault?.state === 'ready',
      releasedTo: deed.releasedTo && toAddress(deed.releasedTo),
      approvalId: deed.approvalId,
      operationId: deed.operationId,
      failureCode: deed.failureCode,
      failure: deed.failure,
      createdAt: deed.createdAt.toISOString(),
      updatedAt: deed.updatedAt.toISOString(),
    };
  }

  private record(ctx: Ctx, deed: Deed, verb: string, data: object): Promise<void> {
    return this.audit.record(ctx, {
      action: `deed.${verb}`,
      subject: { type: 'deed', id: deed.id },
      organisationId: deed.organisationId,
      data: {
        assetId: deed.assetId,
        state: deed.state,
        titleId: toHex(deed.titleId),
        documentHash: deed.documentHash.toString('hex'),
        ...data,
      },
    });
  }

  private lockOrNull(where: object): Promise<Deed | null> {
    return this.db.em.findOne(Deed, { where, lock: { mode: 'pessimistic_write' } });
  }
}

function required(deed: Deed | null): Deed {
  if (!deed) throw new NotFound('deed');
  return deed;
}

function scope(ctx: Ctx): { organisationId?: string } {
  const { role, organisationId } = actorOf(ctx);
  return role === 'issuer' ? { organisationId } : {};
}
