import { canonicalHash } from '@cadastre/core';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Approvals, type Decided, type Payload } from '../approvals/approvals.service.js';
import { Assets } from '../assets/assets.service.js';
import { Audit } from '../audit/audit.service.js';
import { Outbox } from '../chain/outbox/outbox.js';
import { withCure } from '../chain/outbox/revert-reason.js';
import { ContractReader } from '../chain/rpc/contract-reader.js';
import { Signers } from '../chain/signers.js';
import { actorOf, type Ctx } from '../platform/context.js';
import { Conflict, NotFound, Refused } from '../platform/problem.js';
import { Satellites } from '../satellites/satellites.service.js';
import type { CarriedAnswer, CarriedBody } from './distribution.schema.js';
import { DISTRIBUTOR } from './distribution.contract.js';
import { amountSaid, sentence } from '../platform/sentence.js';

const RELEASE = 'distribution.release_carried';

/** What rounding and expired income have left in a distributor, once nobody holds the asset any more. */
@Injectable()
export class CarriedMoney implements OnModuleInit {
  constructor(
    private readonly approvals: Approvals,
    private readonly audit: Audit,
    private readonly assets: Assets,
    private readonly satellites: Satellites,
    private readonly signers: Signers,
    private readonly outbox: Outbox,
    private readonly reader: ContractReader,
  ) {}

  onModuleInit(): void {
    this.approvals.handle(RELEASE, {
      describe: (shown) =>
        sentence('Send the {{amount}} {{paymentSymbol}} that distributions left to {{to}}.', {
          ...shown,
          amount: amountSaid(shown['amountBaseUnits'], shown['paymentDecimals']),
        }),
      execute: (ctx, approval) => this.send(ctx, approval),
    });
  }

  /**
   * Asks to send what is left in one money to an address.
   * @throws NotFound; Conflict `satellite_not_ready`; Refused `unknown_payment_token`, and as the distributor
   *   refuses it now: `holders_remain`, `invalid_amount` where nothing is left
   */
  async release(ctx: Ctx, assetId: string, body: CarriedBody): Promise<CarriedAnswer> {
    const { organisationId } = await this.assets.require(ctx, assetId);
    if (organisationId !== actorOf(ctx).organisationId) throw new NotFound('asset');
    const payload = await this.shown(assetId, body);
    const call = { to: String(payload['distributor']), data: encodeRelease(body) };
    const refused = await this.reader.refuses(this.signers.address('treasurer'), [call]);
    if (refused) throw Refused.by(withCure(refused));
    const approval = await this.approvals.request(ctx, {
      kind: RELEASE,
      subject: { type: 'asset', id: assetId },
      organisationId,
      payload,
      requiredRole: 'compliance',
      reason: body.reason,
    });
    return { amountBaseUnits: String(payload['amountBaseUnits']), approvalId: approval.id };
  }

  private async send(ctx: Ctx, approval: Decided): Promise<{ operationId: string }> {
    const { subject, organisationId, payload } = approval;
    const body = payload as unknown as CarriedBody;
    if (canonicalHash(await this.shown(subject.id, body)) !== canonicalHash(payload)) {
      throw new Conflict('carried_changed', 'It is no longer what was shown: ask for it again.');
    }
    const { operationId } = await this.outbox.enqueue({
      ctx,
      kind: RELEASE,
      signer: 'treasurer',
      to: String(payload['distributor']),
      data: encodeRelease(body),
      subject,
      organisationId,
    });
    await this.audit.record(ctx, {
      action: RELEASE,
      subject,
      organisationId,
      data: { ...payload, operationId },
    });
    return { operationId };
  }

  private async shown(
    assetId: string,
    { paymentToken, to, reason }: CarriedBody,
  ): Promise<Payload> {
    const distributor = (await this.satellites.require(assetId, 'distributor')).address;
    const { symbol, decimals } = await this.reader.paymentToken(paymentToken);
    const asked = this.reader.ask<[bigint]>(DISTRIBUTOR, distributor, 'carried', [paymentToken]);
    const [carried] = await asked;
    return {
      assetId,
      distributor,
      paymentToken,
      paymentSymbol: symbol,
      paymentDecimals: decimals,
      amountBaseUnits: carried.toString(),
      to,
      reason,
    };
  }
}

const encodeRelease = ({ paymentToken, to }: CarriedBody): string =>
  DISTRIBUTOR.encodeFunctionData('releaseCarried', [paymentToken, to]);
