import { allocateBars } from '@cadastre/core';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Approvals, type Decided } from '../approvals/approvals.service.js';
import type { Bar } from '../assets/asset.entity.js';
import { Assets } from '../assets/assets.service.js';
import { toHex } from '../chain/bytes.js';
import { ContractReader } from '../chain/rpc/contract-reader.js';
import { Clock } from '../platform/clock.js';
import type { Ctx } from '../platform/context.js';
import { Database } from '../platform/database.js';
import { pageOfWhole, type PageQuery } from '../platform/page.js';
import { Conflict } from '../platform/problem.js';
import { type SatelliteFacts, Satellites } from '../satellites/satellites.service.js';
import { type TokenFacts, Tokens } from '../tokens/tokens.service.js';
import { encodeSetUp, figuresOf, keyOf, RESERVE_FEED, rootOf, tokensFor } from './bar.contract.js';
import type {
  AllocationBody,
  AllocationView,
  BarsView,
  OpenVaultAnswer,
  OpenVaultBody,
} from './bar.schema.js';
import { sentence } from '../platform/sentence.js';

const KIND = 'bar_vault.open';
const SATELLITE = 'bar_vault';

/** A bar of the list, and whether somebody can still have it. */
interface Listed {
  bar: Bar;
  key: string;
  availability: 'free' | 'taken' | 'left';
}

/** A token's bars: which there are, which are free, and which whole ones an amount buys. */
@Injectable()
export class Bars implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly approvals: Approvals,
    private readonly assets: Assets,
    private readonly tokens: Tokens,
    private readonly satellites: Satellites,
    private readonly reader: ContractReader,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.approvals.handle(KIND, {
      describe: (shown) =>
        sentence(
          'Open a bar vault for {{symbol}}, by the bar list of the feed {{reserveFeed}}. It may burn the tokens that it holds.',
          shown,
        ),
      execute: (ctx, approval) => this.launch(ctx, approval),
    });
  }

  /**
   * Asks for a vault's contract; compliance decides.
   * @throws NotFound; Conflict `token_not_live`, `no_bars`, `satellite_exists`
   */
  async open(ctx: Ctx, tokenId: string, body: OpenVaultBody): Promise<OpenVaultAnswer> {
    const token = await this.tokens.requireOwnLive(ctx, tokenId);
    if ((await this.assets.barsOf(token.assetId)).length === 0) {
      throw new Conflict('no_bars', 'The asset has no bar list: only a commodity has a vault.');
    }
    if (await this.satellites.find(token.assetId, SATELLITE)) {
      throw new Conflict('satellite_exists', 'The asset has a bar vault already.');
    }
    const { id } = await this.approvals.request(ctx, {
      kind: KIND,
      subject: { type: 'token', id: token.id },
      organisationId: token.organisationId,
      payload: {
        tokenId: token.id,
        token: token.address,
        symbol: token.symbol,
        reserveFeed: token.reserveFeed,
      },
      requiredRole: 'compliance',
      reason: body.reason,
    });
    return { approvalId: id };
  }

  /** The bars by refiner, serial and year. @throws NotFound, Malformed `bad_cursor`, Conflict `token_not_live` */
  async list(ctx: Ctx, tokenId: string, query: PageQuery): Promise<BarsView> {
    const token = await this.tokens.requireVisible(ctx, tokenId);
    const found = await this.satellites.find(token.assetId, SATELLITE);
    const listed = await this.listed(token);
    return {
      vault: found?.state === 'ready' ? found.address : null,
      attested: (await this.attested(token)) !== null,
      ...(await pageOfWhole(
        listed,
        query,
        (shown) =>
          shown.map(({ bar, key, availability }) => ({
            ...figuresOf(bar),
            barId: key,
            availability,
            amountBaseUnits: tokensFor(bar.statedFineMilliOz, token.decimals).toString(),
          })),
        ({ key }) => key,
      )),
    };
  }

  /** The free whole bars that an amount buys, and what is left of it. Reserves nothing. */
  async allocation(ctx: Ctx, tokenId: string, body: AllocationBody): Promise<AllocationView> {
    const token = await this.tokens.requireVisible(ctx, tokenId);
    const listed = await this.listed(token);
    const free = listed.flatMap(({ bar, availability }) => (availability === 'free' ? [bar] : []));
    const amount = BigInt(body.amountBaseUnits);
    const weight = (amount * 1_000n) / 10n ** BigInt(token.decimals);
    const priced = allocateBars(free, weight).bars.map((bar) => ({
      bar,
      tokens: tokensFor(bar.statedFineMilliOz, token.decimals),
    }));
    const taken = priced.reduce((sum, { tokens }) => sum + tokens, 0n);
    return {
      bars: priced.map(({ bar, tokens }) => ({
        ...figuresOf(bar),
        barId: keyOf(bar),
        amountBaseUnits: tokens.toString(),
      })),
      amountBaseUnits: taken.toString(),
      remainderBaseUnits: (amount - taken).toString(),
    };
  }

  /** The vault's contract, ready. @throws Conflict `satellite_not_ready` */
  vaultOf(token: TokenFacts): Promise<SatelliteFacts> {
    return this.satellites.require(token.assetId, SATELLITE);
  }

  /**
   * The list that the custodians have attested, as far as ours can say: the asset's whole list, or the same without
   * the bars that left; null where theirs is another one.
   */
  async attested(token: TokenFacts): Promise<Bar[] | null> {
    const [root] = await this.reader.ask<[string]>(RESERVE_FEED, token.reserveFeed, 'barListRoot');
    const listed = await this.listed(token);
    const stay = listed.filter(({ availability }) => availability !== 'left');
    const lists = [listed, stay].map((list) => list.map(({ bar }) => bar));
    return lists.find((list) => list.length > 0 && rootOf(list) === root) ?? null;
  }

  private async listed(token: TokenFacts): Promise<Listed[]> {
    const bars = await this.assets.barsOf(token.assetId);
    const taken = await this.db.sql<{ bar_key: Buffer; gone: boolean }>(
      `SELECT bar_key, bar_left AS gone FROM api.bar_order
       WHERE token_id = $1 AND (bar_left OR state IN ('requested', 'accepted', 'shipped')
         OR (state = 'reserved' AND reserved_until > $2))`,
      [token.id, this.clock.now()],
    );
    const known = new Map(taken.map(({ bar_key, gone }) => [toHex(bar_key), gone]));
    return bars.map((bar) => {
      const key = keyOf(bar);
      const gone = known.get(key);
      return { bar, key, availability: gone === undefined ? 'free' : gone ? 'left' : 'taken' };
    });
  }

  private async launch(ctx: Ctx, approval: Decided): Promise<object> {
    const token = await this.tokens.require(approval.subject.id);
    const setUp = encodeSetUp(token.address, token.reserveFeed);
    await this.satellites.launch(ctx, token.assetId, SATELLITE, setUp);
    return {};
  }
}
