import { type DeedEvent, deedMachine } from '@cadastre/core';
import { Injectable } from '@nestjs/common';
import { Not } from 'typeorm';
import { Audit } from '../audit/audit.service.js';
import { type MovedKind, MovedStore } from '../audit/owned-store.js';
import { toAddress, toBytes, toHex } from '../chain/bytes.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database.js';
import { Satellites } from '../satellites/satellites.service.js';
import { Deed } from './deed.entity.js';
import type { DeedView } from './deed.schema.js';

const KIND: MovedKind<Deed, DeedEvent> = {
  entity: Deed,
  machine: deedMachine,
  subject: 'deed',
  noun: 'deed',
  code: 'deed',
  facts: ({ assetId, titleId, documentHash }) => ({
    assetId,
    titleId: toHex(titleId),
    documentHash: documentHash.toString('hex'),
  }),
};

/** Rows of deeds: found, locked, moved, shown. */
@Injectable()
export class DeedStore extends MovedStore<Deed, DeedEvent> {
  constructor(
    db: Database,
    clock: Clock,
    audit: Audit,
    private readonly satellites: Satellites,
  ) {
    super(db, clock, audit, KIND);
  }

  /** The deed that an asset has, or null. Unscoped. */
  ofAsset(assetId: string): Promise<Deed | null> {
    return this.db.em.findOneBy(Deed, { assetId, state: Not('cancelled' as const) });
  }

  byOperation(operationId: string): Promise<Deed | null> {
    return this.locked({ operationId });
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
}
