import { type CorporateActionEvent, corporateActionMachine } from '@cadastre/core';
import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { Audit } from '../audit/audit.service.js';
import { type MovedKind, MovedStore } from '../audit/owned-store.js';
import { toAddress, toBytes } from '../chain/bytes.js';
import { Clock } from '../platform/clock.js';
import { type Ctx, seenBy } from '../platform/context.js';
import { Database } from '../platform/database.js';
import { page, type Page, pageOfParts, type PageQuery, type Part } from '../platform/page.js';
import { NotFound } from '../platform/problem.js';
import { CorporateAction } from './action.entity.js';
import type { ActionsQuery, ActionView } from './action.schema.js';
import { ActionLines } from './action-lines.js';

/** An action that the chain knows. */
export type AnnouncedAction = CorporateAction & { contract: Buffer; chainNumber: bigint };

const KIND: MovedKind<CorporateAction, CorporateActionEvent> = {
  entity: CorporateAction,
  machine: corporateActionMachine,
  subject: 'corporate_action',
  noun: 'corporate action',
  code: 'action',
  facts: ({ assetId, kind, linesHash }) => ({
    assetId,
    kind,
    linesHash: linesHash.toString('hex'),
  }),
};

/** Rows of corporate actions: found, locked, moved, shown. */
@Injectable()
export class ActionStore extends MovedStore<CorporateAction, CorporateActionEvent> {
  constructor(
    db: Database,
    clock: Clock,
    audit: Audit,
    private readonly lines: ActionLines,
  ) {
    super(db, clock, audit, KIND);
  }

  /** One that was announced: whoever reads the chain knows it. @throws NotFound */
  async announced(id: string): Promise<AnnouncedAction> {
    return onChain(await this.known(id));
  }

  async byOperation(operationId: string | null): Promise<CorporateAction | null> {
    return operationId ? this.locked({ operationId }) : null;
  }

  /** The one that a contract knows under a number. */
  byNumber(contract: string, chainNumber: bigint): Promise<CorporateAction | null> {
    return this.locked({ contract: toBytes(contract), chainNumber });
  }

  list(ctx: Ctx, assetId: string, { state, ...query }: ActionsQuery): Promise<Page<ActionView>> {
    const where = { assetId, ...seenBy(ctx), ...(state ? { state } : {}) };
    return page(this.db.em, CorporateAction, query, where, (found) =>
      Promise.all(found.map((one) => this.view(one))),
    );
  }

  /** A page of what those on these tokens, announced or open, mean to each account; the newest first. */
  underWay<View>(
    query: PageQuery,
    tokenIds: string[],
    partsOf: (action: CorporateAction) => Promise<Part<View>[]>,
  ): Promise<Page<View>> {
    const where = { tokenId: In(tokenIds), state: In(['announced', 'open'] as const) };
    return pageOfParts(this.db.em, CorporateAction, query, where, partsOf);
  }

  /** The contracts that may mint or burn a token by an action. */
  async contractsOf(tokenId: string): Promise<string[]> {
    const found = await this.db.em.find(CorporateAction, {
      select: { contract: true },
      where: [{ tokenId }, { newTokenId: tokenId }],
    });
    return found.flatMap(({ contract }) => (contract ? [toAddress(contract)] : []));
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
}

/** @throws NotFound for one that only its issuer knows yet */
export function onChain(action: CorporateAction): AnnouncedAction {
  if (action.contract === null || action.chainNumber === null)
    throw new NotFound('corporate action');
  return action as AnnouncedAction;
}
