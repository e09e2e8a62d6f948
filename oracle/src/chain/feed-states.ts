import { Injectable } from '@nestjs/common';
import { OneAtATime } from '../platform/pool.js';
import { Committee } from './committee.js';
import { readFeed, type FeedState } from './feed.js';
import { Rpc, RpcError, type Block } from './rpc.js';

/** Blocks whose events are asked for at once; after a longer silence every feed is read anew. */
const MOST_BLOCKS = 1_000;

/**
 * The feeds as the chain has them, each read once and kept until it changes: every change of a feed is an event of
 * its committee. After a reorganisation, or where the events cannot be had, everything is read anew.
 */
@Injectable()
export class FeedStates {
  /** By lower-case address. What is being read is there already, so that a change forgets it as well. */
  private readonly kept = new Map<string, Promise<FeedState>>();
  private head: Block | null = null;
  private readonly queue = new OneAtATime();

  constructor(
    private readonly rpc: Rpc,
    private readonly committee: Committee,
  ) {}

  /** Follows the chain to its newest block, which it answers: what is asked next is of that block or later. */
  follow(): Promise<Block> {
    return this.queue.do(() => this.catchUp());
  }

  /** A feed as of the block that was followed last. @throws RpcError, RpcUnreachable */
  of(feed: string): Promise<FeedState> {
    const key = feed.toLowerCase();
    const known = this.kept.get(key);
    if (known) return known;
    const reading = readFeed(this.rpc, feed, this.head?.number);
    this.kept.set(key, reading);
    reading.catch(() => {
      if (this.kept.get(key) === reading) this.kept.delete(key);
    });
    return reading;
  }

  /** Has feeds read anew: for whoever finds that the chain has them otherwise, whatever its events said. */
  forget(feeds: readonly string[]): void {
    for (const feed of feeds) this.kept.delete(feed.toLowerCase());
  }

  private async catchUp(): Promise<Block> {
    const head = await this.rpc.block('latest');
    if (head.hash === this.head?.hash) return head;
    const changed = this.head && (await this.changed(this.head, head));
    if (changed) this.forget(changed);
    else this.kept.clear();
    this.head = head;
    return head;
  }

  /** Feeds that changed after one block, up to another; null where that cannot be said. */
  private async changed(before: Block, head: Block): Promise<string[] | null> {
    const blocks = head.number - before.number;
    if (blocks < 1 || blocks > MOST_BLOCKS) return null;
    try {
      const [same, logs] = await Promise.all([
        this.rpc.block(before.number),
        this.rpc.logs(this.committee.address, before.number + 1, head.number),
      ]);
      // Every event about a feed names it first.
      return same.hash === before.hash ? logs.flatMap(({ topics }) => addressIn(topics[1])) : null;
    } catch (error) {
      if (error instanceof RpcError) return null;
      throw error;
    }
  }
}

const addressIn = (topic: string | undefined) => (topic ? [`0x${topic.slice(-40)}`] : []);
