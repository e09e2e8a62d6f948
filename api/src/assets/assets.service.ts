import { type AssetEvent, type AssetState, assetMachine, type GoldBar } from '@cadastre/core';
import { Injectable } from '@nestjs/common';
import { In, Not } from 'typeorm';
import { z } from 'zod';
import { Documents } from '../documents/documents.service.js';
import { Clock } from '../platform/clock.js';
import { actorOf, type Ctx } from '../platform/context.js';
import { Countries } from '../platform/countries.js';
import { Database } from '../platform/database.js';
import { page, type Page } from '../platform/page.js';
import { parseOrRefuse } from '../platform/pipes.js';
import { Conflict, Refused } from '../platform/problem.js';
import { Asset, AssetPaper, Bar } from './asset.entity.js';
import {
  type AddPaperBody,
  type AssetDetails,
  type AssetKind,
  type AssetListQuery,
  type AssetSummary,
  type AssetView,
  type CreateAssetBody,
  DETAILS,
  type PatchAssetBody,
  type RealEstateDetails,
} from './asset.schema.js';
import { AssetStore, PUBLISHED } from './asset-store.service.js';
import { AssetViews } from './asset-views.service.js';
import { readBarList } from './bars.js';
import { DueDiligence } from './due-diligence.service.js';
import { Portfolios } from './portfolio.service.js';
import { statedOn } from './portfolio.view.js';

/** Whatever is dated before it has a slip in its year. */
const FIRST_APPRAISAL = '1900-01-01';

/** What other rooms may know of an asset. */
export interface AssetFacts {
  id: string;
  organisationId: string;
  kind: AssetKind;
  state: AssetState;
  name: string;
  description: string;
}

/** A fund statement in force, for whoever values or publishes it. */
export interface FundStatement {
  assetId: string;
  version: number;
  /** `cashCents` holds everything settled up to this instant of the domain clock. */
  statedAt: Date;
  /** Its day in New York: what the positions pay later is not in the cash. */
  statedOn: string;
  positions: { cusip: string; faceCents: bigint; costPricePer100: string }[];
  cashCents: bigint;
  liabilitiesCents: bigint;
  feeBpsPerYear: number;
  feeAccruedSince: string;
  seedShares: bigint;
}

