import {
  type AssetEvent,
  type AssetState,
  assetMachine,
  formatDecimal,
  next,
} from '@cadastre/core';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Approvals, type Decided } from '../approvals/approvals.service.js';
import { Assets } from '../assets/assets.service.js';
import { LedgerReader } from '../chain/ledger/reader.js';
import { Documents } from '../documents/documents.service.js';
import { HolderNotices } from '../notices/holder-notices.service.js';
import type { Ctx } from '../platform/context.js';
import { Conflict, Refused } from '../platform/problem.js';
import { type TokenFacts, Tokens } from '../tokens/tokens.service.js';
import { type Unfinished, UnfinishedBusiness } from '../tokens/unfinished-business.js';
import type { WindDownAnswer, WindDownBody, WindDownView } from './wind-down.schema.js';
import { sentence } from '../platform/sentence.js';

const BEGIN = 'asset.wind_down';
const CLOSE = 'asset.retire';
type Kind = typeof BEGIN | typeof CLOSE;

const EVENTS = { [BEGIN]: 'wind_down', [CLOSE]: 'retire' } as const satisfies Record<
  Kind,
  AssetEvent
>;

/** Tokens that exist; how many, the supply says. */
const HELD = 'token';

/** After every log of a block. */
const END_OF_BLOCK = 2 ** 31 - 1;

/**
 * The end of an asset: from its wind-down on nothing more of it is sold; when no token is left and nobody waits for
 * anything, it is closed for good. Both on a paper and seen by a second person; neither can be taken back.
 */
@Injectable()
export class WindDowns implements OnModuleInit {
  constructor(
    private readonly approvals: Approvals,
    private readonly assets: Assets,
    private readonly documents: Documents,
    private readonly ledger: LedgerReader,
    private readonly notices: HolderNotices,
    private readonly tokens: Tokens,
    private readonly unfinished: UnfinishedBusiness,
  ) {}

  onModuleInit(): void {
    this.approvals.handle(BEGIN, {
      describe: (shown) =>
        sentence('Wind {{asset}} ({{symbol}}) up, nothing more of it is sold: {{reason}}', shown),
      execute: (ctx, approval) => this.carryOut(ctx, BEGIN, approval),
    });
    this.approvals.handle(CLOSE, {
      describe: (shown) => sentence('Close {{asset}} ({{symbol}}) for good: {{reason}}', shown),
      execute: (ctx, approval) => this.carryOut(ctx, CLOSE, approval),
    });
  }

  /** How far its end is. @throws NotFound; Conflict `token_not_deployed` */
  async view(ctx: Ctx, assetId: string): Promise<WindDownView> {
    const { state } = await this.assets.require(ctx, assetId);
    const token = await this.tokens.ofAsset(assetId);
    if (!token) {
      throw new Conflict('token_not_deployed', 'An asset without a token has nothing to wind up.');
    }
    const { supply, left } = await this.left(token);
    const next = state === 'winding_down' ? CLOSE : BEGIN;
    const waiting =
      state === 'retired' ? null : await this.approvals.find(next, assetId, 'pending');
    return {
      state,
      supplyBaseUnits: supply.toString(),
      unfinished: left.map(({ what, state, count, sells, said }) => ({
        ...{ what, state, count, said },
        before: sells ? ('wind_down' as const) : ('retire' as const),
      })),
      approvalId: waiting?.id ?? null,
    };
  }

  /**
   * Asks to wind the asset up.
   * @throws NotFound; Conflict `illegal_transition`, `token_not_deployed`, `approval_pending`; Refused `sale_under_way`
   */
  begin(ctx: Ctx, assetId: string, body: WindDownBody): Promise<WindDownAnswer> {
    return this.ask(ctx, BEGIN, assetId, body);
  }

  /**
   * Asks to close it for good.
   * @throws NotFound; Conflict `illegal_transition`, `asset_retired`, `approval_pending`;
   * Refused `not_wound_up` naming all that is left
   */
  close(ctx: Ctx, assetId: string, body: WindDownBody): Promise<WindDownAnswer> {
    return this.ask(ctx, CLOSE, assetId, body);
  }

  private async ask(ctx: Ctx, kind: Kind, assetId: string, body: WindDownBody) {
    const token = await this.tokens.requireOwnOf(ctx, assetId);
    await this.tokens.lock(token.id);
    const stateBefore = await this.requireReady(kind, token);
    const waiting = await this.approvals.find(kind, assetId, 'pending');
    if (waiting) {
      throw new Conflict('approval_pending', 'A request about it awaits approval already.', {
        approvalId: waiting.id,
      });
    }
    const { id: documentId, sha256 } = await this.documents.get(ctx, body.documentId);
    const { name } = await this.assets.requireUnscoped(assetId);
    const { reason } = body;
    const stateAfter = next(assetMachine, stateBefore, EVENTS[kind]);
    const payload = { assetId, asset: name, symbol: token.symbol, stateBefore, stateAfter, reason };
    const approval = await this.approvals.request(ctx, {
      kind,
      subject: { type: 'asset', id: assetId },
      organisationId: token.organisationId,
      payload: { ...payload, documentId, documentSha256: sha256 },
      requiredRole: 'compliance',
      reason,
    });
    return { approvalId: approval.id };
  }

  private async carryOut(ctx: Ctx, kind: Kind, approval: Decided): Promise<object> {
    const assetId = approval.subject.id;
    const token = await this.tokens.ofAsset(assetId);
    if (!token) throw new Error(`asset ${assetId} lost its token`);
    await this.tokens.lock(token.id);
    const state = await this.requireReady(kind, token);
    if (state !== approval.payload['stateBefore']) {
      throw new Conflict('asset_changed', 'It is no longer what was shown: ask for it again.');
    }
    await this.assets.fire(ctx, assetId, EVENTS[kind]);
    if (kind === BEGIN) await this.tell(ctx, token);
    return {};
  }

  private async requireReady(kind: Kind, token: TokenFacts): Promise<AssetState> {
    const { state } = await this.assets.requireUnscoped(token.assetId);
    next(assetMachine, state, EVENTS[kind]);
    const { left } = await this.left(token);
    const stops = left.filter(({ sells }) => kind === CLOSE || sells).map(({ said }) => said);
    if (stops.length === 0) return state;
    const code = kind === BEGIN ? 'sale_under_way' : 'not_wound_up';
    throw new Refused(code, stops.join(' '), { unfinished: stops });
  }

  /** What exists of the token, and all that somebody still waits for. */
  private async left(token: TokenFacts): Promise<{ supply: bigint; left: Unfinished[] }> {
    const supply = await this.supply(token);
    const said = `${formatDecimal(supply, token.decimals)} ${token.symbol} are in somebody's hands.`;
    const held = { what: HELD, state: 'held', count: 1, sells: false, said };
    const left = await this.unfinished.of(token.id);
    return { supply, left: supply > 0n ? [held, ...left] : left };
  }

  private async supply({ address }: TokenFacts): Promise<bigint> {
    return this.ledger.supplyAt(address, (await this.ledger.finalBlock()).number);
  }

  private async tell(ctx: Ctx, { address, assetId }: TokenFacts): Promise<void> {
    await this.notices.tell(ctx, {
      action: 'asset.tell_wind_down',
      subject: { type: 'asset', id: assetId },
      token: address,
      block: (await this.ledger.finalBlock()).number,
      logIndex: END_OF_BLOCK,
    });
  }
}
