import { randomUUID } from 'node:crypto';
import type { Node } from '../rpc/node.js';
import type { Follower } from '../ledger/follower.js';
import { type ChainWorld, key } from './chain-world.js';
import { LedgerWorld } from './ledger-world.js';

export const anna = key(20).address;
export const bert = key(21).address;

/** A token of its own on a chain, and a ledger that follows it. */
export class TokenWorld {
  follower: Follower;

  private constructor(
    readonly chain: ChainWorld,
    readonly world: LedgerWorld,
    readonly token: string,
    confirmations: number,
  ) {
    this.follower = world.follower(chain, chain.node, confirmations);
  }

  static async start(chain: ChainWorld, confirmations = 1): Promise<TokenWorld> {
    const world = await LedgerWorld.start();
    const token = await chain.deployToken(randomUUID());
    return new TokenWorld(chain, world, token, confirmations);
  }

  /** Has it ask another node from now on. */
  ask(node: Node, confirmations = 1): void {
    this.follower = this.world.follower(this.chain, node, confirmations);
  }

  /** Rounds until there is nothing more to do. */
  async catchUp(one: Follower = this.follower): Promise<void> {
    for (let round = 0; round < 50; round += 1) {
      const more = await one.round().catch(() => true);
      if (!more && one.state === 'following') return;
    }
    throw new Error(`the ledger did not catch up: ${one.trouble ?? one.state}`);
  }

  async mint(to: string, amount: bigint, id: bigint): Promise<void> {
    await (await this.chain.token(this.token).mint(to, amount, id)).wait();
  }

  /** From Anna to Bert. */
  async transfer(amount: bigint): Promise<void> {
    await (await this.chain.token(this.token, 20).transfer(bert, amount)).wait();
  }

  stop(): Promise<void> {
    return this.world.stop();
  }
}
