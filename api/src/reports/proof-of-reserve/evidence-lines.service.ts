import {
  newYorkDate,
  type PropertyLine,
  type ReportInputs,
  type TreasuryLine,
} from '@cadastre/core';
import { Injectable } from '@nestjs/common';
import type {
  CommodityDetails,
  RealEstateDetails,
  TreasuryDetails,
} from '../../assets/asset.schema.js';
import { type AssetFacts, Assets } from '../../assets/assets.service.js';
import { describeSecurity } from '../../assets/portfolio.view.js';
import { TreasuryData } from '../../assets/treasury-data.service.js';
import { toBytes, toHex } from '../../chain/bytes.js';
import { Deployed } from '../../chain/deployed.js';
import type { FeedRound, FinalBlock } from '../../chain/ledger/reader.js';
import { row, rows } from '../../chain/rows.js';
import { Countries } from '../../platform/countries.js';
import { Database } from '../../platform/database.js';
import { Refused } from '../../platform/problem.js';
import { type TokenFacts, Tokens } from '../../tokens/tokens.service.js';
import {
  deliveriesSql,
  type Delivery,
  type IncomeSheet,
  incomeSheetSql,
  titlesSql,
} from './evidence.sql.js';

type Line = ReportInputs['line'];
type Facts = ReportInputs['asset']['facts'];

/** Where the evidence is gathered. */
export interface EvidencePlace {
  asset: AssetFacts;
  token: TokenFacts;
  block: FinalBlock;
  /** The NAV in force. */
  nav: FeedRound | undefined;
}

/** What each product line's reserves are, and the words for its cover. */
@Injectable()
export class EvidenceLines {
  constructor(
    private readonly db: Database,
    private readonly deployed: Deployed,
    private readonly countries: Countries,
    private readonly assets: Assets,
    private readonly treasury: TreasuryData,
    private readonly tokens: Tokens,
  ) {}

  /** @throws Refused `curve_unknown`; NotFound where a fund has no statement at the block */
  async gather(place: EvidencePlace): Promise<{ line: Line; facts: Facts }> {
    const details = await this.assets.detailsOf(place.asset.id);
    if ('fundName' in details) return this.fund(place, details);
    if ('metal' in details) return this.gold(place, details);
    return this.property(place, details);
  }

  /** Like is compared with like: the curve of the day the NAV in force is of. @throws Refused `curve_unknown` */
  curve({ block, nav }: Pick<EvidencePlace, 'block' | 'nav'>) {
    const date = nav && newYorkDate(Math.floor(nav.valuationTime.getTime() / 1000));
    const curve = this.treasury.curveAt(block.time, date);
    if (curve) return curve;
    throw new Refused(
      'curve_unknown',
      'No official yield curve is known for the time of the block.',
    );
  }

  private async fund(place: EvidencePlace, details: TreasuryDetails) {
    const { asset, token, block } = place;
    const { curve, source } = this.curve(place);
    const statement = await this.assets.statement(asset.id, block.time);
    const settled = await this.tokens.settledCents(token.id, statement.statedAt, block.number);
    const line: TreasuryLine = {
      kind: 'treasury',
      custodian: details.custodian,
      statement: {
        version: statement.version,
        statedAt: statement.statedAt.toISOString(),
        statedOn: statement.statedOn,
        cashCents: (statement.cashCents + settled).toString(),
        liabilitiesCents: statement.liabilitiesCents.toString(),
        feeBpsPerYear: statement.feeBpsPerYear,
        feeAccruedSince: statement.feeAccruedSince,
        seedShares: statement.seedShares.toString(),
      },
      positions: statement.positions.map((one) => ({
        ...one,
        faceCents: one.faceCents.toString(),
      })),
      securities: statement.positions.flatMap(({ cusip }) => {
        const security = this.treasury.securities.get(cusip);
        if (!security) return [];
        return [
          {
            cusip,
            type: security.type,
            description: describeSecurity(security),
            issueDate: security.issueDate,
            maturityDate: security.maturityDate,
            datedDate: security.datedDate,
            couponRate: security.couponRate?.toString() ?? null,
            reopening: security.reopening,
          },
        ];
      }),
      curve: {
        source,
        date: curve.date,
        points: curve.points.map((point) => ({ ...point, rate: point.rate.toString() })),
      },
    };
    const domicile = this.countries.require(details.domicile).name;
    const facts: Facts = [
      { label: 'Fund', value: details.fundName },
      { label: 'Share class', value: details.shareClass },
      { label: 'Domicile', value: `${domicile} (${details.domicile})` },
      { label: 'Custodian', value: details.custodian },
      { label: 'Administrator', value: details.administrator },
    ];
    return { line, facts };
  }

