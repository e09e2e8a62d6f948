import { newYorkDate } from '@cadastre/core';
import { Injectable } from '@nestjs/common';
import { Users } from '../../accounts/users.service.js';
import { Assets } from '../../assets/assets.service.js';
import { TreasuryData } from '../../assets/treasury-data.service.js';
import { Deployed } from '../../chain/deployed.js';
import { type FeedRound, LedgerReader } from '../../chain/ledger/reader.js';
import { Countries } from '../../platform/countries.js';
import { Conflict, Refused } from '../../platform/problem.js';
import { Tokens } from '../../tokens/tokens.service.js';
import type { ReportRound } from './content.js';
import type { Evidence } from './derive.js';

/** How many of the newest rounds the report repeats. */
const ROUNDS = 8;

/** Gathers, at the newest final block, everything a proof of reserve is derived from. */
@Injectable()
export class ProofOfReserveEvidence {
  constructor(
    private readonly countries: Countries,
    private readonly users: Users,
    private readonly assets: Assets,
    private readonly treasury: TreasuryData,
    private readonly deployed: Deployed,
    private readonly reader: LedgerReader,
    private readonly tokens: Tokens,
  ) {}

  /**
   * What there must be before a report can be made at all: a tokenised fund whose day has a price.
   * @throws Conflict `not_a_treasury_fund`, `not_tokenised`; Refused `curve_unknown`
   */
  async basis(assetId: string) {
    const asset = await this.assets.requireUnscoped(assetId);
    if (asset.kind !== 'treasury') {
      throw new Conflict(
        'not_a_treasury_fund',
        'The proof of reserve is made for treasury funds: their reserves have a public price.',
      );
    }
    const token = await this.tokens.ofAsset(assetId);
    if (!token) {
      throw new Conflict('not_tokenised', 'The asset has no token on-chain yet: nothing is owed.');
    }
    const block = await this.reader.finalBlock();
    const navRounds = await this.reader.rounds(token.navFeed, ROUNDS, undefined, block.number);
    return { asset, token, block, navRounds, curve: this.curveFor(block.time, navRounds[0]) };
  }

  /** @throws as `basis` */
  async gather(reportId: string, assetId: string): Promise<Evidence> {
    const { asset, token, block, navRounds, curve } = await this.basis(assetId);
    const statement = await this.assets.statement(assetId);
    const settled = await this.tokens.settledCents(token.id, statement.statedAt, block.number);
    const reserveRounds = await this.reader.rounds(
      token.reserveFeed,
      ROUNDS,
      undefined,
      block.number,
    );
    const holders = await this.reader.holdersAt(token.address, block.number);
    const movements = await this.reader.supplyMovements(token.address, block.number);
    const details = await this.assets.fundDetails(assetId);
    return {
      reportId,
      asset: {
        id: asset.id,
        name: asset.name,
        fundName: details.fundName,
        shareClass: details.shareClass,
        domicile: `${this.countries.require(details.domicile).name} (${details.domicile})`,
        custodian: details.custodian,
        administrator: details.administrator,
        issuer: await this.users.organisationName(asset.organisationId),
      },
      token: {
        chainId: this.deployed.deployment.chainId,
        address: token.address,
        name: token.name,
        symbol: token.symbol,
        decimals: token.decimals,
        navFeed: token.navFeed,
        reserveFeed: token.reserveFeed,
        deployedBlock: token.deployedBlock,
      },
      block,
      statement: { ...statement, cashCents: statement.cashCents + settled },
      securities: this.treasury.securities,
      curve,
      supply: await this.reader.supplyAt(token.address, block.number),
      holders: holders.map((holder) => holder.amountBaseUnits),
      movements: movements.map((m) => ({
        kind: m.kind,
        spendId: m.spendId.toString(),
        holder: m.holder,
        shares: m.amountBaseUnits.toString(),
        block: m.blockNumber,
        time: m.blockTime.toISOString(),
        transactionHash: m.transactionHash,
      })),
      navRounds: navRounds.map(roundOf),
      reserveRounds: reserveRounds.map(roundOf),
    };
  }

  /** Like is compared with like: the curve of the day the NAV in force is of. */
  private curveFor(at: Date, nav: FeedRound | undefined) {
    const date = nav && newYorkDate(Math.floor(nav.valuationTime.getTime() / 1000));
    const curve = this.treasury.curveAt(at, date);
    if (curve) return curve;
    throw new Refused(
      'curve_unknown',
      'No official yield curve is known for the time of the block.',
    );
  }
}

const roundOf = (round: FeedRound): ReportRound => ({
  round: round.round.toString(),
  answer: round.answer.toString(),
  valuationTime: round.valuationTime.toISOString(),
  publishedAt: round.updatedAt.toISOString(),
  block: round.blockNumber,
  transactionHash: round.transactionHash,
});
