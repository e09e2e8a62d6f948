import { canonicalHash, formatDecimal } from '@cadastre/core';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { IsNull, LessThanOrEqual, Not } from 'typeorm';
import { Approvals, type Decided } from '../approvals/approvals.service.js';
import { Clock } from '../platform/clock.js';
import { actorOf, type Ctx } from '../platform/context.js';
import { Database } from '../platform/database.js';
import { Conflict, Malformed, NotFound, Refused } from '../platform/problem.js';
import type { Asset } from './asset.entity.js';
import { AssetStore, isEditable, PUBLISHED } from './asset-store.service.js';
import { checkPositions } from './portfolio.check.js';
import { readPositions } from './portfolio.csv.js';
import { Portfolio, PortfolioPosition } from './portfolio.entity.js';
import type { PortfolioView, PositionBody, PutPortfolioBody } from './portfolio.schema.js';
import { portfolioViewOf, type Statement } from './portfolio.view.js';
import { TreasuryData } from './treasury-data.service.js';
import { sentence } from '../platform/sentence.js';

/** Four-eyes kind under which a live fund restates its holdings. */
export const PORTFOLIO_APPROVAL = 'asset.portfolio';

const EMPTY = {
  cashCents: '0',
  liabilitiesCents: '0',
  feeBpsPerYear: 0,
  seedShares: '0',
} as const;

