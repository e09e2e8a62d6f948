import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ContractReader, type PaymentToken } from '../chain/rpc/contract-reader.js';
import { Clock } from '../platform/clock.js';
import { type Ctx } from '../platform/context.js';
import { Database } from '../platform/database.js';
import type { Page } from '../platform/page.js';
import { Conflict, Malformed, Refused } from '../platform/problem.js';
import { SupplySources } from '../tokens/supply-sources.js';
import { Tokens } from '../tokens/tokens.service.js';
import { isDeliveryOf } from './offering.contract.js';
import { Offering } from './offering.entity.js';
import {
  brokenRule,
  type OfferingsQuery,
  type OfferingTerms,
  type OfferingView,
} from './offering.schema.js';
import { OfferingStore } from './offering-store.service.js';

/** Cents must be whole base units. */
const FEWEST_DECIMALS = 2;

/** What is planned to be sold, until compliance is asked. */
@Injectable()
export class Offerings implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly tokens: Tokens,
    private readonly reader: ContractReader,
    private readonly store: OfferingStore,
    private readonly sources: SupplySources,
  ) {}

  /** What a sale's contract delivers is no supply order; its money is the fund's all the same. */
  onModuleInit(): void {
    this.sources.add({
      knows: async (tokenId, operationId) =>
        (await this.store.addressesOf(tokenId)).some((sale) => isDeliveryOf(sale, operationId)),
      cents: (tokenId, since, block) => this.store.deliveredCents(tokenId, since, block),
    });
  }

  list(ctx: Ctx, query: OfferingsQuery): Promise<Page<OfferingView>> {
    return this.store.list(ctx, query);
  }

  async get(ctx: Ctx, id: string): Promise<OfferingView> {
    return this.store.view(await this.store.find(ctx, id));
  }

  /**
   * Writes down a sale of an asset whose token is deployed.
   * @throws NotFound, Conflict `asset_retired` | `token_not_deployed`, Malformed `terms_inconsistent`,
   *   Refused `payment_token_decimals`, and as `ContractReader.paymentToken`
   */
  async draft(ctx: Ctx, assetId: string, terms: OfferingTerms): Promise<OfferingView> {
    const token = await this.tokens.requireOwnOf(ctx, assetId);
    const payment = await this.check(terms, token.address);
    const now = this.clock.now();
    const offering = this.db.em.create(Offering, {
      id: this.db.newId(),
      assetId,
      tokenId: token.id,
      organisationId: token.organisationId,
      state: 'draft',
      terms,
      paymentSymbol: payment.symbol,
      paymentDecimals: payment.decimals,
      paused: false,
      approvalId: null,
      operationId: null,
      satelliteId: null,
      address: null,
      allottedAt: null,
      unallotted: null,
      failureCode: null,
      failure: null,
      createdAt: now,
      updatedAt: now,
    });
    await this.store.insert(ctx, offering);
    return this.store.view(offering);
  }

  /** Replaces the terms of a draft. @throws Conflict `offering_not_draft`, and as `draft` */
  async revise(ctx: Ctx, id: string, terms: OfferingTerms): Promise<OfferingView> {
    const offering = await this.store.lockOwn(ctx, id);
    if (offering.state !== 'draft') {
      throw new Conflict(
        'offering_not_draft',
        `The offering is ${offering.state}: its terms are fixed. Withdraw the request, or draft another.`,
      );
    }
    const token = await this.tokens.ofAsset(offering.assetId);
    const payment = await this.check(terms, token?.address ?? '');
    Object.assign(offering, {
      terms,
      paymentSymbol: payment.symbol,
      paymentDecimals: payment.decimals,
    });
    await this.store.save(ctx, offering, 'offering.revise', { terms });
    return this.store.view(offering);
  }

  private async check(terms: OfferingTerms, token: string): Promise<PaymentToken> {
    const broken = brokenRule(terms);
    if (broken) {
      throw new Malformed('terms_inconsistent', 'The terms contradict each other.', [
        { pointer: `/${broken.field}`, detail: broken.detail },
      ]);
    }
    const payment = await this.reader.paymentToken(terms.paymentToken, token);
    if (payment.decimals >= FEWEST_DECIMALS) return payment;
    throw new Refused(
      'payment_token_decimals',
      `${payment.symbol} has ${payment.decimals} decimals; ${FEWEST_DECIMALS} to 18 are understood.`,
    );
  }
}