  private async gold(
    { asset, block }: EvidencePlace,
    { custodian, vault }: Omit<CommodityDetails, 'bars'>,
  ) {
    const delivered = await rows<Delivery>(this.db.em, deliveriesSql, [asset.id, block.number]);
    const gone = new Set(delivered.map(({ bar }) => `${bar.refiner}/${bar.serial}/${bar.year}`));
    const bars = (await this.assets.barsOf(asset.id)).filter(
      ({ refiner, serial, year }) => !gone.has(`${refiner}/${serial}/${year}`),
    );
    const line: Line = {
      kind: 'commodity',
      metal: 'gold',
      bars: bars.map((bar) => ({
        custodian,
        vault: vault.name,
        refiner: bar.refiner,
        serial: bar.serial,
        year: bar.year,
        grossMilliOz: bar.grossMilliOz.toString(),
        finenessTenths: bar.finenessTenths,
        statedFineMilliOz: bar.statedFineMilliOz.toString(),
      })),
      deliveries: delivered.map(({ bar, block_time: time, transaction_hash: hash }) => ({
        refiner: bar.refiner,
        serial: bar.serial,
        year: bar.year,
        statedFineMilliOz: bar.fineOz.replace('.', '').replace(/^0+(?=\d)/, ''),
        time: time.toISOString(),
        transactionHash: toHex(hash),
      })),
    };
    const facts: Facts = [
      { label: 'Metal', value: 'Gold, allocated; one token is one fine troy ounce' },
      { label: 'Custodian', value: custodian },
      { label: 'Vault', value: `${vault.name}, ${vault.address.replaceAll('\n', ', ')}` },
    ];
    return { line, facts };
  }

  private async property({ asset, block }: EvidencePlace, details: RealEstateDetails) {
    const sheet = await row<IncomeSheet>(this.db.em, incomeSheetSql, [asset.id, block.time]);
    const paper = (await this.assets.papers(asset.id)).find(
      ({ type }) => type === 'appraisal_report',
    );
    const line: PropertyLine = {
      kind: 'real_estate',
      custodian: details.vehicle,
      parcelId: details.parcelId,
      address: details.address.replaceAll('\n', ', '),
      vehicle: details.vehicle,
      appraisal: { ...details.appraisal, documentSha256: paper?.sha256 ?? null },
      debt: { cents: details.debtCents, lender: details.lender ?? null },
      // No book of a property's cash is kept here: what it distributes is paid from its own account.
      cashCents: '0',
      payablesCents: '0',
      rentRoll: sheet
        ? {
            recordDate: sheet.record_date,
            currency: sheet.payment_symbol,
            decimals: sheet.payment_decimals,
            lines: sheet.sheet.map(({ kind, text, amountBaseUnits }) => ({
              kind,
              label: text,
              amount: amountBaseUnits,
            })),
          }
        : null,
      deed: await this.deed(asset.id, block.number),
    };
    const facts: Facts = [
      { label: 'Parcel', value: details.parcelId },
      { label: 'Address', value: line.address },
      { label: 'Title held by', value: details.vehicle },
      { label: 'Appraiser', value: details.appraisal.appraiser },
    ];
    return { line, facts };
  }

  /** The ERC-721 of the asset's title, where the register of deeds had it after the block. */
  private async deed(assetId: string, block: number) {
    const own = await rows<{ title_id: Buffer }>(
      this.db.em,
      'SELECT title_id FROM api.deed WHERE asset_id = $1',
      [assetId],
    );
    const contract = this.deployed.deployment.addresses.PropertyDeed;
    if (own.length === 0 || contract === undefined) return null;
    const ids = own.map(({ title_id: id }) => BigInt(toHex(id)).toString());
    const newest = await row<{ event: string; title: string }>(this.db.em, titlesSql, [
      toBytes(contract),
      block,
      ids,
    ]);
    return newest?.event === 'TitleRecorded' ? { contract, tokenId: newest.title } : null;
  }
}
