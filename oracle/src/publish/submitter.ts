import { Injectable } from '@nestjs/common';
import { Transaction, Wallet, type TransactionRequest } from 'ethers';
import { Rpc, RpcError } from '../chain/rpc.js';
import { Clock } from '../platform/clock.js';
import { Config } from '../platform/config.js';
import { Refusal } from '../platform/refusal.js';
import { TransactionStore, type StoredTransaction } from '../storage/transactions.js';

const GWEI = 1_000_000_000n;

/** Wei per gas. */
interface Fees {
  maxFeePerGas: bigint;
  maxPriorityFeePerGas: bigint;
}

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
   * Signs a call under the account's next nonce and stores its bytes. Nothing is sent.
   * @throws Refusal `FEE_TOO_HIGH` while the network asks for more than MAX_FEE_GWEI; RpcError when the
   *   call would revert
   */
  async store(reportId: string, to: string, data: string): Promise<void> {
    const [fees, gas, nonce, chainId] = await Promise.all([
      this.fees(),
      this.rpc.estimateGas(this.address, to, data),
      this.rpc.transactionCount(this.address, 'latest'),
      this.rpc.chainId(),
    ]);
    // A third more than estimated: the first round of a feed writes fresh storage.
    await this.keep(reportId, { chainId, nonce, to, data, gasLimit: (gas * 4n) / 3n, ...fees });
  }

  /** Whether the network now asks for more than a stored transaction offers. */
  async isOutbid(tx: StoredTransaction): Promise<boolean> {
    const { baseFeePerGas } = await this.rpc.block('pending');
    return baseFeePerGas > (Transaction.from(tx.raw).maxFeePerGas ?? 0n);
  }

  /**
   * Signs the same call under the same nonce with higher fees, and stores it beside the old one: at most
   * one of them can ever be included. @throws Refusal `FEE_TOO_HIGH`
   */
  async outbid(tx: StoredTransaction): Promise<void> {
    const old = Transaction.from(tx.raw);
    const fees = await this.fees();
    const { chainId, nonce, to, data, gasLimit } = old;
    await this.keep(tx.reportId, {
      chainId,
      nonce,
      to,
      data,
      gasLimit,
      maxFeePerGas: atLeast(fees.maxFeePerGas, raised(old.maxFeePerGas)),
      maxPriorityFeePerGas: atLeast(fees.maxPriorityFeePerGas, raised(old.maxPriorityFeePerGas)),
    });
  }

  private async fees(): Promise<Fees> {
    const [{ baseFeePerGas }, tip] = await Promise.all([
      this.rpc.block('pending'),
      this.rpc.priorityFee(),
    ]);
    const limit = BigInt(this.config.env.MAX_FEE_GWEI) * GWEI;
    if (baseFeePerGas + tip > limit) {
      throw new Refusal(
        'FEE_TOO_HIGH',
        `The network asks for ${(baseFeePerGas + tip) / GWEI} gwei, more than MAX_FEE_GWEI.`,
      );
    }
    const wanted = 2n * baseFeePerGas + tip;
    return { maxFeePerGas: wanted < limit ? wanted : limit, maxPriorityFeePerGas: tip };
  }

  private async keep(reportId: string, call: Fees & TransactionRequest): Promise<void> {
    const raw = await this.wallet.signTransaction({ ...call, type: 2 });
    const { hash, nonce } = Transaction.from(raw);
    if (!hash) throw new Error('a signed transaction has a hash');
    await this.transactions.store(
      { reportId, nonce, hash, raw, sender: this.address },
      this.clock.date(),
    );
  }

  /**
   * Sends stored bytes, again if need be. That the node has them already is as good as sending.
   * @throws Refusal `DRY_RUN`
   */
  async send(tx: StoredTransaction): Promise<void> {
    if (this.config.env.ORACLE_DRY_RUN) {
      throw new Refusal('DRY_RUN', 'This process sends nothing (ORACLE_DRY_RUN).');
    }
    try {
      await this.rpc.send(tx.raw);
    } catch (error) {
      if (!(error instanceof RpcError) || !knows(error)) throw error;
    }
    await this.transactions.sent(tx.id, this.clock.date());
  }
}

/** Nodes take a replacement only if it offers an eighth more. */
const raised = (fee: bigint | null) => ((fee ?? 0n) * 9n) / 8n + 1n;
const atLeast = (fee: bigint, floor: bigint) => (fee > floor ? fee : floor);

/** Answers by which nodes say that they have the transaction, or that it is in a block already. */
function knows(error: RpcError): boolean {
  return /already known|already imported|known transaction|nonce too low/i.test(error.message);
}
