import { getAddress } from 'ethers';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Approvals, type Decided } from '../../approvals/approvals.service.js';
import { Assets } from '../../assets/assets.service.js';
import { Audit } from '../../audit/audit.service.js';
import { toAddress, toBytes } from '../../chain/bytes.js';
import { Clock } from '../../platform/clock.js';
import { actorOf, type Ctx } from '../../platform/context.js';
import { Database } from '../../platform/database.js';
import { page, type Page, type PageQuery } from '../../platform/page.js';
import { Conflict, NotFound, Refused } from '../../platform/problem.js';
import { CustodianKey } from './attestation.entity.js';
import type { CustodianKeyBody, CustodianKeyView } from './attestation.schema.js';
import { sentence } from '../../platform/sentence.js';

const KIND = 'custodian.key';

/** Whose signature counts for which account: proposed by the issuer, accepted by compliance. */
@Injectable()
export class CustodianKeys implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly assets: Assets,
    private readonly approvals: Approvals,
  ) {}

  onModuleInit(): void {
    this.approvals.handle(KIND, {
      describe: (shown) =>
        sentence(
          'Believe statements of {{custodian}}, account {{account}}, signed by {{address}}.',
          shown,
        ),
      execute: async (ctx, approval) => {
        await this.decide(ctx, approval, 'accepted');
        return {};
      },
      onRejected: (ctx, approval) => this.decide(ctx, approval, 'refused'),
    });
  }

  /**
   * Proposes a key; a compliance officer accepts it.
   * @throws NotFound; Refused `validity_over`, `validity_inverted`; Conflict `key_known`
   */
  async propose(ctx: Ctx, assetId: string, body: CustodianKeyBody): Promise<CustodianKeyView> {
    const asset = await this.assets.require(ctx, assetId);
    const { reason, address, validFrom, validUntil, ...names } = body;
    const [from, until] = [new Date(validFrom), new Date(validUntil)];
    if (from >= until) {
      throw new Refused('validity_inverted', 'A key is valid from a time before its end.');
    }
    if (until <= this.clock.now()) {
      throw new Refused('validity_over', 'The key is no longer valid: register the present one.');
    }
    const known = await this.db.em.findOneBy(CustodianKey, { assetId, ...names });
    if (known && known.state !== 'refused') {
      throw new Conflict('key_known', 'This key id is registered or proposed for the account.');
    }
    const key = this.db.em.create(CustodianKey, {
      ...names,
      id: this.db.newId(),
      assetId,
      address: toBytes(address),
      validFrom: from,
      validUntil: until,
      state: 'proposed',
      proposedBy: actorOf(ctx).userId,
      createdAt: this.clock.now(),
    });
    await this.db.em.insert(CustodianKey, key);
    const approval = await this.approvals.request(ctx, {
      kind: KIND,
      subject: { type: 'custodian_key', id: key.id },
      organisationId: asset.organisationId,
      payload: {
        ...names,
        assetId,
        assetName: asset.name,
        address: getAddress(address.toLowerCase()),
        validFrom,
        validUntil,
        reason,
      },
      requiredRole: 'compliance',
      reason,
    });
    key.approvalId = approval.id;
    await this.db.em.save(key);
    return viewOf(key);
  }

  /** From now on none of its signatures count. @throws NotFound; Conflict `key_not_in_force` */
  async revoke(ctx: Ctx, id: string, reason: string): Promise<CustodianKeyView> {
    const key = await this.db.em.findOne(CustodianKey, {
      where: { id },
      lock: { mode: 'pessimistic_write' },
    });
    if (!key) throw new NotFound('custodian key');
    const asset = await this.assets.require(ctx, key.assetId);
    if (key.state !== 'accepted' || key.revokedAt !== null) {
      throw new Conflict('key_not_in_force', 'Only an accepted key that counts can be revoked.');
    }
    Object.assign(key, { revokedAt: this.clock.now(), revokedReason: reason });
    await this.db.em.save(key);
    await this.record(ctx, key, asset.organisationId, 'custodian_key.revoke', { reason });
    return viewOf(key);
  }

  /** The keys of an asset, oldest first. @throws NotFound */
  async list(ctx: Ctx, assetId: string, query: PageQuery): Promise<Page<CustodianKeyView>> {
    await this.assets.require(ctx, assetId);
    const order = 'oldest';
    return page(this.db.em, CustodianKey, { ...query, order }, { assetId }, (keys) =>
      keys.map(viewOf),
    );
  }

  /** The accepted key of this name, revoked or not. */
  accepted(assetId: string, custodian: string, account: string, keyId: string) {
    const where = { assetId, custodian, account, keyId, state: 'accepted' as const };
    return this.db.em.findOneBy(CustodianKey, where);
  }

  private async decide(ctx: Ctx, approval: Decided, state: 'accepted' | 'refused'): Promise<void> {
    const key = await this.db.em.findOneByOrFail(CustodianKey, { id: approval.subject.id });
    key.state = state;
    await this.db.em.save(key);
    await this.record(ctx, key, approval.organisationId, `custodian_key.${state}`, {});
  }

  private record(
    ctx: Ctx,
    key: CustodianKey,
    organisationId: string,
    action: string,
    more: object,
  ): Promise<void> {
    return this.audit.record(ctx, {
      action,
      subject: { type: 'custodian_key', id: key.id },
      organisationId,
      data: { assetId: key.assetId, address: toAddress(key.address), keyId: key.keyId, ...more },
    });
  }
}

const viewOf = (key: CustodianKey): CustodianKeyView => ({
  id: key.id,
  assetId: key.assetId,
  custodian: key.custodian,
  account: key.account,
  keyId: key.keyId,
  address: toAddress(key.address),
  validFrom: key.validFrom.toISOString(),
  validUntil: key.validUntil.toISOString(),
  revokedAt: key.revokedAt?.toISOString() ?? null,
  revokedReason: key.revokedReason ?? null,
  state: key.state,
  approvalId: key.approvalId ?? null,
  createdAt: key.createdAt.toISOString(),
});