/** Fund statements: what a treasury fund holds, owes and has in cash, version after version. */
@Injectable()
export class Portfolios implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly approvals: Approvals,
    private readonly store: AssetStore,
    private readonly treasury: TreasuryData,
  ) {}

  onModuleInit(): void {
    this.approvals.handle(PORTFOLIO_APPROVAL, {
      execute: (ctx, approval) => this.restate(ctx, approval),
      describe: (shown) =>
        sentence(
          'Restate the portfolio of the fund as version {{version}}: {{positions}} positions and {{cash}} USD in cash.',
          {
            version: shown['version'],
            positions: Array.isArray(shown['positions']) ? shown['positions'].length : 0,
            cash: formatDecimal(BigInt(String(shown['cashCents'])), 2),
          },
        ),
      // Refused statements stay as history, out of force and no longer waiting.
      onRejected: async (_ctx, approval) => {
        await this.db.em.update(Portfolio, { approvalId: approval.id }, { refused: true });
      },
    });
  }

  /**
   * States the portfolio anew. In force at once while the asset is a draft; on a live fund once a second
   * person has approved it.
   * @throws Conflict `asset_not_editable`, `not_a_treasury_fund`, `restatement_pending`; Refused with the
   *   problem's own code, or `portfolio_invalid` where there are several kinds
   */
  async put(ctx: Ctx, assetId: string, body: PutPortfolioBody): Promise<PortfolioView> {
    const asset = await this.lockFund(ctx, assetId);
    this.refuseBadPositions(body.positions, (index) => `/positions/${index}`);
    return this.state(ctx, asset, body);
  }

  /**
   * Replaces the positions by those of a file; the rest of the statement stays.
   * @throws Conflict `statement_needs_cash` on a live fund; Malformed with the problem's own code (`csv_truncated`, `csv_column_order`, …) or
   *   `csv_invalid`, each line named; and as `put`
   */
  async import(ctx: Ctx, assetId: string, csv: string): Promise<PortfolioView> {
    const asset = await this.lockFund(ctx, assetId);
    // The old cash is of the old day: under a new date it would lose what was settled and paid since.
    if (!isEditable(asset)) {
      throw new Conflict(
        'statement_needs_cash',
        'The fund is live: state positions and cash of one day together, with PUT on its portfolio.',
      );
    }
    const { positions, problems } = readPositions(csv);
    if (problems.length > 0) {
      throw new Malformed(
        oneCode(problems, 'csv_invalid'),
        `The file was not taken over. ${problems[0]?.detail ?? ''}${more(problems.length)}`,
        problems.map(({ line, detail }) => ({ pointer: `/line/${line}`, detail })),
      );
    }
    // Line 1 is the header.
    this.refuseBadPositions(positions, (index) => `/line/${index + 2}`);
    const latest = await this.inForce(assetId);
    const rest = latest ? restOf(latest.portfolio) : EMPTY;
    return this.state(ctx, asset, { ...rest, positions });
  }

  /** The statement in force now or at a time, unpriced. @throws NotFound */
  async statement(assetId: string, at?: Date): Promise<Statement> {
    const statement = await this.inForce(assetId, at);
    if (!statement) throw new NotFound('portfolio');
    return statement;
  }

  /** The statement in force and the one that waits for approval, priced on the newest curve. */
  async views(
    assetId: string,
  ): Promise<{ inForce: PortfolioView | null; pending: PortfolioView | null }> {
    const inForce = await this.inForce(assetId);
    const waiting = await this.pending(assetId);
    return {
      inForce: inForce && this.view(inForce),
      pending: waiting && this.view(await this.withPositions(waiting)),
    };
  }

  /** What keeps the portfolio from approval today, in words; empty when nothing does. */
  async blockers(assetId: string): Promise<string[]> {
    const statement = await this.inForce(assetId);
    if (!statement || statement.positions.length === 0) {
      return ['The portfolio has not been stated.'];
    }
    const problems = this.problemsOf(statement.positions.map(bodyOf)).map(({ detail }) => detail);
    if (statement.portfolio.seedShares === 0n) {
      problems.push('The fund has no shares in issue: state its seed shares.');
    }
    const now = this.treasury.curveNow();
    if (!now || now.stale)
      problems.push('The official yield curve is too old to value the portfolio.');
    return problems;
  }

  private async state(ctx: Ctx, asset: Asset, body: PutPortfolioBody): Promise<PortfolioView> {
    if (await this.pending(asset.id)) {
      throw new Conflict(
        'restatement_pending',
        'A restatement already waits for approval: decide or withdraw that one first.',
      );
    }
    const now = this.clock.now();
    const latest = await this.inForce(asset.id);
    const live = !isEditable(asset);
    const portfolio = this.db.em.create(Portfolio, {
      id: this.db.newId(),
      assetId: asset.id,
      version: await this.nextVersion(asset.id),
      cashCents: BigInt(body.cashCents),
      liabilitiesCents: BigInt(body.liabilitiesCents),
      feeBpsPerYear: body.feeBpsPerYear,
      feeAccruedSince:
        body.feeAccruedSince ??
        (live && latest ? latest.portfolio.feeAccruedSince : this.treasury.today()),
      seedShares: BigInt(body.seedShares),
      statedBy: actorOf(ctx).userId,
      statedAt: now,
      approvalId: null,
      effectiveAt: live ? null : now,
      refused: false,
    });
    await this.db.em.insert(Portfolio, portfolio);
    const positions = body.positions.map((position) =>
      this.db.em.create(PortfolioPosition, {
        portfolioId: portfolio.id,
        cusip: position.cusip,
        faceCents: BigInt(position.faceCents),
        costPricePer100: position.costPricePer100,
      }),
    );
    if (positions.length > 0) await this.db.em.insert(PortfolioPosition, positions);
    const payload = { assetId: asset.id, version: portfolio.version, ...body };
    await this.store.record(ctx, asset, 'asset.state_portfolio', {
      version: portfolio.version,
      statementSha256: canonicalHash(payload),
      positions: positions.length,
      inForce: !live,
    });
    if (live) await this.askApproval(ctx, asset, portfolio, payload);
    return this.view({ portfolio, positions });
  }

  private async askApproval(
    ctx: Ctx,
    asset: Asset,
    portfolio: Portfolio,
    payload: object,
  ): Promise<void> {
    const approval = await this.approvals.request(ctx, {
      kind: PORTFOLIO_APPROVAL,
      subject: { type: 'asset', id: asset.id },
      organisationId: asset.organisationId,
      payload: { ...payload, portfolioId: portfolio.id },
      requiredRole: 'compliance',
      reason: `Portfolio statement version ${portfolio.version}`,
    });
    portfolio.approvalId = approval.id;
    await this.db.em.update(Portfolio, { id: portfolio.id }, { approvalId: approval.id });
  }

  private async restate(ctx: Ctx, approval: Decided): Promise<{ operationId?: string }> {
    const asset = await this.store.lockUnscoped(approval.subject.id);
    const portfolio = await this.db.em.findOneByOrFail(Portfolio, { approvalId: approval.id });
    const { positions } = await this.withPositions(portfolio);
    // What was good when it was asked for may have matured since.
    this.refuseBadPositions(positions.map(bodyOf), (index) => `/positions/${index}`);
    portfolio.effectiveAt = this.clock.now();
    await this.db.em.save(portfolio);
    await this.store.record(ctx, asset, 'asset.restate_portfolio', { version: portfolio.version });
    return {};
  }

  private async lockFund(ctx: Ctx, assetId: string): Promise<Asset> {
    const asset = await this.store.lock(ctx, assetId);
    if (asset.kind !== 'treasury') {
      throw new Conflict('not_a_treasury_fund', 'Only a treasury fund states a portfolio.');
    }
    if (!isEditable(asset) && !PUBLISHED.some((state) => state === asset.state)) {
      throw new Conflict(
        'asset_not_editable',
        `The asset is ${asset.state.replaceAll('_', ' ')}: its portfolio can be stated as a draft, when compliance asks for changes, or once it is live.`,
      );
    }
    return asset;
  }

  private problemsOf(positions: PositionBody[]) {
    return checkPositions(positions, this.treasury.securities, this.treasury.today());
  }

  private refuseBadPositions(positions: PositionBody[], where: (index: number) => string): void {
    const problems = this.problemsOf(positions);
    if (problems.length === 0) return;
    throw new Refused(
      oneCode(problems, 'portfolio_invalid'),
      `The portfolio was not taken over. ${problems[0]?.detail ?? ''}${more(problems.length)}`,
      {
        errors: problems.map(({ index, field, code, detail }) => ({
          pointer: where(index).startsWith('/line') ? where(index) : `${where(index)}/${field}`,
          code,
          detail,
        })),
      },
    );
  }

  private async inForce(assetId: string, at?: Date): Promise<Statement | null> {
    const portfolio = await this.db.em.findOne(Portfolio, {
      where: { assetId, effectiveAt: at ? LessThanOrEqual(at) : Not(IsNull()) },
      order: { version: 'DESC' },
    });
    return portfolio && this.withPositions(portfolio);
  }

  private pending(assetId: string): Promise<Portfolio | null> {
    return this.db.em.findOneBy(Portfolio, { assetId, effectiveAt: IsNull(), refused: false });
  }

  private async withPositions(portfolio: Portfolio): Promise<Statement> {
    const positions = await this.db.em.find(PortfolioPosition, {
      where: { portfolioId: portfolio.id },
      order: { cusip: 'ASC' },
    });
    return { portfolio, positions };
  }

  private async nextVersion(assetId: string): Promise<number> {
    return ((await this.db.em.maximum(Portfolio, 'version', { assetId })) ?? 0) + 1;
  }

  private view(statement: Statement): PortfolioView {
    return portfolioViewOf(statement, this.treasury.securities, this.treasury.curveNow());
  }
}

const bodyOf = (position: PortfolioPosition): PositionBody => ({
  cusip: position.cusip,
  faceCents: position.faceCents.toString(),
  costPricePer100: position.costPricePer100,
});

const restOf = (portfolio: Portfolio): Omit<PutPortfolioBody, 'positions'> => ({
  cashCents: portfolio.cashCents.toString(),
  liabilitiesCents: portfolio.liabilitiesCents.toString(),
  feeBpsPerYear: portfolio.feeBpsPerYear,
  feeAccruedSince: portfolio.feeAccruedSince,
  seedShares: portfolio.seedShares.toString(),
});

/** The problems' common code, or the general one where there are several kinds. */
function oneCode(problems: readonly { code: string }[], several: string): string {
  const codes = new Set(problems.map(({ code }) => code));
  return codes.size === 1 ? (problems[0]?.code ?? several) : several;
}

const more = (count: number) => (count > 1 ? ` And ${count - 1} more: see errors.` : '');
