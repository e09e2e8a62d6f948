import { type CorporateActionEvent, corporateActionMachine, next } from '@cadastre/core';
import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { Audit } from '../audit/audit.service.js';
import { toAddress, toBytes } from '../chain/bytes.js';
import { Clock } from '../platform/clock.js';
import { actorOf, type Ctx } from '../platform/context.js';
import { Database } from '../platform/database.js';
import { page, type Page } from '../platform/page.js';
import { Conflict, NotFound } from '../platform/problem.js';
import { CorporateAction } from './action.entity.js';
import type { ActionsQuery, ActionView } from './action.schema.js';
import { ActionLines } from './action-lines.js';

/** An action that the chain knows. */
export type AnnouncedAction = CorporateAction & { contract: Buffer; chainNumber: bigint };

/** Rows of corporate actions: found, locked, moved, shown. */
@Injectable()
export class ActionStore {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly lines: ActionLines,
  ) {}

  /** The action, if the actor may see it: an issuer its own, staff all. @throws NotFound */
  async find(ctx: Ctx, id: string): Promise<CorporateAction> {
    return required(await this.db.em.findOneBy(CorporateAction, { id, ...scope(ctx) }));
  }

  /** One that was announced: whoever reads the chain knows it. @throws NotFound */
  async announced(id: string): Promise<AnnouncedAction> {
    return onChain(required(await this.db.em.findOneBy(CorporateAction, { id })));
  }

  /** The actor's, locked for a change. @throws NotFound */
  async lockOwn(ctx: Ctx, id: string): Promise<CorporateAction> {
    return required(await this.lockOrNull({ id, ...scope(ctx) }));
  }

  /** Any, locked for a change. @throws NotFound */
  async lock(id: string): Promise<CorporateAction> {
    return required(await this.lockOrNull({ id }));
  }

  async byOperation(operationId: string | null): Promise<CorporateAction | null> {
    return operationId ? this.lockOrNull({ operationId }) : null;
  }

  /** The one that a contract knows under a number. */
  byNumber(contract: string, chainNumber: bigint): Promise<CorporateAction | null> {
    return this.lockOrNull({ contract: toBytes(contract), chainNumber });
  }

  list(ctx: Ctx, assetId: string, { state, ...query }: ActionsQuery): Promise<Page<ActionView>> {
    const where = { assetId, ...scope(ctx), ...(state ? { state } : {}) };
    return page(this.db.em, CorporateAction, query, where, (found) =>
      Promise.all(found.map((one) => this.view(one))),
    );
  }

  /** Those on these tokens that are announced or open, newest first, at most 200. */
  underWay(tokenIds: string[]): Promise<CorporateAction[]> {
    return this.db.em.find(CorporateAction, {
      where: { tokenId: In(tokenIds), state: In(['announced', 'open'] as const) },
      order: { id: 'DESC' },
      take: 200,
    });
  }

  /** The contracts that may mint or burn a token by an action. */
  async contractsOf(tokenId: string): Promise<string[]> {
    const found = await this.db.em.find(CorporateAction, {
      select: { contract: true },
      where: [{ tokenId }, { newTokenId: tokenId }],
    });
    return found.flatMap(({ contract }) => (contract ? [toAddress(contract)] : []));
  }

  /** Moves it. @throws Conflict `action_is_<state>` where its table forbids it */
  move(action: CorporateAction, event: CorporateActionEvent): void {
    try {
      action.state = next(corporateActionMachine, action.state, event);
    } catch {
      throw new Conflict(`action_is_${action.state}`, `The action is ${action.state}.`);
    }
  }

  async insert(ctx: Ctx, action: CorporateAction): Promise<void> {
    await this.db.em.insert(CorporateAction, action);
    await this.record(ctx, action, 'create', {});
  }

  async save(ctx: Ctx, action: CorporateAction, verb: string, data: object = {}): Promise<void> {
    action.updatedAt = this.clock.now();
    await this.db.em.save(CorporateAction, action);
    await this.record(ctx, action, verb, data);
  }

  async view(a: CorporateAction): Promise<ActionView> {
    return {
      id: a.id,
      assetId: a.assetId,
      tokenId: a.tokenId,
      state: a.state,
      kind: a.kind,
      documentId: a.documentId,
      effectiveAt: a.effectiveAt.toISOString(),
      redemption: a.paymentToken && {
        paymentToken: toAddress(a.paymentToken),
        paymentSymbol: a.paymentSymbol ?? '',
        paymentDecimals: a.paymentDecimals ?? 0,
        pricePerToken: String(a.price),
        funded: a.funded.toString(),
        returned: a.returned.toString(),
      },
      conversion: a.newTokenId
        ? {
            newTokenId: a.newTokenId,
            numerator: String(a.numerator),
            denominator: String(a.denominator),
          }
        : null,
      calculation: {
        block: Number(a.calculatedBlock),
        holders: a.holders,
        burned: a.burned.toString(),
        gained: a.gained.toString(),
        remainder: a.remainder.toString(),
        remainderGoesTo: a.kind === 'conversion' ? 'holders' : 'issuer',
        linesHash: a.linesHash.toString('hex'),
      },
      progress: await this.lines.progress(a.id),
      approvalId: a.approvalId,
      operationId: a.operationId,
      contract: a.contract && toAddress(a.contract),
      chainNumber: a.chainNumber?.toString() ?? null,
      failureCode: a.failureCode,
      failure: a.failure,
      createdAt: a.createdAt.toISOString(),
      updatedAt: a.updatedAt.toISOString(),
    };
  }

  private record(ctx: Ctx, action: CorporateAction, verb: string, data: object): Promise<void> {
    const { id, organisationId, assetId, kind, state } = action;
    return this.audit.record(ctx, {
      action: `corporate_action.${verb}`,
      subject: { type: 'corporate_action', id },
      organisationId,
      data: { assetId, kind, state, linesHash: action.linesHash.toString('hex'), ...data },
    });
  }

  private lockOrNull(where: object): Promise<CorporateAction | null> {
    return this.db.em.findOne(CorporateAction, { where, lock: { mode: 'pessimistic_write' } });
  }
}

function required(action: CorporateAction | null): CorporateAction {
  if (!action) throw new NotFound('corporate action');
  return action;
}

/** @throws NotFound for one that only its issuer knows yet */
export function onChain(action: CorporateAction): AnnouncedAction {
  if (action.contract === null || action.chainNumber === null)
    throw new NotFound('corporate action');
  return action as AnnouncedAction;
}

function scope(ctx: Ctx): { organisationId?: string } {
  const { role, organisationId } = actorOf(ctx);
  return role === 'issuer' ? { organisationId } : {};
}
