import { considerationForShares } from '@cadastre/core';
import { Injectable } from '@nestjs/common';
import { In, IsNull, Not } from 'typeorm';
import { Assets } from '../assets/assets.service.js';
import { toAddress, toBytes } from '../chain/bytes.js';
import { Deployed } from '../chain/deployed.js';
import { type Holding, LedgerReader } from '../chain/ledger/reader.js';
import { row } from '../chain/rows.js';
import { actorOf, type Ctx } from '../platform/context.js';
import { Database } from '../platform/database.js';
import { cut, openCursor, page, type Page, type PageQuery } from '../platform/page.js';
import { Conflict, NotFound } from '../platform/problem.js';
import { type WalletFacts, Wallets } from '../wallets/wallets.service.js';
import { encodeTransfer } from './token.contract.js';
import { SupplySources } from './supply-sources.js';
import { Token } from './token.entity.js';
import type {
  CapTableQuery,
  CapTableView,
  HoldingsView,
  PreflightBody,
  PreflightView,
  RulesView,
} from './token.schema.js';
import { TokenChain } from './token-chain.service.js';
import { isDeployed, type LiveToken, TokenStore } from './token-store.service.js';

/** What other rooms may know of a deployed token. */
export interface TokenFacts {
  id: string;
  assetId: string;
  organisationId: string;
  state: Token['state'];
  name: string;
  symbol: string;
  decimals: number;
  /** EIP-55, as are the feeds. */
  address: string;
  navFeed: string;
  reserveFeed: string;
  deployedBlock: number;
  rules: RulesView;
}

const PPM = 1_000_000n;
/** Token and holder. */
const HOLDING = /^0x[0-9a-f]{40}\|0x[0-9a-f]{40}$/;

/** Questions about tokens: who holds them, who may, what they are worth. */
@Injectable()
export class Tokens {
  constructor(
    private readonly db: Database,
    private readonly store: TokenStore,
    private readonly chain: TokenChain,
    private readonly reader: LedgerReader,
    private readonly wallets: Wallets,
    private readonly deployed: Deployed,
    private readonly sources: SupplySources,
    private readonly assets: Assets,
  ) {}

  /** The deployed token of an asset, or null. Unscoped. */
  async ofAsset(assetId: string): Promise<TokenFacts | null> {
    const token = await this.db.em.findOneBy(Token, { assetId });
    return token && isDeployed(token) ? facts(token) : null;
  }

  /** The deployed token whose NAV or reserve feed this is, or null. Unscoped. */
  async ofFeed(feed: string): Promise<TokenFacts | null> {
    const address = toBytes(feed);
    const token = await this.db.em.findOneBy(Token, [
      { navFeed: address },
      { reserveFeed: address },
    ]);
    return token && isDeployed(token) ? facts(token) : null;
  }

  /** A deployed token. Unscoped. @throws NotFound, Conflict `token_not_live` */
  async require(tokenId: string): Promise<TokenFacts> {
    const token = await this.db.em.findOneBy(Token, { id: tokenId });
    if (!token) throw new NotFound('token');
    return facts(this.onChain(token));
  }

  /** A deployed token, if the actor may see it. @throws NotFound, Conflict `token_not_live` */
  async requireVisible(ctx: Ctx, tokenId: string): Promise<TokenFacts> {
    return facts(this.onChain(await this.store.find(ctx, tokenId)));
  }

  /**
   * The deployed token of an asset of the actor's own, for something new to be done with it.
   * @throws NotFound; Conflict `asset_retired`, `token_not_deployed`
   */
  async requireOwnOf(ctx: Ctx, assetId: string): Promise<TokenFacts> {
    const asset = await this.assets.require(ctx, assetId);
    if (asset.organisationId !== actorOf(ctx).organisationId) throw new NotFound('asset');
    if (asset.state === 'retired') {
      throw new Conflict('asset_retired', 'The asset was wound up: nothing more is done with it.');
    }
    const token = await this.ofAsset(assetId);
    if (token) return token;
    throw new Conflict('token_not_deployed', 'The asset needs a deployed token first.');
  }

  /** The issuer's own live token, locked for a change. @throws NotFound, Conflict `token_not_live` */
  async requireOwnLive(ctx: Ctx, tokenId: string): Promise<TokenFacts> {
    return facts(this.store.live(await this.store.lockOwn(ctx, tokenId)));
  }

  /** Why an account may not send an amount to another now; null exactly when the transfer would succeed. */
  refusesTransfer(token: string, from: string, to: string, amount: bigint) {
    return this.chain.refusesTransfer(token, from, to, amount);
  }

  /** Lets one change at a time happen around a token, up to the end of the transaction. @throws NotFound */
  async lock(tokenId: string): Promise<void> {
    await this.store.lock(tokenId);
  }

  /** Every deployed token, oldest first. Unscoped. */
  async allDeployed(): Promise<TokenFacts[]> {
    const tokens = await this.db.em.find(Token, { order: { id: 'ASC' } });
    return tokens.filter(isDeployed).map(facts);
  }

  /** The deployed tokens that one of these addresses holds or has held. Unscoped. */
  async everHeldBy(addresses: string[]): Promise<TokenFacts[]> {
    const held = await this.reader.tokensEverOf(addresses);
    const tokens = await this.db.em.findBy(Token, { address: In(held.map(toBytes)) });
    return tokens.filter(isDeployed).map(facts);
  }

  /** A page of what is deployed, oldest first, so that what is new comes behind what was read. Unscoped. */
  pageOfDeployed<View>(
    { limit, after }: PageQuery,
    view: (token: TokenFacts) => Promise<View>,
  ): Promise<Page<View>> {
    const query = { limit, after, order: 'oldest' } as const;
    const given = Not(IsNull());
    const where = { address: given, navFeed: given, reserveFeed: given, deployedBlock: given };
    return page(this.db.em, Token, query, where, (found) =>
      Promise.all(found.filter(isDeployed).map((token) => view(facts(token)))),
    );
  }

