import { Injectable } from '@nestjs/common';
import { Transaction, Wallet } from 'ethers';
import { Rpc, RpcError } from '../chain/rpc.js';
import { Clock } from '../platform/clock.js';
import { Config } from '../platform/config.js';
import { Refusal } from '../platform/refusal.js';
import { TransactionStore, type StoredTransaction } from '../storage/transactions.js';

const GWEI = 1_000_000_000n;

/** The submitter's key, injected apart from the configuration so that nothing else sees it. */
export class SubmitterKey {
  constructor(readonly privateKey: string) {}
}

/** Signs the oracle's transactions, stores them, sends them. One is on its way at a time. */
@Injectable()
export class Submitter {
  private readonly wallet: Wallet;

  constructor(
    key: SubmitterKey,
    private readonly config: Config,
    private readonly rpc: Rpc,
    private readonly clock: Clock,
    private readonly transactions: TransactionStore,
  ) {
    this.wallet = new Wallet(key.privateKey);
  }

  get address(): string {
    return this.wallet.address;
  }

  /** Tries the call at the pending block without sending. @throws RpcError with the revert data */
  async dryCall(to: string, data: string): Promise<void> {
    await this.rpc.read(to, data, 'pending', this.address);
  }

  /**
   * Signs a call and stores its bytes. Nothing is sent.
   * @param nonce of an earlier attempt that is to be replaced; the account's next otherwise
   * @throws Refusal `FEE_TOO_HIGH` while the network asks for more than MAX_FEE_GWEI
   */
  async store(reportId: string, to: string, data: string, nonce?: number): Promise<void> {
    const [block, tip, gas, next] = await Promise.all([
      this.rpc.block('latest'),
      this.rpc.priorityFee(),
      this.rpc.estimateGas(this.address, to, data),
      nonce ?? this.rpc.transactionCount(this.address, 'latest'),
    ]);
    const limit = BigInt(this.config.env.MAX_FEE_GWEI) * GWEI;
    if (block.baseFeePerGas + tip > limit) {
      throw new Refusal(
        'FEE_TOO_HIGH',
        `The network asks for ${(block.baseFeePerGas + tip) / GWEI} gwei, more than MAX_FEE_GWEI.`,
      );
    }
    const wanted = 2n * block.baseFeePerGas + tip;
    const raw = await this.wallet.signTransaction({
      type: 2,
      chainId: await this.rpc.chainId(),
      nonce: next,
      to,
      data,
      // A third more than estimated: the first round of a feed writes fresh storage.
      gasLimit: (gas * 4n) / 3n,
      maxFeePerGas: wanted < limit ? wanted : limit,
      maxPriorityFeePerGas: tip,
    });
    const hash = Transaction.from(raw).hash;
    if (!hash) throw new Error('a signed transaction has a hash');
    const sender = this.address;
    await this.transactions.store({ reportId, nonce: next, hash, raw, sender }, this.clock.date());
  }

  /** Sends stored bytes, again if need be. That the node has them already is as good as sending. */
  async send(tx: StoredTransaction): Promise<void> {
    try {
      await this.rpc.send(tx.raw);
    } catch (error) {
      if (!(error instanceof RpcError) || !knows(error)) throw error;
    }
    await this.transactions.sent(tx.id, this.clock.date());
  }
}

/** Answers by which nodes say that they have the transaction, or that it is in a block already. */
function knows(error: RpcError): boolean {
  return /already known|already imported|known transaction|nonce too low/i.test(error.message);
}
