import { convertHolding, type Outcome, redeemHolding } from '@cadastre/core';
import { Injectable } from '@nestjs/common';
import { toAddress } from '../chain/bytes.js';
import { Deployed } from '../chain/deployed.js';
import { LedgerReader } from '../chain/ledger/reader.js';
import { withCure } from '../chain/outbox/revert-reason.js';
import { ContractReader } from '../chain/rpc/contract-reader.js';
import { actorOf, type Ctx } from '../platform/context.js';
import type { Page, PageQuery } from '../platform/page.js';
import type { RefusalView } from '../tokens/token.schema.js';
import { type TokenFacts, Tokens } from '../tokens/tokens.service.js';
import { type WalletFacts, Wallets } from '../wallets/wallets.service.js';
import { ACTIONS } from './action.contract.js';
import type { CorporateAction } from './action.entity.js';
import type { ActionOrderBody, ActionOrderView, HeldAction } from './action.schema.js';
import { ActionStore } from './action-store.js';

/** Holders act themselves: what an action means to them, and the transaction that takes part in it. */
@Injectable()
export class ActionOrders {
  constructor(
    private readonly ledger: LedgerReader,
    private readonly deployed: Deployed,
    private readonly reader: ContractReader,
    private readonly tokens: Tokens,
    private readonly wallets: Wallets,
    private readonly store: ActionStore,
  ) {}

  /** Actions on what the actor's wallets hold, the newest first, and what becomes of it. */
  async held(ctx: Ctx, query: PageQuery): Promise<Page<HeldAction>> {
    const wallets = await this.wallets.ofOrganisation(actorOf(ctx).organisationId);
    const addresses = wallets.map(({ address }) => address);
    const holdings = await this.ledger.holdingsOf(addresses);
    const tokens = await this.tokens.everHeldBy(addresses);
    const tokenIds = tokens.map(({ id }) => id);
    return this.store.underWay(query, tokenIds, async (action) => {
      const token = tokens.find(({ id }) => id === action.tokenId);
      const mine = holdings.filter((one) => one.token === token?.address);
      return mine.flatMap(({ address, amountBaseUnits }) => {
        const wallet = wallets.find((one) => one.address === address);
        if (!wallet || !token) return [];
        return { account: address, view: heldView(action, token, wallet, amountBaseUnits) };
      });
    });
  }

  /**
   * The call that converts or redeems, or what stands against it, with its cure. Changes nothing.
   * @throws NotFound for another's wallet, or an action that was not announced
   */
  async order(ctx: Ctx, id: string, body: ActionOrderBody): Promise<ActionOrderView> {
    const wallet = (await this.wallets.require(ctx, body.walletId)).address;
    const action = await this.store.announced(id);
    const token = await this.tokens.require(action.tokenId);
    const amount = body.amountBaseUnits;
    const { burned, gained, left } = outcomeOf(action, token, amount);
    const verb = action.kind === 'conversion' ? 'convert' : 'redeem';
    const to = toAddress(action.contract);
    const data = ACTIONS.encodeFunctionData(verb, [action.chainNumber, amount]);
    const reason = await this.reader.refuses(wallet, [{ to, data }]);
    const obstacles: RefusalView[] = reason ? [withCure(reason)] : [];
    const { chainId } = this.deployed.deployment;
    return {
      allowed: !reason,
      obstacles,
      burned: burned.toString(),
      gained: gained.toString(),
      left: left.toString(),
      transaction: reason ? null : { to, data, chainId },
    };
  }
}

function heldView(
  action: CorporateAction,
  token: TokenFacts,
  wallet: WalletFacts,
  amount: bigint,
): HeldAction {
  const { gained, left } = outcomeOf(action, token, amount);
  return {
    actionId: action.id,
    assetId: action.assetId,
    kind: action.kind,
    state: action.state,
    effectiveAt: action.effectiveAt.toISOString(),
    walletId: wallet.id,
    account: wallet.address,
    balanceBaseUnits: amount.toString(),
    gained: gained.toString(),
    paymentSymbol: action.paymentSymbol,
    paymentDecimals: action.paymentDecimals,
    left: left.toString(),
  };
}

function outcomeOf(action: CorporateAction, token: TokenFacts, amount: bigint): Outcome {
  const { kind, numerator, denominator, price } = action;
  return kind === 'conversion'
    ? convertHolding(amount, numerator ?? 0n, denominator ?? 0n)
    : redeemHolding(amount, price ?? 0n, token.decimals);
}
