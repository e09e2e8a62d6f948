import type { Node } from '../rpc/node.js';
import { RpcError, RpcUnreachable } from '../rpc/rpc.js';
import type { Abis } from './decode.js';
import {
  ChainMoved,
  fetchRange,
  type Range,
  type RangeRequest,
  type Watched,
  withNewcomers,
} from './fetch-range.js';

/** Ranges that are fetched while one is written: memory is bounded by these times LOGS_PER_RANGE. */
const AHEAD = 3;
/** What a range should hold: enough that a transaction's cost is spread, little enough for memory. */
const LOGS_PER_RANGE = 20_000;
const FIRST_BLOCKS = 128;
const MOST_BLOCKS = 10_000;
/** Growth after an answer with room for more, until the node refuses for the first time; then. */
const GROWTH = 4;
const CAREFUL_GROWTH = 1.25;

interface Fetched {
  range: Range;
  /** How many contracts were known when it was asked for. */
  knew: number;
}

/** How many blocks to ask for at once: fewer after a refusal, more while answers are small. */
export class RangeSize {
  blocks = FIRST_BLOCKS;
  private growth = GROWTH;

  /** The node refused, or did not answer in time. */
  refused(asked: number): void {
    this.growth = CAREFUL_GROWTH;
    this.blocks = Math.max(1, Math.min(this.blocks, Math.floor(asked / 2)));
  }

  answered(asked: number, logs: number): void {
    const fitting = logs === 0 ? Infinity : Math.floor((asked * LOGS_PER_RANGE) / logs);
    // An answer to an older question, larger or smaller, says nothing about growing.
    const grown = asked === this.blocks ? Math.ceil(this.blocks * this.growth) : this.blocks;
    this.blocks = Math.max(1, Math.min(fitting, grown, MOST_BLOCKS));
  }
}

/**
 * Ranges of a chain in order, some fetched ahead. Each follows on the one before by its parent's
 * hash; contracts found in one are watched in all later ones, also in those already fetched.
 */
export class ReadAhead {
  private readonly fetching: Promise<Fetched[]>[] = [];
  private readonly ready: Fetched[] = [];
  private readonly watched: Watched;
  private planned: number;

  constructor(
    private readonly node: Node,
    private readonly abis: Abis,
    private readonly size: RangeSize,
    private readonly request: Omit<RangeRequest, 'from' | 'to'>,
    /** The last block that is known, on whose hash the first range must follow. */
    private last: { number: number; hash: string },
    private readonly target: number,
  ) {
    this.watched = request.watched;
    this.planned = last.number;
  }

  /**
   * The next range, or null after the target.
   * @throws NodeBehind, ChainMoved, RpcError, RpcUnreachable; it cannot be used after that
   */
  async next(): Promise<Range | null> {
    this.plan();
    if (this.ready.length === 0) {
      const fetched = await this.fetching.shift();
      if (!fetched) return null;
      this.ready.push(...fetched);
      this.plan();
    }
    const { range: early, knew } = this.ready.shift() as Fetched;
    const newcomers: Watched = new Map([...this.watched].slice(knew));
    const range =
      newcomers.size > 0 ? await withNewcomers(this.node, this.abis, early, newcomers) : early;
    const first = range.blocks[0];
    const last = range.blocks.at(-1);
    if (!last || first?.parentHash !== this.last.hash) {
      throw new ChainMoved(`block ${range.from} does not follow on block ${this.last.number}`);
    }
    for (const { address, contract } of range.discovered) {
      this.watched.set(address.toLowerCase(), contract);
    }
    this.last = last;
    return range;
  }

  private plan(): void {
    while (this.fetching.length + this.ready.length < AHEAD && this.planned < this.target) {
      const from = this.planned + 1;
      const to = Math.min(this.target, this.planned + this.size.blocks);
      this.planned = to;
      const fetched = this.fetch(from, to);
      // Whoever asks for the range is told; one that nobody asks for any more may fail unheard.
      fetched.catch(() => undefined);
      this.fetching.push(fetched);
    }
  }

  private async fetch(from: number, to: number): Promise<Fetched[]> {
    const watched = new Map(this.watched);
    const request: RangeRequest = { ...this.request, from, to, watched };
    try {
      const range = await fetchRange(this.node, this.abis, request);
      this.size.answered(to - from + 1, range.logs.length + range.transfers.length);
      return [{ range, knew: watched.size }];
    } catch (error) {
      const refused = error instanceof RpcError;
      // No answer in time may have been too much asked: less is asked when it is tried again.
      if (refused || error instanceof RpcUnreachable) this.size.refused(to - from + 1);
      if (!refused || from === to) throw error;
      const middle = Math.floor((from + to) / 2);
      return [...(await this.fetch(from, middle)), ...(await this.fetch(middle + 1, to))];
    }
  }
}
