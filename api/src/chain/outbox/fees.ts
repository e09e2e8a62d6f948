import type { Block, Node } from '../rpc/node.js';

export interface Fees {
  maxFeePerGas: bigint;
  maxPriorityFeePerGas: bigint;
}

/** The network asks for more than the operator allows: commands wait, none is rejected. */
export class FeeTooHigh extends Error {}

const GWEI = 1_000_000_000n;

/**
 * EIP-1559 fees in wei per gas: the node's tip, and room for the base fee to double (six full
 * blocks in a row) before the transaction waits. Never above the cap.
 * @throws FeeTooHigh where even the present base fee and tip exceed the cap
 */
export function feesFor(baseFee: bigint, tip: bigint, maxFeeGwei: number): Fees {
  const cap = BigInt(maxFeeGwei) * GWEI;
  if (baseFee + tip > cap) {
    throw new FeeTooHigh(
      `the network asks for ${(baseFee + tip) / GWEI} gwei per gas, above MAX_FEE_GWEI=${maxFeeGwei}`,
    );
  }
  const wanted = baseFee * 2n + tip;
  return { maxFeePerGas: wanted < cap ? wanted : cap, maxPriorityFeePerGas: tip };
}

export async function quoteFees(node: Node, head: Block, maxFeeGwei: number): Promise<Fees> {
  return feesFor(head.baseFeePerGas, await node.priorityFee(), maxFeeGwei);
}

/**
 * What replaces a transaction at its nonce: the present quote, and at least an eighth (12.5 %, what
 * nodes ask for) above the former offer in both fields; why not, where that exceeds the cap.
 */
export function replacementFees(former: Fees, quote: Fees, maxFeeGwei: number): Fees | FeeTooHigh {
  const cap = BigInt(maxFeeGwei) * GWEI;
  const maxFeePerGas = larger(quote.maxFeePerGas, raised(former.maxFeePerGas));
  const maxPriorityFeePerGas = larger(
    quote.maxPriorityFeePerGas,
    raised(former.maxPriorityFeePerGas),
  );
  if (maxFeePerGas > cap || maxPriorityFeePerGas > maxFeePerGas) {
    return new FeeTooHigh(
      `an eighth above ${former.maxFeePerGas} wei per gas exceeds MAX_FEE_GWEI=${maxFeeGwei}`,
    );
  }
  return { maxFeePerGas, maxPriorityFeePerGas };
}

const raised = (wei: bigint): bigint => wei + (wei + 7n) / 8n || 1n;
const larger = (a: bigint, b: bigint): bigint => (a > b ? a : b);

/** A quarter above the estimate: state may change between the estimate and the block. */
export const withMargin = (gas: bigint): bigint => gas + gas / 4n;
