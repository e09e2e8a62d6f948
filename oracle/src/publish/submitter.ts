import { Injectable } from '@nestjs/common';
import { Transaction, Wallet, type TransactionRequest } from 'ethers';
import { Rpc, RpcError } from '../chain/rpc.js';
import { Clock } from '../platform/clock.js';
import { Config } from '../platform/config.js';
import { OneAtATime } from '../platform/pool.js';
import { Refusal } from '../platform/refusal.js';
import { TransactionStore, type StoredTransaction } from '../storage/transactions.js';
import { Leader } from './leader.js';

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

/** Transactions of one account that a node's pool surely keeps. */
const MOST_IN_FLIGHT = 16;

/** What another node's key signed, and nobody included within this time, is signed with this node's. */
const LEFT_BEHIND_MS = 30_000;

/** Signs this node's transactions, stores them, sends them; several may be on their way. */
@Injectable()
export class Submitter {
  private readonly wallet: Wallet;
  /** A nonce is given out when the one before it is stored. */
  private readonly nonces = new OneAtATime();

  constructor(
    key: SubmitterKey,
    private readonly config: Config,
    private readonly rpc: Rpc,
    private readonly clock: Clock,
    private readonly transactions: TransactionStore,
    private readonly leader: Leader,
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
   * Signs a call under the account's next free nonce and stores its bytes. Nothing is sent.
   * @returns false when as many are on their way as can be
   * @throws Refusal `FEE_TOO_HIGH` while the network asks for more than MAX_FEE_GWEI; RpcError when the
   *   call would revert; LostLead
   */
  async store(reportId: string, to: string, data: string): Promise<boolean> {
    const [fees, gas, chainId] = await Promise.all([
      this.fees(),
      this.rpc.estimateGas(this.address, to, data),
      this.rpc.chainId(),
    ]);
    return this.nonces.do(async () => {
      const nonce = await this.freeNonce();
      if (nonce === null) return false;
      // A third more than estimated: the first round of a feed writes fresh storage.
      await this.keep(reportId, { chainId, nonce, to, data, gasLimit: (gas * 4n) / 3n, ...fees });
      return true;
    });
  }

  /** The lowest that the chain has not had and nothing on its way takes; null when enough are on their way. */
  private async freeNonce(): Promise<number | null> {
    const taken = new Set(await this.transactions.noncesInFlight(this.address));
    if (taken.size >= MOST_IN_FLIGHT) return null;
    let nonce = await this.rpc.transactionCount(this.address, 'latest');
    while (taken.has(nonce)) nonce += 1;
    return nonce;
  }

  /** Whether the network now asks for more than a stored transaction offers, or a dead node's has not moved. */
  async isOutbid(tx: StoredTransaction): Promise<boolean> {
    const age = this.clock.now() * 1000 - tx.createdAt.getTime();
    if (tx.sender !== this.address && age > LEFT_BEHIND_MS) return true;
    const { baseFeePerGas } = await this.rpc.block('pending');
    return baseFeePerGas > (Transaction.from(tx.raw).maxFeePerGas ?? 0n);
  }

  /**
   * Signs the same call under the same nonce with higher fees, and stores it beside the old one: at most
   * one of them can ever be included. What another node's key signed gets a transaction of this node's own beside it:
   * the feed takes one of the two. @throws Refusal `FEE_TOO_HIGH`; LostLead
   */
  async outbid(tx: StoredTransaction): Promise<void> {
    const old = Transaction.from(tx.raw);
    const { chainId, nonce, to, data, gasLimit } = old;
    if (tx.sender !== this.address) {
      await this.store(tx.reportId, to ?? '', data);
      return;
    }
    const fees = await this.fees();
    const maxFeePerGas = atLeast(fees.maxFeePerGas, raised(old.maxFeePerGas));
    if (maxFeePerGas > this.limit) throw tooHigh(maxFeePerGas);
    await this.keep(tx.reportId, {
      chainId,
      nonce,
      to,
      data,
      gasLimit,
      maxFeePerGas,
      maxPriorityFeePerGas: atLeast(fees.maxPriorityFeePerGas, raised(old.maxPriorityFeePerGas)),
    });
  }

  private get limit(): bigint {
    return BigInt(this.config.env.MAX_FEE_GWEI) * GWEI;
  }

  private async fees(): Promise<Fees> {
    const [{ baseFeePerGas }, tip] = await Promise.all([
      this.rpc.block('pending'),
      this.rpc.priorityFee(),
    ]);
    const { limit } = this;
    if (baseFeePerGas + tip > limit) throw tooHigh(baseFeePerGas + tip);
    const wanted = 2n * baseFeePerGas + tip;
    return { maxFeePerGas: wanted < limit ? wanted : limit, maxPriorityFeePerGas: tip };
  }

  private async keep(reportId: string, call: Fees & TransactionRequest): Promise<void> {
    const raw = await this.wallet.signTransaction({ ...call, type: 2 });
    const { hash, nonce } = Transaction.from(raw);
    if (!hash) throw new Error('a signed transaction has a hash');
    await this.transactions.store(
      { reportId, sender: this.address, nonce, hash, raw },
      this.clock.date(),
      (sql) => this.leader.fence(sql),
    );
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

const tooHigh = (fee: bigint) =>
  new Refusal('FEE_TOO_HIGH', `The network asks for ${fee / GWEI} gwei, more than MAX_FEE_GWEI.`);

/** Nodes take a replacement only if it offers an eighth more. */
const raised = (fee: bigint | null) => ((fee ?? 0n) * 9n) / 8n + 1n;
const atLeast = (fee: bigint, floor: bigint) => (fee > floor ? fee : floor);

/** Answers by which nodes say that they have the transaction, or that it is in a block already. */
function knows(error: RpcError): boolean {
  return /already known|already imported|known transaction|nonce too low/i.test(error.message);
}
