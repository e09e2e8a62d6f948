import { distributionMachine, type DistributionEvent, pow10 } from '@cadastre/core';
import { Injectable } from '@nestjs/common';
import { IsNull, Not } from 'typeorm';
import { Audit } from '../audit/audit.service.js';
import { type MovedKind, MovedStore } from '../audit/owned-store.js';
import { toAddress, toBytes, toHex } from '../chain/bytes.js';
import { rows } from '../chain/rows.js';
import { Clock } from '../platform/clock.js';
import { type Ctx, seenBy } from '../platform/context.js';
import { Database } from '../platform/database.js';
import { page, type Page, type PageQuery } from '../platform/page.js';
import { Distribution } from './distribution.entity.js';
import type {
  DistributionsQuery,
  DistributionView,
  PaidIncomeView,
} from './distribution.schema.js';

/** The commands of a distribution that its row names. */
export type OperationColumn =
  'recordOperationId' | 'operationId' | 'fundingOperationId' | 'rootOperationId' | 'taxOperationId';

const KIND: MovedKind<Distribution, DistributionEvent> = {
  entity: Distribution,
  machine: distributionMachine,
  subject: 'distribution',
  noun: 'distribution',
  code: 'distribution',
  facts: ({ assetId, amount, paymentToken }) => ({
    assetId,
    amountBaseUnits: amount.toString(),
    paymentToken: toAddress(paymentToken),
  }),
};

/** Rows of distributions: found, locked, moved, shown. */
@Injectable()
export class DistributionStore extends MovedStore<Distribution, DistributionEvent> {
  constructor(db: Database, clock: Clock, audit: Audit) {
    super(db, clock, audit, KIND);
  }

  /** The one that a command of its row is for. */
  async byOperation(
    column: OperationColumn,
    operationId: string | null,
  ): Promise<Distribution | null> {
    if (!operationId) return null;
    return this.locked({ [column]: operationId });
  }

  /** The one that a distributor knows under a number. */
  byNumber(distributor: string, chainNumber: bigint): Promise<Distribution | null> {
    return this.locked({ distributor: toBytes(distributor), chainNumber });
  }

  list(
    ctx: Ctx,
    assetId: string,
    { state, ...query }: DistributionsQuery,
  ): Promise<Page<DistributionView>> {
    const where = { assetId, ...seenBy(ctx), ...(state ? { state } : {}) };
    return page(this.db.em, Distribution, query, where, (found) =>
      Promise.all(found.map((one) => this.view(one))),
    );
  }

  /** What is payable or was paid of an asset whose token has so many decimals, for anybody. */
  paidIncome(assetId: string, decimals: number, query: PageQuery): Promise<Page<PaidIncomeView>> {
    const where = { assetId, chainNumber: Not(IsNull()) };
    return page(this.db.em, Distribution, query, where, (found) =>
      found.map((d) => ({
        distributionId: d.id,
        kind: d.kind,
        recordDate: d.recordDate,
        paymentToken: toAddress(d.paymentToken),
        paymentSymbol: d.paymentSymbol,
        paymentDecimals: d.paymentDecimals,
        gross: grossOf(d).toString(),
        perToken: (((d.allocated ?? 0n) * pow10(decimals)) / (d.eligible ?? 1n)).toString(),
        openedBlock: Number(d.openedBlock),
      })),
    );
  }

  /** Those whose day has come and whose record date nobody has opened or failed to, at most 100. */
  async dueForRecord(today: string): Promise<string[]> {
    const due = await this.db.sql<{ id: string }>(
      `SELECT id FROM api.distribution WHERE state = 'draft' AND record_date <= $1
         AND record_operation_id IS NULL AND failure_code IS NULL ORDER BY id LIMIT 100`,
      [today],
    );
    return due.map(({ id }) => id);
  }

