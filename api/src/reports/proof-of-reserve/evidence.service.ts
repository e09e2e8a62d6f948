import { REPORT_POLICY, type ReportInputs, type ReportRound } from '@cadastre/core';
import { Injectable } from '@nestjs/common';
import { Users } from '../../accounts/users.service.js';
import { Assets } from '../../assets/assets.service.js';
import { toBytes, toHex } from '../../chain/bytes.js';
import { Deployed } from '../../chain/deployed.js';
import { type FeedRound, LedgerReader } from '../../chain/ledger/reader.js';
import { rows } from '../../chain/rows.js';
import { Database } from '../../platform/database.js';
import { Conflict, Refused } from '../../platform/problem.js';
import { Attestations } from '../../reserves/attestations/attestations.service.js';
import { type TokenFacts, Tokens } from '../../tokens/tokens.service.js';
import { type AsOf, ReportAsOf } from './as-of.service.js';
import { EvidenceLines, type EvidencePlace } from './evidence-lines.service.js';
import { historySql, parkedSql, type ParkedThen, type PublishedThen } from './evidence.sql.js';
import type { HoldersTree } from './holders-tree.js';
import { HoldersTrees } from './holders-tree.service.js';
import { RoundSigners } from './round-signers.service.js';
import { type ReportSource, ReportSources } from './sources.service.js';

/** How many of the newest rounds the report repeats, and how many points its history has. */
const ROUNDS = 8;
const HISTORY = 60;

/** Everything a report is made of. */
export interface Evidence {
  inputs: ReportInputs;
  tree: HoldersTree;
  sources: ReportSource[];
}

/** What is told of the gathering while it goes on; throws to end it. */
export type OnStage = (stage: 'ledger' | 'holders' | 'papers') => Promise<void>;

/** Gathers, as of a time, everything a proof of reserve is derived from. */
@Injectable()
export class ProofOfReserveEvidence {
  constructor(
    private readonly db: Database,
    private readonly users: Users,
    private readonly assets: Assets,
    private readonly deployed: Deployed,
    private readonly reader: LedgerReader,
    private readonly tokens: Tokens,
    private readonly attestations: Attestations,
    private readonly asOf: ReportAsOf,
    private readonly lines: EvidenceLines,
    private readonly trees: HoldersTrees,
    private readonly signers: RoundSigners,
    private readonly sources: ReportSources,
  ) {}

  /**
   * What there must be before a report can be made at all: a token at T and, for a fund, a price.
   * @throws Conflict `not_tokenised`; Refused `as_of_not_final`, `as_of_before_token`, `curve_unknown`
   */
  async basis(assetId: string, time?: Date): Promise<EvidencePlace & { at: AsOf }> {
    const asset = await this.assets.requireUnscoped(assetId);
    const token = await this.tokens.ofAsset(assetId);
    if (!token) {
      throw new Conflict('not_tokenised', 'The asset has no token on-chain yet: nothing is owed.');
    }
    const at = await this.asOf.at(time);
    const { block } = at;
    if (block.number < token.deployedBlock) {
      throw new Refused(
        'as_of_before_token',
        `At ${at.time.toISOString()} there was no token yet; it exists since block ${token.deployedBlock}.`,
      );
    }
    const nav = (await this.reader.latestRound(token.navFeed, block.number)) ?? undefined;
    if (asset.kind === 'treasury') this.lines.curve({ block, nav });
    return { asset, token, block, nav, at };
  }

