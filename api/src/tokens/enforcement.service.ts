import { Injectable, type OnModuleInit } from '@nestjs/common';
import { encodeBytes32String } from 'ethers';
import { Approvals, type Decided, type Payload } from '../approvals/approvals.service.js';
import { toAddress, toBytes, toHex } from '../chain/bytes.js';
import type { CommandOutcome } from '../chain/outbox/command.js';
import { Outbox } from '../chain/outbox/outbox.js';
import { withCure } from '../chain/outbox/revert-reason.js';
import { ContractReader } from '../chain/rpc/contract-reader.js';
import { Signers } from '../chain/signers.js';
import { Documents } from '../documents/documents.service.js';
import type { Ctx } from '../platform/context.js';
import { Refused } from '../platform/problem.js';
import { Wallets } from '../wallets/wallets.service.js';
import { ControlOrders } from './control-orders.service.js';
import { encodeForcedTransfer, encodePartialFreeze } from './token.contract.js';
import type { ControlOrder } from './token.entity.js';
import type { ControlAnswer, EnforcementBody } from './token.schema.js';
import type { LiveToken } from './token-store.service.js';
import { amountSaid, type Sentence, sentence } from '../platform/sentence.js';

const KINDS = { partial_freeze: 'token.partial_freeze', forced_transfer: 'token.forced_transfer' };
/** The reason code of the contract's event; the paper stands beside it by its hash. */
const COURT_ORDER = encodeBytes32String('court-order');

/** What a court orders: a part of an account held back, or tokens moved. Two officers, and the paper they acted on. */
@Injectable()
export class Enforcement implements OnModuleInit {
  constructor(
    private readonly approvals: Approvals,
    private readonly documents: Documents,
    private readonly wallets: Wallets,
    private readonly signers: Signers,
    private readonly reader: ContractReader,
    private readonly outbox: Outbox,
    private readonly orders: ControlOrders,
  ) {}

  onModuleInit(): void {
    const failed = (_: unknown, command: CommandOutcome) => this.orders.failed(command);
    for (const [kind, name] of Object.entries(KINDS)) {
      this.approvals.handle(name, {
        describe: kind === 'partial_freeze' ? describeFreeze : describeTransfer,
        execute: (ctx, approval) => this.execute(ctx, name, approval),
        onRejected: (ctx, approval) => this.orders.dropped(ctx, approval),
      });
      this.outbox.onOutcome(name, { rejected: failed, reverted: failed });
    }
  }

  /**
   * Proposes what the paper orders; nothing that the token would refuse now.
   * @throws NotFound; Conflict `token_not_live`; Refused with the token's own reason
   */
  async request(ctx: Ctx, tokenId: string, body: EnforcementBody): Promise<ControlAnswer> {
    const token = await this.orders.token(tokenId);
    const wallet = await this.wallets.require(ctx, body.walletId);
    const document = await this.documents.get(ctx, body.documentId);
    const to =
      body.kind === 'forced_transfer' ? await this.wallets.require(ctx, body.toWalletId) : null;
    const order = {
      kind: body.kind,
      wallet,
      reason: body.reason,
      toWalletId: to?.id ?? null,
      toAddress: to && toBytes(to.address),
      amountBaseUnits: body.amountBaseUnits,
      documentId: document.id,
      documentHash: Buffer.from(document.sha256, 'hex'),
    };
    await this.requireAllowed(token, { ...order, walletAddress: toBytes(wallet.address) });
    return this.orders.propose(ctx, token, KINDS[body.kind], order, {
      amountBaseUnits: body.amountBaseUnits.toString(),
      to: to?.address ?? null,
      toInvestor: to?.investorReference ?? null,
      documentId: document.id,
      documentSha256: document.sha256,
    });
  }

  private async execute(ctx: Ctx, name: string, approval: Decided) {
    const order = await this.orders.lockRequested(approval.subject.id);
    const token = await this.orders.token(order.tokenId);
    await this.requireAllowed(token, order);
    return this.orders.send(ctx, name, order, token, callOf(order));
  }

  private async requireAllowed(token: LiveToken, order: Ordered): Promise<void> {
    const call = { to: toAddress(token.address), data: callOf(order) };
    const reason = await this.reader.refuses(this.signers.address('compliance'), [call]);
    if (reason) throw Refused.by(withCure(reason));
  }
}

type Ordered = Pick<
  ControlOrder,
  'kind' | 'walletAddress' | 'toAddress' | 'amountBaseUnits' | 'documentHash'
>;

function callOf({ kind, walletAddress, toAddress: to, amountBaseUnits, documentHash }: Ordered) {
  const [from, amount] = [toAddress(walletAddress), amountBaseUnits ?? 0n];
  if (kind === 'partial_freeze') return encodePartialFreeze(from, amount);
  if (!to || !documentHash) throw new Error('a forced transfer has a receiver and a paper');
  return encodeForcedTransfer(from, toAddress(to), amount, COURT_ORDER, toHex(documentHash));
}

const withAmount = (shown: Payload): Payload => ({
  ...shown,
  amount: amountSaid(shown['amountBaseUnits'], shown['decimals']),
});

const describeFreeze = (shown: Payload): Sentence =>
  sentence('Hold back {{amount}} {{symbol}} in {{walletAddress}}: {{reason}}', withAmount(shown));

const describeTransfer = (shown: Payload): Sentence =>
  sentence(
    'Move {{amount}} {{symbol}} from {{walletAddress}} to {{to}}: {{reason}}',
    withAmount(shown),
  );
