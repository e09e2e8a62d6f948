import { fillPayment } from '@cadastre/core';
import { Injectable } from '@nestjs/common';
import { toAddress } from '../chain/bytes.js';
import { Deployed } from '../chain/deployed.js';
import { encodeApprove } from '../chain/erc20.js';
import { ContractReader } from '../chain/rpc/contract-reader.js';
import { Clock } from '../platform/clock.js';
import { amountSaid } from '../platform/sentence.js';
import type { RefusalView } from '../tokens/token.schema.js';
import { type TokenFacts, Tokens } from '../tokens/tokens.service.js';
import type { WalletFacts } from '../wallets/wallets.service.js';
import { OtcStore } from './otc-store.js';

/** What changes hands, seen from one side: it gives tokens when it sells, payment when it buys. */
interface Trade {
  sells: boolean;
  /** Base units of the asset. */
  amount: bigint;
  /** Base units of payment. */
  pays: bigint;
  payment: string;
}

export interface Side extends Trade {
  wallet: Pick<WalletFacts, 'address' | 'state'>;
}

/** A call for a wallet to sign. */
export interface Step {
  what: string;
  to: string;
  data: string;
  chainId: number;
}

/** Whether a side can do what it promises, and what it must allow first. Asks the contracts; changes nothing. */
@Injectable()
export class OtcSides {
  constructor(
    private readonly clock: Clock,
    private readonly deployed: Deployed,
    private readonly reader: ContractReader,
    private readonly tokens: Tokens,
    private readonly store: OtcStore,
  ) {}

  /** @throws Conflict `contract_not_deployed` */
  get board(): string {
    return this.deployed.optional('Settlement');
  }

  /** Everything that stands against a side, each with its cure. */
  async obstacles(token: TokenFacts, side: Side): Promise<RefusalView[]> {
    const { wallet, sells, payment } = side;
    const found: RefusalView[] = [];
    if (wallet.state !== 'registered') {
      found.push({
        code: 'wallet_not_registered',
        sentence: `${wallet.address} is ${wallet.state}: only registered wallets trade.`,
        cure: 'Have compliance register the wallet, or name another one.',
      });
    }
    if (sells && token.rules.lockUntil && new Date(token.rules.lockUntil) > this.clock.now()) {
      found.push({
        code: 'locked_up',
        sentence: `${token.symbol} is locked up until ${token.rules.lockUntil}.`,
        cure: 'Sell it after that.',
      });
    }
    const { at, needed } = given(token, side);
    const held = await this.reader.balanceOf(at, wallet.address);
    if (held < needed) {
      const { decimals, symbol } = sells ? token : await this.reader.paymentToken(payment);
      found.push({
        code: sells ? 'insufficient_balance' : 'insufficient_payment',
        sentence: `${wallet.address} has ${amountSaid(held, decimals)} ${symbol}, less than it promises.`,
        cure: sells ? 'Offer less.' : 'Fund the wallet, or bid for less.',
      });
    }
    return found;
  }

  /** The allowance a side must give the board first, beside what its open orders use of it; none where it has given enough. */
  async allowances(token: TokenFacts, side: Side): Promise<Step[]> {
    const { at, needed: own } = given(token, side);
    const { address } = side.wallet;
    const needed = own + (await this.promised(address, at));
    const allowed = await this.reader.allowance(at, address, this.board);
    if (allowed >= needed) return [];
    const what = side.sells ? 'let the board move the tokens' : 'let the board move the payment';
    return [this.step(what, at, encodeApprove(this.board, needed))];
  }

  /** Whether somebody has what the trade takes from them, and the board may move it. */
  async delivers(token: TokenFacts, who: string, trade: Trade): Promise<boolean> {
    const { at, needed } = given(token, trade);
    const [held, allowed] = await Promise.all([
      this.reader.balanceOf(at, who),
      this.reader.allowance(at, who, this.board),
    ]);
    return held >= needed && allowed >= needed;
  }

  /** What is left to give of a contract's tokens by the open orders of a wallet, in base units. */
  private async promised(who: string, contract: string): Promise<bigint> {
    let sum = 0n;
    for (const order of await this.store.openOf(who)) {
      const amount = order.amount - order.filled;
      const pays = fillPayment(order, order.filled, amount);
      const trade = { sells: order.sells, amount, pays, payment: toAddress(order.paymentToken) };
      const { at, needed } = given(await this.tokens.require(order.tokenId), trade);
      if (at.toLowerCase() === contract.toLowerCase()) sum += needed;
    }
    return sum;
  }

  step(what: string, to: string, data: string): Step {
    return { what, to, data, chainId: this.deployed.deployment.chainId };
  }
}

/** What a side gives, and the contract that keeps it. */
const given = (token: TokenFacts, { sells, amount, pays, payment }: Trade) =>
  sells ? { at: token.address, needed: amount } : { at: payment, needed: pays };
