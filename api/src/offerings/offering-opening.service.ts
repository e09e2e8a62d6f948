import { canonicalJson, formatDecimal } from '@cadastre/core';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Approvals, type Decided } from '../approvals/approvals.service.js';
import { Assets } from '../assets/assets.service.js';
import { toBytes } from '../chain/bytes.js';
import { Clock } from '../platform/clock.js';
import type { Ctx } from '../platform/context.js';
import { Conflict } from '../platform/problem.js';
import { type SatelliteFacts, Satellites } from '../satellites/satellites.service.js';
import { type TokenFacts, Tokens } from '../tokens/tokens.service.js';
import { encodeInitialize } from './offering.contract.js';
import type { Offering } from './offering.entity.js';
import type { OfferingAnswer } from './offering.schema.js';
import { OfferingStore } from './offering-store.service.js';
import { sentence } from '../platform/sentence.js';

const KIND = 'offering.open';

/** From a draft to a sale on the chain: proposed by the issuer, opened by compliance on exactly those terms. */
@Injectable()
export class OfferingOpening implements OnModuleInit {
  constructor(
    private readonly clock: Clock,
    private readonly approvals: Approvals,
    private readonly assets: Assets,
    private readonly tokens: Tokens,
    private readonly satellites: Satellites,
    private readonly store: OfferingStore,
  ) {}

  onModuleInit(): void {
    this.approvals.handle(KIND, {
      describe: (shown) =>
        sentence(
          'Open the sale of {{symbol}} for up to {{hardCap}} {{paymentSymbol}}, from {{opensAt}} until {{closesAt}}.',
          shown,
        ),
      execute: (ctx, approval) => this.execute(ctx, approval),
      onRejected: async (ctx, { subject }) => {
        const offering = await this.store.lock(subject.id);
        if (offering.state === 'proposed') await this.store.move(ctx, offering, 'drop');
      },
    });
    this.satellites.onReady('offering', (ctx, satellite) => this.ready(ctx, satellite));
    this.satellites.onFailed('offering', (ctx, satellite) => this.failed(ctx, satellite));
    this.satellites.onRetry('offering', (_, satellite) => this.refuseAbandoned(satellite));
  }

  /**
   * Asks compliance to open the sale; from here on its terms are fixed.
   * @throws IllegalTransition unless a draft; Conflict `asset_not_live` | `window_over`
   */
  async propose(ctx: Ctx, id: string): Promise<OfferingAnswer> {
    const offering = await this.store.lockOwn(ctx, id);
    const token = await this.requireSellable(offering);
    const shown = this.shown(offering, token);
    await this.store.move(ctx, offering, 'propose');
    const approval = await this.approvals.request(ctx, {
      kind: KIND,
      subject: { type: 'offering', id },
      organisationId: offering.organisationId,
      payload: shown,
      requiredRole: 'compliance',
      reason: `Terms of the sale of ${token.symbol}.`,
      until: new Date(offering.terms.closesAt),
    });
    Object.assign(offering, { approvalId: approval.id, failureCode: null, failure: null });
    await this.store.save(ctx, offering, 'offering.request_approval', { approvalId: approval.id });
    return { offering: await this.store.view(offering), approvalId: approval.id };
  }

  /** What was shown is what is opened: a row changed behind the request's back is not. */
  private async execute(ctx: Ctx, { subject, payload }: Decided): Promise<object> {
    const offering = await this.store.lock(subject.id);
    const token = await this.requireSellable(offering);
    if (canonicalJson(this.shown(offering, token)) !== canonicalJson(payload)) {
      throw new Conflict(
        'terms_changed',
        'The terms are no longer those that were shown: reject this and have them proposed anew.',
      );
    }
    const setUp = encodeInitialize(offering.terms, token);
    const satellite = await this.satellites.launch(ctx, offering.assetId, 'offering', setUp);
    // Known before it is there, so that nothing it says is overheard.
    Object.assign(offering, { satelliteId: satellite.id, address: toBytes(satellite.address) });
    await this.store.move(ctx, offering, 'approve', { satelliteId: satellite.id });
    return {};
  }

  private async ready(ctx: Ctx, satellite: SatelliteFacts): Promise<void> {
    const offering = await this.store.bySatellite(satellite.id);
    // After a reorganisation it is told again.
    if (offering?.state !== 'launching') return;
    await this.store.move(ctx, offering, 'launched', { address: satellite.address });
  }

  /** The contract refused the terms, or the hub the contract: whatever is there is worth nothing. */
  private async failed(ctx: Ctx, satellite: SatelliteFacts): Promise<void> {
    const offering = await this.store.bySatellite(satellite.id);
    if (offering?.state !== 'launching') return;
    Object.assign(offering, {
      satelliteId: null,
      address: null,
      failureCode: 'launch_refused',
      failure:
        'The chain refused the contract of the sale: its satellite says why. Propose it anew.',
    });
    await this.store.move(ctx, offering, 'launch_failed', { satelliteId: satellite.id });
  }

  /** A contract that sells for nobody here must not get the power to mint. */
  private async refuseAbandoned({ id }: SatelliteFacts): Promise<void> {
    if (await this.store.bySatellite(id)) return;
    throw new Conflict(
      'satellite_abandoned',
      'The sale went back to a draft when its contract was refused: it gets a new one when it is proposed anew.',
    );
  }

  private async requireSellable(offering: Offering): Promise<TokenFacts> {
    const asset = await this.assets.requireUnscoped(offering.assetId);
    if (asset.state !== 'live') {
      throw new Conflict('asset_not_live', `The asset is ${asset.state}; only a live one is sold.`);
    }
    if (Date.parse(offering.terms.closesAt) <= this.clock.now().getTime()) {
      throw new Conflict('window_over', 'The sale would be over before it began: move closesAt.');
    }
    const token = await this.tokens.ofAsset(offering.assetId);
    if (!token) throw new Conflict('token_not_deployed', 'The asset needs a deployed token first.');
    return token;
  }

  private shown(offering: Offering, token: TokenFacts) {
    const { terms, paymentSymbol, paymentDecimals } = offering;
    return {
      offeringId: offering.id,
      assetId: offering.assetId,
      token: token.address,
      symbol: token.symbol,
      tokenDecimals: token.decimals,
      paymentSymbol,
      paymentDecimals,
      opensAt: terms.opensAt,
      closesAt: terms.closesAt,
      hardCap: formatDecimal(BigInt(terms.hardCapBaseUnits), paymentDecimals),
      terms,
    };
  }
}
