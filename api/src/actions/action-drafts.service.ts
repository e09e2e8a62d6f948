import { Injectable } from '@nestjs/common';
import { toBytes } from '../chain/bytes.js';
import { ContractReader } from '../chain/rpc/contract-reader.js';
import { Documents } from '../documents/documents.service.js';
import { Clock } from '../platform/clock.js';
import { actorOf, type Ctx } from '../platform/context.js';
import { Database } from '../platform/database.js';
import { Conflict, Refused } from '../platform/problem.js';
import { Satellites } from '../satellites/satellites.service.js';
import { type TokenFacts, Tokens } from '../tokens/tokens.service.js';
import { encodeSetUp, NOTICE_SECONDS } from './action.contract.js';
import { CorporateAction } from './action.entity.js';
import type { ActionBody, ActionView } from './action.schema.js';
import { ActionLines } from './action-lines.js';
import { ActionStore } from './action-store.js';

/** Corporate actions as they are drafted, with what would become of every holder. */
@Injectable()
export class ActionDrafts {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly tokens: Tokens,
    private readonly documents: Documents,
    private readonly satellites: Satellites,
    private readonly reader: ContractReader,
    private readonly lines: ActionLines,
    private readonly store: ActionStore,
  ) {}

  /**
   * Drafts an action and calculates it; the asset's contract for them is launched with its first one.
   * @throws NotFound; Conflict `asset_retired`, `token_not_deployed`; Refused `notice_too_short`, `payment_is_the_asset`,
   *   `unknown_payment_token`, `no_ratio`, `new_token_does_not_fit`, `nobody_holds`
   */
  async create(ctx: Ctx, assetId: string, body: ActionBody): Promise<ActionView> {
    const token = await this.tokens.requireOwnOf(ctx, assetId);
    this.checkNotice(body.effectiveAt);
    const document = await this.documents.get(ctx, body.documentId);
    const terms = await this.termsOf(ctx, token, body);
    if (!(await this.satellites.find(assetId, 'corporate_actions'))) {
      await this.satellites.launch(ctx, assetId, 'corporate_actions', encodeSetUp(token.address));
    }
    const now = this.clock.now();
    const action = this.db.em.create(CorporateAction, {
      ...terms,
      id: this.db.newId(),
      assetId,
      tokenId: token.id,
      organisationId: token.organisationId,
      state: 'draft',
      kind: body.kind,
      documentId: document.id,
      documentHash: Buffer.from(document.sha256, 'hex'),
      effectiveAt: body.effectiveAt,
      calculatedBlock: 0n,
      holders: 0,
      burned: 0n,
      gained: 0n,
      remainder: 0n,
      linesHash: Buffer.alloc(0),
      funded: 0n,
      returned: 0n,
      requestedBy: actorOf(ctx).userId,
      createdAt: now,
      updatedAt: now,
    });
    await this.store.insert(ctx, action);
    return this.calculated(ctx, action, token);
  }

  /** What would become of every holder now. @throws NotFound; Conflict `approval_pending`, `action_is_…` */
  async calculate(ctx: Ctx, id: string): Promise<ActionView> {
    const action = await this.store.lockOwn(ctx, id);
    if (!['draft', 'announced', 'open'].includes(action.state)) {
      throw new Conflict(`action_is_${action.state}`, `The action is ${action.state}.`);
    }
    if (action.approvalId) {
      throw new Conflict('approval_pending', 'What was calculated awaits approval.', {
        approvalId: action.approvalId,
      });
    }
    return this.calculated(ctx, action, await this.tokens.require(action.tokenId));
  }

  /** Gives it up. @throws NotFound; Conflict `action_is_…` once it was announced */
  async cancel(ctx: Ctx, id: string, reason: string): Promise<ActionView> {
    const action = await this.store.lockOwn(ctx, id);
    this.store.move(action, 'cancel');
    await this.store.save(ctx, action, 'cancel', { reason });
    return this.store.view(action);
  }

  private async calculated(ctx: Ctx, action: CorporateAction, token: TokenFacts) {
    Object.assign(action, await this.lines.take(action, token));
    if (action.holders === 0) {
      throw new Refused('nobody_holds', 'Nobody holds the asset: there is nothing to do.');
    }
    await this.store.save(ctx, action, 'calculate');
    return this.store.view(action);
  }

  private async termsOf(ctx: Ctx, token: TokenFacts, body: ActionBody) {
    if (body.kind !== 'conversion') {
      const { symbol, decimals } = await this.reader.paymentToken(body.paymentToken, token.address);
      return {
        paymentToken: toBytes(body.paymentToken),
        paymentSymbol: symbol,
        paymentDecimals: decimals,
        price: body.pricePerToken,
      };
    }
    const { numerator, denominator } = body;
    if (numerator === denominator) {
      throw new Refused('no_ratio', 'A split or consolidation has two different numbers.');
    }
    const given = await this.tokens.requireOwnOf(ctx, body.newAssetId);
    if (given.id === token.id || given.decimals !== token.decimals) {
      throw new Refused(
        'new_token_does_not_fit',
        `The new token is another one of ${token.decimals} decimals: name such an asset of yours.`,
      );
    }
    return { newTokenId: given.id, numerator, denominator };
  }

  private checkNotice(effectiveAt: Date): void {
    const earliest = new Date(this.clock.now().getTime() + NOTICE_SECONDS * 1000);
    if (effectiveAt > earliest) return;
    throw new Refused(
      'notice_too_short',
      `Holders are told a day ahead: name a time after ${earliest.toISOString()}.`,
    );
  }
}
