import { Injectable } from '@nestjs/common';
import type { Interface } from 'ethers';
import { Problem } from '../../platform/problem.js';
import { type RevertReason, revertReason } from '../outbox/revert-reason.js';
import { Simulator } from '../outbox/simulate.js';
import { type Call, Node } from './node.js';
import { RpcUnreachable } from './rpc.js';

/** What contracts say right now, with what waits in the node. */
@Injectable()
export class ContractReader {
  constructor(private readonly node: Node) {}

  /** The answer of a view, as the ABI decodes it. @throws Problem `chain_unreachable`; RpcError where it reverts */
  async ask<Answer extends unknown[]>(
    abi: Interface,
    to: string,
    view: string,
    args: readonly unknown[] = [],
  ): Promise<Answer> {
    const data = abi.encodeFunctionData(view, args);
    try {
      const answer = await this.node.call({ to, data }, 'pending');
      return abi.decodeFunctionResult(view, answer) as unknown as Answer;
    } catch (error) {
      throw readable(error);
    }
  }

  /** Why these calls of an account, one after the other, would fail now; null when all succeed. */
  async refuses(from: string, calls: Call[]): Promise<RevertReason | null> {
    try {
      const answers = await new Simulator(this.node, from, revertReason).run(calls);
      return answers.find((answer) => typeof answer !== 'bigint') ?? null;
    } catch (error) {
      throw readable(error);
    }
  }
}

function readable(error: unknown): unknown {
  if (!(error instanceof RpcUnreachable)) return error;
  return new Problem(
    503,
    'chain_unreachable',
    'The chain does not answer',
    'Nothing was changed. Repeat the request in a moment.',
  );
}
