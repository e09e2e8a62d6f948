import { randomBytes } from 'node:crypto';
import {
  type HindranceName,
  hindranceName,
  type Order,
  orderHash,
  settlementDomain,
} from '@cadastre/contracts';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { z } from 'zod';
import { toBytes } from '../chain/bytes.js';
import { Deployed } from '../chain/deployed.js';
import { ContractReader } from '../chain/rpc/contract-reader.js';
import { Clock } from '../platform/clock.js';
import { actorOf, type Ctx } from '../platform/context.js';
import { Database } from '../platform/database.js';
import { Jobs } from '../platform/jobs/jobs.service.js';
import { Conflict, Refused } from '../platform/problem.js';
import type { RefusalView } from '../tokens/token.schema.js';
import { type TokenFacts, Tokens } from '../tokens/tokens.service.js';
import { Wallets } from '../wallets/wallets.service.js';
import { ANYBODY, BOARD, ORDER_FIELDS } from './otc.contract.js';
import { OtcOrder } from './otc.entity.js';
import type {
  CancellationView,
  DraftBody,
  DraftView,
  OtcOrderBody,
  OtcOrderView,
} from './otc.schema.js';
import { OtcSides, type Side } from './otc-sides.service.js';
import { OtcStore, otcOrderViewOf } from './otc-store.js';

const EVERY_MINUTE = '* * * * *';

/** Why the board would not take an order, whoever came: the order itself is at fault. */
const FAULTS: Partial<Record<HindranceName, string>> = {
  PAUSED: 'Trading is paused. Wait until it goes on.',
  NOT_AN_ASSET: 'The token belongs to no asset of this platform.',
  MALFORMED: 'An order needs an amount, a price and two different tokens.',
  EXPIRED: 'The deadline has passed. Sign the order anew with a later one.',
  CANCELLED: 'The maker cancelled this nonce. Sign the order anew with another one.',
  NONCE_TAKEN: 'Another order was filled under this nonce. Sign the order anew with another one.',
  BEYOND_ORDER: 'A part of it was filled already. Sign a new order for the rest.',
  SIGNATURE:
    'The signature is not the maker’s over exactly these terms. Have this very order signed.',
};

