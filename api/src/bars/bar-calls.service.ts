import { Injectable } from '@nestjs/common';
import { toAddress, toHex } from '../chain/bytes.js';
import { Deployed } from '../chain/deployed.js';
import { revertReason } from '../chain/outbox/revert-reason.js';
import { Simulator } from '../chain/outbox/simulate.js';
import { Node } from '../chain/rpc/node.js';
import type { Ctx } from '../platform/context.js';
import { encodeApprove } from '../chain/erc20.js';
import { Tokens } from '../tokens/tokens.service.js';
import { encodeOfHolder, encodeRequest, keyOf } from './bar.contract.js';
import type { BarOrder } from './bar.entity.js';
import type { CallsView } from './bar.schema.js';
import { BarOrders } from './bar-orders.service.js';
import { Bars } from './bars.service.js';

interface Step {
  what: string;
  to: string;
  data: string;
}

/** What the holder's wallet can do with a bar order now. */
@Injectable()
export class BarCalls {
  constructor(
    private readonly orders: BarOrders,
    private readonly bars: Bars,
    private readonly tokens: Tokens,
    private readonly node: Node,
    private readonly deployed: Deployed,
  ) {}

  /** The calls to sign in this order, or the contract's reason against them. @throws NotFound */
  async of(ctx: Ctx, orderId: string): Promise<CallsView> {
    const order = await this.orders.find(ctx, orderId);
    const steps = await this.steps(order);
    if (steps.length === 0) return { obstacle: NOTHING, transactions: [] };
    const simulator = new Simulator(this.node, toAddress(order.holder), revertReason);
    const refused = (await simulator.run(steps)).find((answer) => typeof answer !== 'bigint');
    const { chainId } = this.deployed.deployment;
    if (!refused) {
      return { obstacle: null, transactions: steps.map((step) => ({ ...step, chainId })) };
    }
    const [sentence = refused.sentence, ...cure] = refused.sentence.split(/(?<=\.) /);
    const obstacle = { code: refused.code, sentence, cure: cure.join(' ') || 'Ask the issuer.' };
    return { obstacle, transactions: [] };
  }

  private async steps(order: BarOrder): Promise<Step[]> {
    const token = await this.tokens.require(order.tokenId);
    const { address: to } = await this.bars.vaultOf(token);
    if (order.state === 'reserved') {
      const list = (await this.bars.attested(token)) ?? [];
      const bar = list.find((one) => keyOf(one) === toHex(order.barKey));
      if (!bar) return [];
      const allow = encodeApprove(to, order.amountBaseUnits);
      return [
        { what: 'let the vault take the tokens', to: token.address, data: allow },
        { what: 'request the bar', to, data: encodeRequest(list, bar, toHex(order.deliveryHash)) },
      ];
    }
    if (order.number === null) return [];
    if (order.state === 'requested') {
      return [{ what: 'cancel the request', to, data: encodeOfHolder('cancel', order.number) }];
    }
    if (order.state === 'cancelled') {
      return [{ what: 'take the tokens back', to, data: encodeOfHolder('reclaim', order.number) }];
    }
    return [];
  }
}

const NOTHING = {
  code: 'nothing_to_sign',
  sentence: 'The holder has nothing to do with this order now.',
  cure: 'Wait for the vault, or read the order’s state.',
};
