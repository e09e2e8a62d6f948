import { Injectable, type OnModuleInit } from '@nestjs/common';
import { encodeBytes32String } from 'ethers';
import { canonicalHash } from '@cadastre/core';
import { Approvals, type Decided } from '../approvals/approvals.service.js';
import { toAddress } from '../chain/bytes.js';
import type { CommandOutcome } from '../chain/outbox/command.js';
import { Outbox } from '../chain/outbox/outbox.js';
import type { Ctx } from '../platform/context.js';
import { Conflict } from '../platform/problem.js';
import { Wallets } from '../wallets/wallets.service.js';
import { ControlOrders } from './control-orders.service.js';
import { encodeFreeze } from './token.contract.js';
import type { ControlAnswer, FreezeBody } from './token.schema.js';
import { TokenChain } from './token-chain.service.js';
import type { LiveToken } from './token-store.service.js';
import { sentence } from '../platform/sentence.js';

const KIND = 'token.freeze';
/** The reason code of the contract's event; the paper is the approval, by its hash. */
const OFFICERS_ORDER = encodeBytes32String('officers-order');

/** Stopping an account on one token, or releasing it: one officer proposes, another decides. */
@Injectable()
export class Freezes implements OnModuleInit {
  constructor(
    private readonly approvals: Approvals,
    private readonly wallets: Wallets,
    private readonly chain: TokenChain,
    private readonly outbox: Outbox,
    private readonly orders: ControlOrders,
  ) {}

  onModuleInit(): void {
    this.approvals.handle(KIND, {
      describe: (shown) =>
        shown['frozen'] === true
          ? sentence('Freeze {{walletAddress}} on {{symbol}}: {{reason}}', shown)
          : sentence('Release {{walletAddress}} on {{symbol}}: {{reason}}', shown),
      execute: (ctx, approval) => this.execute(ctx, approval),
      onRejected: (ctx, approval) => this.orders.dropped(ctx, approval),
    });
    const failed = (_: unknown, command: CommandOutcome) => this.orders.failed(command);
    this.outbox.onOutcome(KIND, { rejected: failed, reverted: failed });
  }

  /** @throws Conflict `token_not_live` | `already_frozen` | `not_frozen` */
  async request(ctx: Ctx, tokenId: string, body: FreezeBody): Promise<ControlAnswer> {
    const { frozen, reason } = body;
    const token = await this.orders.token(tokenId);
    const wallet = await this.wallets.require(ctx, body.walletId);
    await this.requireChange(token, wallet.address, frozen);
    const kind = frozen ? 'freeze' : 'unfreeze';
    return this.orders.propose(ctx, token, KIND, { kind, wallet, reason }, { frozen });
  }

  private async execute(ctx: Ctx, approval: Decided): Promise<{ operationId: string }> {
    const order = await this.orders.lockRequested(approval.subject.id);
    const token = await this.orders.token(order.tokenId);
    const account = toAddress(order.walletAddress);
    const frozen = order.kind === 'freeze';
    await this.requireChange(token, account, frozen);
    const paper = `0x${canonicalHash(approval.payload).replace(/^0x/, '')}`;
    const data = encodeFreeze(account, frozen, OFFICERS_ORDER, paper);
    return this.orders.send(ctx, KIND, order, token, data);
  }

  private async requireChange(token: LiveToken, account: string, frozen: boolean): Promise<void> {
    if ((await this.chain.isFrozen(toAddress(token.address), account)) !== frozen) return;
    throw frozen
      ? new Conflict('already_frozen', 'The account is frozen on this token already.')
      : new Conflict('not_frozen', 'The account is not frozen on this token.');
  }
}
