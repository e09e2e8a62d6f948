import type { Call, Node } from '../rpc/node.js';
import { RpcError } from '../rpc/rpc.js';
import type { ExplainRevert } from './deps.js';
import { withMargin } from './fees.js';
import type { RevertReason } from './revert-reason.js';

/** Gas to allow, or why the contract would refuse. */
export type Simulated = bigint | RevertReason;

interface RawCallResult {
  status: string;
  gasUsed: string;
  returnData?: string;
  error?: { code: number; message: string; data?: string };
}

/** Methods a node does not have. */
const UNKNOWN_METHOD = [-32601, -32600, -32602];

/** Asks the node what calls would do. Nothing is spent by asking. */
export class Simulator {
  /** Nodes that lack `eth_simulateV1` are asked call by call. */
  private single = false;

  constructor(
    private readonly node: Node,
    private readonly from: string,
    private readonly explainRevert: ExplainRevert,
  ) {}

  /**
   * What the calls do one after another, on top of what already waits in the node: a call sees the
   * effects of those before it. May answer for fewer than asked; the others must be asked again once
   * these are sent.
   */
  async run(calls: Call[]): Promise<Simulated[]> {
    const [first] = calls;
    if (!first) return [];
    if (!this.single) {
      try {
        return await this.together(calls);
      } catch (error) {
        if (!(error instanceof RpcError) || !UNKNOWN_METHOD.includes(error.rpcCode)) throw error;
        this.single = true;
      }
    }
    return [await this.alone(first)];
  }

  private async together(calls: Call[]): Promise<Simulated[]> {
    const from = this.from;
    const [block] = await this.node.rpc.call<{ calls: RawCallResult[] }[]>('eth_simulateV1', [
      { blockStateCalls: [{ calls: calls.map((call) => ({ from, ...call })) }], validation: false },
      'pending',
    ]);
    const results = block?.calls ?? [];
    const answers: Simulated[] = [];
    for (const [i, result] of results.entries()) {
      const call = calls[i];
      if (!call) break;
      if (BigInt(result.status) === 1n) {
        answers.push(gasLimit(BigInt(result.gasUsed)));
        continue;
      }
      const data = [result.returnData, result.error?.data].find((one) => one && one !== '0x');
      if (data) {
        answers.push(this.explainRevert(data));
        continue;
      }
      // It ended without a word: a bare revert, or the node's own limit on a simulation.
      if (i > 0) break;
      return [await this.alone(call)];
    }
    if (answers.length === 0) throw new Error('eth_simulateV1 answered for none of the calls');
    return answers;
  }

  private async alone(call: Call): Promise<Simulated> {
    const asked = { ...call, from: this.from };
    try {
      await this.node.call(asked, 'pending');
      return withMargin(await this.node.estimateGas(asked));
    } catch (error) {
      if (error instanceof RpcError && error.reverted)
        return this.explainRevert(error.data ?? '0x');
      throw error;
    }
  }
}

/** Five storage slots that were to be written over and have to be created after all. */
const NEW_SLOTS = 100_000n;

/**
 * From the gas a simulation used. It tells what is charged, after refunds of at most a fifth; while
 * it runs a call needs the rest too. And an earlier transaction that the simulation counted on may
 * not come (its nonce was taken): what it would have created, this one then has to.
 */
const gasLimit = (used: bigint): bigint => withMargin(used + used / 4n) + NEW_SLOTS;
