import { Injectable } from '@nestjs/common';
import { toAddress, toHex } from '../chain/bytes.js';
import { Deployed } from '../chain/deployed.js';
import { LedgerReader } from '../chain/ledger/reader.js';
import { withCure } from '../chain/outbox/revert-reason.js';
import { encodeApprove } from '../chain/erc20.js';
import { ContractReader } from '../chain/rpc/contract-reader.js';
import type { Call } from '../chain/rpc/node.js';
import { actorOf, type Ctx } from '../platform/context.js';
import type { Page, PageQuery, Part } from '../platform/page.js';
import { Satellites } from '../satellites/satellites.service.js';
import { Tokens } from '../tokens/tokens.service.js';
import { VoteStore } from '../votes/vote-store.js';
import { Wallets } from '../wallets/wallets.service.js';
import {
  encodeDeposit,
  encodeFund,
  encodeSurrender,
  encodeWithdraw,
  VAULT,
} from './property.contract.js';
import type { BuyoutOrderBody, ClaimView, PropertyOrderView } from './buyout.schema.js';
import { BuyoutStore } from './buyout-store.js';
import { DeedStore } from './deed-store.js';
import type { Deed } from './deed.entity.js';

/** What people do with wallets of their own: lock a deed, pay for a property or take the money back, surrender. */
@Injectable()
export class PropertyOrders {
  constructor(
    private readonly deployed: Deployed,
    private readonly ledger: LedgerReader,
    private readonly reader: ContractReader,
    private readonly satellites: Satellites,
    private readonly tokens: Tokens,
    private readonly wallets: Wallets,
    private readonly votes: VoteStore,
    private readonly deeds: DeedStore,
    private readonly store: BuyoutStore,
  ) {}

  /**
   * The call that locks a deed in its vault, or what stands against it. Changes nothing.
   * @throws NotFound for another's wallet; Conflict `satellite_not_ready`, `contract_not_deployed`
   */
  async deposit(ctx: Ctx, id: string, walletId: string): Promise<PropertyOrderView> {
    const { address } = await this.wallets.require(ctx, walletId);
    const deed = await this.deeds.known(id);
    const vault = await this.satellites.require(deed.assetId, 'deed_vault');
    const data = encodeDeposit(address, vault.address, toHex(deed.titleId));
    return this.order(address, deed, [{ to: this.deployed.optional('PropertyDeed'), data }], 0n);
  }

  /**
   * The calls that fund a buy-out, take its price back, or burn fractions for their part of it; or what stands
   * against them. Changes nothing.
   * @throws NotFound for another's wallet, or a motion that was not put to the vote
   */
  async of(ctx: Ctx, id: string, body: BuyoutOrderBody): Promise<PropertyOrderView> {
    const { address } = await this.wallets.require(ctx, body.walletId);
    const buyout = await this.store.known(id);
    const { chainNumber } = await this.votes.published(buyout.voteId);
    const { price, deadline } = buyout;
    const to = toAddress(buyout.vault);
    const deed = await this.deeds.known(buyout.deedId);
    switch (body.verb) {
      case 'fund': {
        const payment = toAddress(deed.paymentToken);
        const fund = encodeFund(chainNumber, price, deadline.getTime() / 1000);
        const calls = [
          { to: payment, data: encodeApprove(to, price) },
          { to, data: fund },
        ];
        return this.order(address, deed, calls, price);
      }
      case 'withdraw':
        return this.order(address, deed, [{ to, data: encodeWithdraw(chainNumber) }], price);
      case 'surrender': {
        const amount = body.amountBaseUnits;
        const data = encodeSurrender(amount, address);
        return this.order(address, deed, [{ to, data }], await this.worth(to, amount));
      }
    }
  }

  /** What the actor's wallets can have of prices that were paid, the newest buy-out first. */
  async claims(ctx: Ctx, query: PageQuery): Promise<Page<ClaimView>> {
    const wallets = await this.wallets.ofOrganisation(actorOf(ctx).organisationId);
    const addresses = wallets.map(({ address }) => address);
    const holdings = await this.ledger.holdingsOf(addresses);
    const tokens = await this.tokens.everHeldBy(addresses);
    const tokenIds = tokens.map(({ id }) => id);
    return this.store.payingOut(query, tokenIds, async (buyout) => {
      const token = tokens.find(({ id }) => id === buyout.tokenId);
      const deed = await this.deeds.known(buyout.deedId);
      const parts: Part<ClaimView>[] = [];
      for (const wallet of wallets) {
        const held = holdings.find(
          (one) => one.token === token?.address && one.address === wallet.address,
        );
        if (!held) continue;
        const worth = await this.worth(toAddress(buyout.vault), held.amountBaseUnits);
        const view = {
          buyoutId: buyout.id,
          assetId: buyout.assetId,
          walletId: wallet.id,
          account: wallet.address,
          balanceBaseUnits: held.amountBaseUnits.toString(),
          worthBaseUnits: worth.toString(),
          paymentToken: toAddress(deed.paymentToken),
          paymentSymbol: deed.paymentSymbol,
          paymentDecimals: deed.paymentDecimals,
        };
        parts.push({ account: wallet.address, view });
      }
      return parts;
    });
  }

  private async worth(vault: string, amount: bigint): Promise<bigint> {
    const [worth] = await this.reader.ask<[bigint]>(VAULT, vault, 'worthOf', [amount]);
    return worth;
  }

  private async order(
    from: string,
    { paymentSymbol, paymentDecimals }: Pick<Deed, 'paymentSymbol' | 'paymentDecimals'>,
    calls: Call[],
    money: bigint,
  ): Promise<PropertyOrderView> {
    const reason = await this.reader.refuses(from, calls);
    const { chainId } = this.deployed.deployment;
    return {
      allowed: !reason,
      obstacles: reason ? [withCure(reason)] : [],
      moneyBaseUnits: money.toString(),
      paymentSymbol,
      paymentDecimals,
      transactions: reason ? [] : calls.map(({ to, data }) => ({ to, data, chainId })),
    };
  }
}
