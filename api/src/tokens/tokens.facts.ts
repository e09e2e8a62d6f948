import { uuidOfAssetId } from '@cadastre/contracts';
import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { settle, unsettle } from '../approvals/orders.js';
import { Assets } from '../assets/assets.service.js';
import { toBytes } from '../chain/bytes.js';
import { intArg, textArg } from '../chain/ledger/decode.js';
import { ctxOf, type Fact, seen, tellUnordered } from '../chain/ledger/fact.js';
import { Ledger } from '../chain/ledger/ledger.js';
import { MAX_SPEND_ID, Outbox } from '../chain/outbox/outbox.js';
import { HolderNotices } from '../notices/holder-notices.service.js';
import { Database } from '../platform/database.js';
import { ControlOrders } from './control-orders.service.js';
import { SupplyOrders } from './supply-orders.service.js';
import { SupplySources } from './supply-sources.js';
import { type SupplyOrder, Token } from './token.entity.js';
import { TokenPapers } from './token-papers.service.js';
import { TokenStore } from './token-store.service.js';

/**
 * What the ledger's events mean to tokens. The chain has the last word: a fact is taken in whatever
 * the row's state, and a fact nobody here asked for is told to the operator, never refused.
 */
@Injectable()
export class TokenFactsReader implements OnModuleInit {
  private readonly logger = new Logger('tokens');

  constructor(
    private readonly db: Database,
    private readonly ledger: Ledger,
    private readonly assets: Assets,
    private readonly store: TokenStore,
    private readonly orders: SupplyOrders,
    private readonly controls: ControlOrders,
    private readonly outbox: Outbox,
    private readonly sources: SupplySources,
    private readonly papers: TokenPapers,
    private readonly notices: HolderNotices,
  ) {}

  onModuleInit(): void {
    this.ledger.on('AssetFactory', 'AssetDeployed', {
      apply: (_, fact) => this.deployed(fact),
      retract: (_, fact) => this.undeployed(fact),
    });
    for (const event of ['Minted', 'Burned']) {
      this.ledger.on('AssetToken', event, {
        apply: (_, fact) => this.settled(fact),
        retract: (_, fact) => this.unsettled(fact),
      });
    }
    for (const event of ['AddressFrozen', 'Frozen', 'ForcedTransfer']) {
      this.ledger.on('AssetToken', event, {
        apply: (_, fact) => this.controls.settled(fact),
        retract: (_, fact) => this.controls.unsettled(fact),
      });
    }
    this.ledger.on('AssetToken', 'Paused', {
      apply: (_, fact) => this.paused(fact, true, 'token.tell_pause'),
      retract: (_, fact) => this.paused(fact, false),
    });
    this.ledger.on('AssetToken', 'Unpaused', {
      apply: (_, fact) => this.paused(fact, false, 'token.tell_release'),
      retract: (_, fact) => this.paused(fact, true),
    });
  }

  private async deployed(fact: Fact): Promise<void> {
    const token = await this.designedFor(fact);
    if (!token) return;
    token.state = 'live';
    token.address = toBytes(textArg(fact.args, 'token'));
    token.navFeed = toBytes(textArg(fact.args, 'navFeed'));
    token.reserveFeed = toBytes(textArg(fact.args, 'reserveFeed'));
    token.deployedBlock = BigInt(fact.blockNumber);
    token.deployedAt = fact.blockTime;
    token.deployedTransaction = toBytes(fact.transactionHash);
    token.failureCode = null;
    token.failure = null;
    await this.store.save(token);
    const ctx = ctxOf(fact);
    const asset = await this.assets.requireUnscoped(token.assetId);
    if (asset.state === 'approved') await this.assets.fire(ctx, asset.id, 'tokenise');
    if (asset.state === 'approved' || asset.state === 'tokenising') {
      await this.assets.fire(ctx, asset.id, 'deployed');
    }
    await this.store.record(ctx, token, 'token.deployed', seen(fact));
    await this.papers.write(ctx, this.store.live(token));
  }

  private async undeployed(fact: Fact): Promise<void> {
    const token = await this.designedFor(fact);
    if (!token) return;
    token.state = 'deploying';
    Object.assign(token, NOT_ON_CHAIN);
    await this.store.save(token);
    const asset = await this.assets.requireUnscoped(token.assetId);
    if (asset.state === 'live') {
      await this.assets.fire(ctxOf(fact), asset.id, 'deployment_retracted');
    }
    await this.store.record(ctxOf(fact), token, 'token.deployment_retracted', seen(fact));
  }

  private async settled(fact: Fact): Promise<void> {
    const order = await this.orderOf(fact);
    if (!order) return;
    settle(order, fact);
    await this.orders.save(ctxOf(fact), order, 'settle');
  }

  private async unsettled(fact: Fact): Promise<void> {
    const order = await this.orderOf(fact);
    if (order?.state !== 'settled') return;
    unsettle(order);
    await this.orders.save(ctxOf(fact), order, 'retract');
  }

  private async paused(fact: Fact, paused: boolean, told?: string): Promise<void> {
    const token = await this.store.byAddress(fact.address);
    if (!token) return;
    token.state = paused ? 'paused' : 'live';
    await this.store.save(token);
    const action = paused ? 'token.paused' : 'token.released';
    await this.store.record(ctxOf(fact), token, action, seen(fact));
    if (!told) return;
    await this.notices.tell(ctxOf(fact), {
      action: told,
      subject: { type: 'token', id: token.id },
      token: fact.address,
      block: fact.blockNumber,
      logIndex: fact.logIndex,
    });
  }

  /**
   * The order an event settles: same token, same once-only id, and the very amount and account. A
   * database restored from an old copy may know the id for another order: that one is not settled.
   */
  private async orderOf(fact: Fact): Promise<SupplyOrder | null> {
    const { args } = fact;
    const spendId = intArg(args, 'operationId');
    await this.outbox.spent(spendId);
    const token = await this.store.byAddress(fact.address);
    const known = token && spendId < MAX_SPEND_ID;
    const order = known ? await this.orders.bySpendId(token.id, spendId) : null;
    const account = textArg(args, fact.event === 'Minted' ? 'to' : 'from');
    const same =
      order?.kind === (fact.event === 'Minted' ? 'mint' : 'burn') &&
      order.amountBaseUnits === intArg(args, 'amount') &&
      order.walletAddress.equals(toBytes(account));
    if (same) return order;
    if (token && (await this.sources.know(token.id, spendId))) return null;
    tellUnordered(this.logger, fact);
    return null;
  }

  private async designedFor(fact: Fact): Promise<Token | null> {
    const assetId = uuidOrNull(textArg(fact.args, 'assetId'));
    const token = assetId && (await this.db.em.findOneBy(Token, { assetId }));
    if (!token) tellUnordered(this.logger, fact);
    return token || null;
  }
}

const NOT_ON_CHAIN = {
  address: null,
  navFeed: null,
  reserveFeed: null,
  deployedBlock: null,
  deployedAt: null,
  deployedTransaction: null,
};

function uuidOrNull(assetKey: string): string | null {
  try {
    return uuidOfAssetId(assetKey);
  } catch {
    return null;
  }
}
