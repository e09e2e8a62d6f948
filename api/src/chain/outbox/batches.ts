import type { Interface } from 'ethers';

/** Of one command: where it goes and its encoded call. */
export interface BatchedCall {
  to: string;
  data: string;
}

/**
 * How commands of one kind travel together. A member must be safe to repeat (idempotent, or spending
 * an operation id once): after a reorganisation deeper than the confirmations a batch that had
 * reverted may still be mined, while its commands went again alone.
 */
export interface BatchRule {
  /**
   * What commands must have in common besides contract and signer to share a call; null where this
   * one must go alone.
   */
  key(data: string): string | null;
  /** The one call for several, in their order. */
  encode(calls: BatchedCall[]): string;
  /** The calls that one call for several was made of; empty where this is no such call. */
  parts(data: string): string[];
  /** The most one transaction carries; keep it well below a block's gas. */
  limit: number;
}

/** The kinds that can be batched, as their domains registered them. */
export class Batches {
  private readonly rules = new Map<string, BatchRule>();

  add(kind: string, rule: BatchRule): void {
    if (this.rules.has(kind)) throw new Error(`${kind} is batched already`);
    this.rules.set(kind, rule);
  }

  of(kind: string): BatchRule | undefined {
    return this.rules.get(kind);
  }
}

/** Whether encoded data is a call of this function. */
export const isCall = (abi: Interface, name: string, data: string): boolean =>
  data.toLowerCase().startsWith(abi.getFunction(name)?.selector ?? '-');