  /** The deployed tokens of an issuer, oldest first. */
  async ofOrganisation(organisationId: string): Promise<TokenFacts[]> {
    const tokens = await this.db.em.find(Token, {
      where: { organisationId },
      order: { id: 'ASC' },
    });
    return tokens.filter(isDeployed).map(facts);
  }

  /**
   * Dollars in and out of the fund by settled orders and other sources: mints less burns, US cents, of blocks after
   * `since` up to `block`.
   */
  async settledCents(tokenId: string, since: Date, block: number): Promise<bigint> {
    const sum = await row<{ cents: string }>(
      this.db.em,
      `SELECT coalesce(sum(CASE kind WHEN 'mint' THEN consideration_cents
         ELSE -consideration_cents END), 0) AS cents
       FROM api.supply_order
       WHERE token_id = $1 AND state = 'settled' AND settled_at > $2 AND block_number <= $3`,
      [tokenId, since, block],
    );
    return BigInt(sum?.cents ?? 0) + (await this.sources.cents(tokenId, since, block));
  }

  /** Who holds how much after a block, at a time or now, largest first. */
  async capTable(ctx: Ctx, tokenId: string, query: CapTableQuery): Promise<CapTableView> {
    const token = this.onChain(await this.store.find(ctx, tokenId));
    const address = toAddress(token.address);
    const at = await this.reader.asOf(query);
    const holders = await this.reader.holdersAt(address, at.number);
    const supply = await this.reader.supplyAt(address, at.number);
    const known = await this.wallets.byAddresses(holders.map((holder) => holder.address));
    return {
      block: { number: at.number, hash: at.hash, time: at.time.toISOString() },
      supplyBaseUnits: supply.toString(),
      holders: holders.map(({ address: holder, amountBaseUnits }) => {
        const wallet = known.get(holder.toLowerCase());
        return {
          address: holder,
          walletId: wallet?.id ?? null,
          investorReference: wallet?.investorReference ?? null,
          amountBaseUnits: amountBaseUnits.toString(),
          sharePpm: supply > 0n ? Number((amountBaseUnits * PPM) / supply) : 0,
        };
      }),
    };
  }

  /** Whether a transfer would succeed now, why not, and the transaction to sign if it would. */
  async preflight(ctx: Ctx, tokenId: string, body: PreflightBody): Promise<PreflightView> {
    const token = this.onChain(await this.store.find(ctx, tokenId));
    const amount = BigInt(body.amountBaseUnits);
    const address = toAddress(token.address);
    const reason = await this.chain.refusesTransfer(address, body.from, body.to, amount);
    return {
      allowed: reason === null,
      reason,
      transaction: reason
        ? null
        : {
            to: address,
            data: encodeTransfer(body.to, amount),
            chainId: this.deployed.deployment.chainId,
          },
    };
  }

  /**
   * The actor's own holdings over all their wallets, removed ones too, at the last NAV; by token and wallet.
   * @throws Malformed `bad_cursor`
   */
  async holdings(ctx: Ctx, { limit, after }: PageQuery): Promise<HoldingsView> {
    const wallets = await this.wallets.everOf(actorOf(ctx).organisationId);
    const cursor = await this.reader.cursor();
    const [token = '0x', address = '0x'] = after ? openCursor(after, HOLDING).split('|') : [];
    const held = await this.reader.holdingsOf(
      wallets.map((wallet) => wallet.address),
      { limit: limit + 1, after: { token, address } },
    );
    const shown = await cut(
      held,
      limit,
      (some) => this.priced(some, wallets),
      (one) => `${one.token}|${one.address}`.toLowerCase(),
    );
    return { block: cursor?.number ?? 0, ...shown };
  }

  private async priced(held: Holding[], wallets: WalletFacts[]): Promise<HoldingsView['items']> {
    const items: HoldingsView['items'] = [];
    for (const { token: tokenAddress, address, amountBaseUnits } of held) {
      const token = await this.db.em.findOneBy(Token, { address: toBytes(tokenAddress) });
      const wallet = wallets.find((one) => one.address.toLowerCase() === address.toLowerCase());
      if (!token || !isDeployed(token) || !wallet) continue;
      const nav = await this.reader.latestRound(toAddress(token.navFeed));
      const value = nav && considerationForShares(amountBaseUnits, nav.answer, token.decimals);
      items.push({
        tokenId: token.id,
        assetId: token.assetId,
        tokenAddress,
        name: token.name,
        symbol: token.symbol,
        decimals: token.decimals,
        walletId: wallet.id,
        walletAddress: address,
        amountBaseUnits: amountBaseUnits.toString(),
        navRound: nav?.round.toString() ?? null,
        nav: nav?.answer.toString() ?? null,
        navAsOf: nav?.valuationTime.toISOString() ?? null,
        valueCents: value?.toString() ?? null,
      });
    }
    return items;
  }

  /** Deployed, if perhaps paused. @throws Conflict `token_not_live` */
  private onChain(token: Token): LiveToken {
    return isDeployed(token) ? token : this.store.live(token);
  }
}

const facts = (token: LiveToken): TokenFacts => ({
  id: token.id,
  assetId: token.assetId,
  organisationId: token.organisationId,
  state: token.state,
  name: token.name,
  symbol: token.symbol,
  decimals: token.decimals,
  address: toAddress(token.address),
  navFeed: toAddress(token.navFeed),
  reserveFeed: toAddress(token.reserveFeed),
  deployedBlock: Number(token.deployedBlock),
  rules: token.rules,
});