/** Orders of the board: drafted for a wallet to sign, listed once it has, cancelled by the wallet. */
@Injectable()
export class OtcOrders implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly jobs: Jobs,
    private readonly deployed: Deployed,
    private readonly reader: ContractReader,
    private readonly tokens: Tokens,
    private readonly wallets: Wallets,
    private readonly sides: OtcSides,
    private readonly store: OtcStore,
  ) {}

  onModuleInit(): void {
    const sweep = this.jobs.define({
      name: 'otc.expire',
      schema: z.strictObject({}),
      handle: async (ctx) => {
        for (const order of await this.store.due()) {
          this.store.move(order, 'expire');
          await this.store.save(ctx, order, 'expire');
        }
      },
      single: true,
    });
    sweep.schedule(EVERY_MINUTE, {});
  }

  /**
   * What the maker's wallet has to sign and to allow, and what stands against the order on its side.
   * @throws NotFound; Refused as `ContractReader.paymentToken`
   */
  async draft(ctx: Ctx, tokenId: string, body: DraftBody): Promise<DraftView> {
    const { token, side } = await this.maker(ctx, tokenId, body);
    await this.reader.paymentToken(body.paymentToken, token.address);
    const obstacles = [...this.terms(body), ...(await this.sides.obstacles(token, side))];
    const nonce = BigInt(`0x${randomBytes(8).toString('hex')}`);
    const order = orderOf(token, side.wallet.address, body, nonce);
    const domain = this.domain();
    return {
      allowed: obstacles.length === 0,
      obstacles,
      nonce: nonce.toString(),
      hash: orderHash(domain, order),
      typedData: {
        domain: { ...domain },
        types: { Order: ORDER_FIELDS },
        primaryType: 'Order',
        message: plain(order),
      },
      transactions: await this.sides.allowances(token, side),
    };
  }

  /**
   * Lists a signed order. @throws NotFound for another's wallet; Refused `maker_side_refused`, `allowance_missing`,
   *   as `ContractReader.paymentToken`, or `order_…` with the board's own reason; Conflict `order_listed`
   */
  async list(ctx: Ctx, tokenId: string, body: OtcOrderBody): Promise<OtcOrderView> {
    const { token, side, walletId } = await this.maker(ctx, tokenId, body);
    const { symbol, decimals } = await this.reader.paymentToken(body.paymentToken, token.address);
    const order = orderOf(token, side.wallet.address, body, body.nonce);
    await this.requireSound(order, body.signature, body.amountBaseUnits);
    const obstacles = [...this.terms(body), ...(await this.sides.obstacles(token, side))];
    const [first] = obstacles;
    if (first) throw Refused.by({ ...first, code: 'maker_side_refused' }, { obstacles });
    // Nobody could take it: the board must be able to move what is promised.
    if (!(await this.sides.delivers(token, side.wallet.address, side))) {
      throw new Refused(
        'allowance_missing',
        'The board may not move what the order promises yet. Allow the contract first, in the wallet.',
      );
    }
    const hash = orderHash(this.domain(), order);
    if (await this.store.byHash(hash)) {
      throw new Conflict('order_listed', 'This very order is listed already.');
    }
    const now = this.clock.now();
    const row = this.db.em.create(OtcOrder, {
      id: this.db.newId(),
      tokenId: token.id,
      organisationId: actorOf(ctx).organisationId,
      walletId,
      state: 'open',
      hash: toBytes(hash),
      signature: toBytes(body.signature),
      maker: toBytes(side.wallet.address),
      taker: body.taker ? toBytes(body.taker) : null,
      paymentToken: toBytes(body.paymentToken),
      paymentSymbol: symbol,
      paymentDecimals: decimals,
      sells: body.sells,
      amount: body.amountBaseUnits,
      price: body.priceBaseUnits,
      minFill: body.minFillBaseUnits,
      nonce: body.nonce,
      deadline: body.deadline,
      filled: 0n,
      matchOperationId: null,
      matchPending: false,
      createdAt: now,
      updatedAt: now,
    });
    await this.store.insert(ctx, row);
    return otcOrderViewOf(ctx, row);
  }

  /** The call that kills an order; it is cancelled once the chain says so. @throws NotFound; Conflict `order_is_…` */
  async cancellation(ctx: Ctx, id: string): Promise<CancellationView> {
    const order = await this.store.lockOwn(ctx, id);
    if (order.state !== 'open') {
      throw new Conflict(`order_is_${order.state}`, `The order is ${order.state}.`);
    }
    const data = BOARD.encodeFunctionData('cancel', [order.nonce]);
    return { transaction: this.sides.step('cancel the order', this.sides.board, data) };
  }

  private async maker(ctx: Ctx, tokenId: string, body: DraftBody) {
    const token = await this.tokens.requireVisible(ctx, tokenId);
    const wallet = await this.wallets.require(ctx, body.walletId);
    const { sells, amountBaseUnits: amount, priceBaseUnits: pays, paymentToken: payment } = body;
    const side: Side = { wallet, sells, amount, pays, payment };
    return { token, side, walletId: wallet.id };
  }

  private terms({ deadline }: DraftBody): RefusalView[] {
    if (deadline > this.clock.now()) return [];
    return [
      {
        code: 'deadline_past',
        sentence: 'The deadline has passed.',
        cure: 'Name a later one.',
      },
    ];
  }

  /** The board's own judgement of the order, whoever takes it. */
  private async requireSound(order: Order, signature: string, amount: bigint): Promise<void> {
    const args = [order, signature, order.taker, amount];
    const [code] = await this.reader.ask<[bigint, bigint]>(BOARD, this.sides.board, 'check', args);
    const hindrance = hindranceName(code);
    const fault = FAULTS[hindrance];
    if (fault) throw new Refused(`order_${hindrance.toLowerCase()}`, fault);
  }

  private domain() {
    return settlementDomain(this.deployed.deployment.chainId, this.sides.board);
  }
}

/** An order as a wallet signs it. */
const orderOf = (token: TokenFacts, maker: string, body: DraftBody, nonce: bigint): Order => ({
  maker,
  taker: body.taker ?? ANYBODY,
  token: token.address,
  payment: body.paymentToken,
  sells: body.sells,
  amount: body.amountBaseUnits,
  price: body.priceBaseUnits,
  minFill: body.minFillBaseUnits,
  nonce,
  deadline: Math.floor(body.deadline.getTime() / 1000),
});

const plain = (order: Order): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(order).map(([name, value]) => [
      name,
      typeof value === 'bigint' ? value.toString() : value,
    ]),
  );