  /** @throws as `basis`; what `stage` throws */
  async gather(assetId: string, time: Date | undefined, stage: OnStage): Promise<Evidence> {
    const place = await this.basis(assetId, time);
    const { asset, token, block, at } = place;
    await stage('ledger');
    const { line, facts } = await this.lines.gather(place);
    const movements = await this.reader.supplyMovements(token.address, block.number);
    const closing = await this.reader.supplyAt(token.address, block.number);
    const navRounds = await this.rounds(token.navFeed, block.number);
    const reserveRounds = await this.rounds(token.reserveFeed, block.number);
    const { chainId } = this.deployed.deployment;
    await stage('holders');
    const tree = await this.trees.build({ chainId, token: token.address, block: block.number });
    await stage('papers');
    const stated = await this.attestations.upTo(assetId, block.time);
    const sources = await this.sources.gather(place, stated);
    const inputs: ReportInputs = {
      asset: {
        id: asset.id,
        kind: asset.kind,
        name: asset.name,
        issuer: await this.users.organisationName(asset.organisationId),
        facts,
      },
      token: {
        chainId,
        address: token.address,
        name: token.name,
        symbol: token.symbol,
        decimals: token.decimals,
        navFeed: token.navFeed,
        reserveFeed: token.reserveFeed,
        deployedBlock: token.deployedBlock,
      },
      asOf: {
        time: at.time.toISOString(),
        block: block.number,
        blockHash: block.hash,
        blockTime: block.time.toISOString(),
      },
      policy: REPORT_POLICY[asset.kind],
      supply: {
        opening: { block: token.deployedBlock, baseUnits: '0' },
        movements: movements.map((m) => ({
          kind: m.kind,
          spendId: m.spendId.toString(),
          holder: m.holder,
          baseUnits: m.amountBaseUnits.toString(),
          block: m.blockNumber,
          time: m.blockTime.toISOString(),
          transactionHash: m.transactionHash,
        })),
        closingBaseUnits: closing.toString(),
        // What escrows and queues hold is owed to those who put it there: every token can be redeemed.
        nonRedeemable: [],
      },
      holders: tree.summary,
      navRounds,
      reserveRounds,
      parked: await this.parked(token, block.number),
      history: await this.history(token, block.number),
      attestations: stated.map(({ attestation }) => attestation),
      sources: sources.map(({ sha256, name, mediaType, sizeBytes, role }) => ({
        sha256,
        name,
        mediaType,
        sizeBytes,
        role,
      })),
      line,
    };
    return { inputs, tree, sources };
  }

  private async rounds(feed: string, block: number): Promise<ReportRound[]> {
    const found = await this.reader.rounds(feed, ROUNDS, undefined, block);
    const [newest] = found;
    const signers = newest ? await this.signers.of(newest) : [];
    return found.map((round, i) => roundOf(round, i === 0 ? signers : []));
  }

  private async parked(token: TokenFacts, block: number): Promise<ReportInputs['parked']> {
    const feeds = [toBytes(token.navFeed), toBytes(token.reserveFeed)];
    const found = await rows<ParkedThen>(this.db.em, parkedSql, [...feeds, block]);
    return found.map((one) => ({
      feed: one.nav ? 'nav' : 'reserve',
      digest: toHex(one.digest),
      answer: one.answer,
      valuationTime: one.valuation_time.toISOString(),
      parkedAt: one.parked_at.toISOString(),
    }));
  }

  private async history(token: TokenFacts, block: number): Promise<ReportInputs['history']> {
    const found = await rows<PublishedThen>(this.db.em, historySql, [
      toBytes(token.address),
      toBytes(token.reserveFeed),
      block,
      HISTORY,
      toBytes(token.navFeed),
    ]);
    return found.reverse().map((one) => ({
      block: Number(one.block_number),
      time: one.updated_at.toISOString(),
      supplyBaseUnits: one.supply ?? '0',
      navUsd6: one.nav,
      reservesUsd6: one.reserve,
    }));
  }
}

const roundOf = (round: FeedRound, signers: string[]): ReportRound => ({
  round: round.round.toString(),
  answer: round.answer.toString(),
  valuationTime: round.valuationTime.toISOString(),
  publishedAt: round.updatedAt.toISOString(),
  block: round.blockNumber,
  transactionHash: round.transactionHash,
  digest: round.digest,
  signers,
});