/** The assets of issuers: their record, their papers, and what other rooms need of them. */
@Injectable()
export class Assets {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly countries: Countries,
    private readonly documents: Documents,
    private readonly store: AssetStore,
    private readonly dueDiligence: DueDiligence,
    private readonly portfolios: Portfolios,
    private readonly views: AssetViews,
  ) {}

  /**
   * @throws Refused `unknown_country`, `appraisal_in_future`, `appraisal_too_early`, `bar_inconsistent` and the
   *   core's bar errors
   */
  async create(ctx: Ctx, body: CreateAssetBody): Promise<AssetView> {
    const actor = actorOf(ctx);
    const now = this.clock.now();
    const { details, bars } = this.readDetails(body.kind, body.details);
    const asset = this.db.em.create(Asset, {
      id: this.db.newId(),
      organisationId: actor.organisationId,
      kind: body.kind,
      state: assetMachine.initial,
      name: body.name,
      description: body.description,
      details,
      createdBy: actor.userId,
      createdAt: now,
      updatedAt: now,
    });
    await this.db.em.insert(Asset, asset);
    await this.replaceBars(asset, bars);
    await this.dueDiligence.open(asset);
    await this.store.record(ctx, asset, 'asset.create', { kind: asset.kind, name: asset.name });
    return this.views.view(ctx, await this.store.find(ctx, asset.id));
  }

  /** Changes name, description or the details as a whole, while the asset is its issuer's to change. */
  async patch(ctx: Ctx, id: string, body: PatchAssetBody): Promise<AssetView> {
    const asset = await this.store.lockEditable(ctx, id);
    if (body.name !== undefined) asset.name = body.name;
    if (body.description !== undefined) asset.description = body.description;
    if (body.details !== undefined) {
      const schema = z.strictObject({ details: DETAILS[asset.kind] });
      const given = parseOrRefuse(schema, { details: body.details }, 'body').details;
      const { details, bars } = this.readDetails(asset.kind, given);
      asset.details = details;
      await this.replaceBars(asset, bars);
    }
    await this.store.save(asset);
    await this.store.record(ctx, asset, 'asset.edit', { fields: Object.keys(body).sort() });
    return this.views.view(ctx, asset);
  }

  async get(ctx: Ctx, id: string): Promise<AssetView> {
    return this.views.view(ctx, await this.store.find(ctx, id));
  }

  list(ctx: Ctx, { state, kind, ...query }: AssetListQuery): Promise<Page<AssetSummary>> {
    const actor = actorOf(ctx);
    const published = actor.role === 'investor';
    const states = PUBLISHED.filter((one) => state === undefined || one === state);
    const where = {
      ...(actor.role === 'issuer' ? { organisationId: actor.organisationId } : {}),
      ...(kind ? { kind } : {}),
      ...(published ? { state: In(states) } : state ? { state } : {}),
    };
    return page(this.db.em, Asset, query, where, (rows) => this.views.summaries(rows));
  }

  /** Its papers, in the order they were filed in. Unscoped. */
  papers(id: string): Promise<AssetView['papers']> {
    return this.views.papers(id);
  }

  /** @throws Conflict `asset_not_editable`, `paper_already_filed`; Refused `document_wrong_purpose` */
  async addPaper(ctx: Ctx, id: string, body: AddPaperBody): Promise<AssetView> {
    const asset = await this.store.lockEditable(ctx, id);
    const document = await this.documents.get(ctx, body.documentId);
    if (document.purpose !== 'asset') {
      throw new Refused(
        'document_wrong_purpose',
        'This document was uploaded for another purpose: upload it again with purpose=asset.',
      );
    }
    const paper = { assetId: id, documentId: body.documentId, type: body.type };
    if (await this.db.em.existsBy(AssetPaper, paper)) {
      throw new Conflict(
        'paper_already_filed',
        'This document is already a paper of that type here.',
      );
    }
    await this.db.em.insert(AssetPaper, {
      ...paper,
      addedBy: actorOf(ctx).userId,
      addedAt: this.clock.now(),
    });
    await this.store.record(ctx, asset, 'asset.add_paper', {
      type: body.type,
      sha256: document.sha256,
    });
    return this.views.view(ctx, asset);
  }

  /** The asset, if the actor may see it. @throws NotFound */
  async require(ctx: Ctx, assetId: string): Promise<AssetFacts> {
    return factsOf(await this.store.find(ctx, assetId));
  }

  async requireUnscoped(assetId: string): Promise<AssetFacts> {
    return factsOf(await this.store.findUnscoped(assetId));
  }

  /** Moves the asset as its token lives: tokenise, deployed, deployment_failed and the like. */
  async fire(ctx: Ctx, assetId: string, event: AssetEvent): Promise<void> {
    await this.store.move(ctx, await this.store.lockUnscoped(assetId), event);
  }

  /** The fund statement in force now or at a time. @throws NotFound where none is stated */
  async statement(assetId: string, at?: Date): Promise<FundStatement> {
    const { portfolio, positions } = await this.portfolios.statement(assetId, at);
    return {
      assetId,
      version: portfolio.version,
      statedAt: portfolio.statedAt,
      statedOn: statedOn(portfolio),
      positions: positions.map(({ cusip, faceCents, costPricePer100 }) => ({
        cusip,
        faceCents,
        costPricePer100,
      })),
      cashCents: portfolio.cashCents,
      liabilitiesCents: portfolio.liabilitiesCents,
      feeBpsPerYear: portfolio.feeBpsPerYear,
      feeAccruedSince: portfolio.feeAccruedSince,
      seedShares: portfolio.seedShares,
    };
  }

  /** A commodity's bar list, by refiner, serial and year; empty for other kinds. Unscoped. */
  barsOf(assetId: string): Promise<Bar[]> {
    const order = { refiner: 'ASC', serial: 'ASC', year: 'ASC' } as const;
    return this.db.em.find(Bar, { where: { assetId }, order });
  }

  /** What the asset says of itself, as its kind asks for. Unscoped. @throws NotFound */
  async detailsOf(assetId: string): Promise<AssetDetails> {
    return (await this.store.findUnscoped(assetId)).details;
  }

  private readDetails(
    kind: AssetKind,
    given: CreateAssetBody['details'],
  ): { details: AssetDetails; bars: GoldBar[] } {
    if (kind === 'commodity' && 'bars' in given) {
      const { bars, ...details } = given;
      return { details, bars: readBarList(bars) };
    }
    if (kind === 'treasury' && 'domicile' in given) {
      this.countries.require(given.domicile, '/details/domicile');
    }
    if (kind === 'real_estate' && 'appraisal' in given) this.requireAppraisalDate(given.appraisal);
    return { details: given, bars: [] };
  }

  /** A date with a slip in its year is told at once, not months later when the asset is to be approved. */
  private requireAppraisalDate({ date }: RealEstateDetails['appraisal']): void {
    const today = this.clock.now().toISOString().slice(0, 10);
    const refusal = (code: string, detail: string) =>
      new Refused(code, detail, { errors: [{ pointer: '/details/appraisal/date', detail }] });
    if (date > today) {
      throw refusal(
        'appraisal_in_future',
        `The appraisal is dated ${date}, after today (${today}).`,
      );
    }
    if (date < FIRST_APPRAISAL) {
      throw refusal(
        'appraisal_too_early',
        `The appraisal is dated ${date}, before ${FIRST_APPRAISAL}: correct its year.`,
      );
    }
  }

  /** @throws Conflict `bar_backs_another_asset` */
  private async replaceBars(asset: Asset, bars: GoldBar[]): Promise<void> {
    if (asset.kind !== 'commodity') return;
    await this.db.em.delete(Bar, { assetId: asset.id });
    const rows = bars.map((bar) => ({
      ...bar,
      finenessTenths: Number(bar.finenessTenths),
      assetId: asset.id,
    }));
    await this.db.em.insert(Bar, rows);
    for (const { refiner, serial, year, grossMilliOz } of bars) {
      const elsewhere = await this.db.em.findBy(Bar, {
        refiner,
        serial,
        year,
        grossMilliOz,
        assetId: Not(asset.id),
      });
      const ids = elsewhere.map((row) => row.assetId);
      const active = await this.db.em.existsBy(Asset, {
        id: In(ids),
        state: Not(In(['rejected', 'retired'])),
      });
      if (active) {
        throw new Conflict(
          'bar_backs_another_asset',
          `The bar ${refiner} ${serial} (${year}) already backs another asset: one bar, one token.`,
        );
      }
    }
  }
}

const factsOf = ({ id, organisationId, kind, state, name, description }: Asset): AssetFacts => ({
  id,
  organisationId,
  kind,
  state,
  name,
  description,
});