  async view(d: Distribution): Promise<DistributionView> {
    return {
      id: d.id,
      assetId: d.assetId,
      tokenId: d.tokenId,
      state: d.state,
      kind: d.kind,
      taxation: d.taxation,
      taxAccount: d.taxAccount && toAddress(d.taxAccount),
      paymentToken: toAddress(d.paymentToken),
      paymentSymbol: d.paymentSymbol,
      paymentDecimals: d.paymentDecimals,
      amountBaseUnits: d.amount.toString(),
      recordDate: d.recordDate,
      claimYears: d.claimYears,
      documentId: d.documentId,
      record: recordOf(d),
      recordOperationId: d.recordOperationId,
      calculation: calculationOf(d),
      approvalId: d.approvalId,
      operationId: d.operationId,
      distributor: d.distributor && toAddress(d.distributor),
      chainNumber: d.chainNumber?.toString() ?? null,
      root: rootOf(d),
      expiresAt: d.expiresAt?.toISOString() ?? null,
      claimsEndAt: d.claimsEndAt?.toISOString() ?? null,
      progress: await this.progress(d),
      failureCode: d.failureCode,
      failure: d.failure,
      createdAt: d.createdAt.toISOString(),
      updatedAt: d.updatedAt.toISOString(),
    };
  }

  /** To the base unit: what was allocated is paid, due, tax paid or due, or carried to the next. */
  private async progress(d: Distribution): Promise<DistributionView['progress']> {
    if (d.chainNumber === null || d.allocated === null) return null;
    const found = await rows<{
      state: string;
      lines: number;
      gross: string;
      owed: string;
      paid: string;
    }>(
      this.db.em,
      `SELECT state, count(*)::int AS lines, sum(gross) AS gross, coalesce(sum(paid), 0) AS paid,
         sum(gross - CASE WHEN $2 THEN withheld ELSE 0 END) AS owed
       FROM api.distribution_line WHERE distribution_id = $1 GROUP BY state ORDER BY state`,
      [d.id, d.taxation === 'at_source'],
    );
    const sum = (numbers: string[]) => numbers.reduce((total, one) => total + BigInt(one), 0n);
    const paid = sum(found.map((one) => one.paid));
    const open = sum(found.filter(({ state }) => state !== 'paid').map(({ owed }) => owed));
    const over = d.state === 'closed';
    const due = over ? 0n : open;
    const taxDue = over || d.taxation === 'by_holder' ? 0n : (d.withheld ?? 0n) - d.remitted;
    const carried = d.carriedOut ?? d.allocated - sum(found.map(({ gross }) => gross));
    return {
      lines: Object.fromEntries(found.map(({ state, lines }) => [state, lines])),
      paid: paid.toString(),
      due: due.toString(),
      taxPaid: d.remitted.toString(),
      taxDue: taxDue.toString(),
      carried: carried.toString(),
      balanced: d.allocated === paid + due + d.remitted + taxDue + carried,
    };
  }
}

function recordOf(d: Distribution): DistributionView['record'] {
  if (d.recordNumber === null || d.recordBlock === null || !d.recordedAt) return null;
  return {
    number: d.recordNumber.toString(),
    block: Number(d.recordBlock),
    time: d.recordedAt.toISOString(),
  };
}

function rootOf(d: Distribution): DistributionView['root'] {
  if (!d.root) return null;
  return {
    root: toHex(d.root),
    operationId: d.rootOperationId,
    effectiveAt: d.rootEffectiveAt?.toISOString() ?? null,
    rejectedAt: d.rootRejectedAt?.toISOString() ?? null,
  };
}

/** What all lines come to before tax. */
const grossOf = (d: Distribution): bigint => (d.allocated ?? 0n) - (d.remainder ?? 0n);

function calculationOf(d: Distribution): DistributionView['calculation'] {
  if (!d.calculatedAt || d.allocated === null || !d.linesHash) return null;
  const gross = grossOf(d);
  return {
    eligibleBaseUnits: String(d.eligible),
    carriedIn: String(d.carriedIn),
    allocated: d.allocated.toString(),
    gross: gross.toString(),
    withheld: String(d.withheld),
    net: (gross - (d.withheld ?? 0n)).toString(),
    remainder: String(d.remainder),
    holders: d.holders ?? 0,
    unrated: d.unrated ?? 0,
    linesHash: d.linesHash.toString('hex'),
    calculatedAt: d.calculatedAt.toISOString(),
  };
}
