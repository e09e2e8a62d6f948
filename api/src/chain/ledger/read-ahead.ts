import type { Node } from '../rpc/node.js';
import { RpcError, RpcUnreachable } from '../rpc/rpc.js';
import type { Abis } from './decode.js';
import {
  ChainMoved,
  type Discovered,
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
const FIRST_BLOCKS = 32;
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
  /** In the chain's order; a request that was refused is answered by several ranges. */
  private fetching: Promise<Fetched[]>[] = [];
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
    const [early, ...rest] = (await this.fetching.shift()) ?? [];
    if (!early) return null;
    if (rest.length > 0) this.fetching.unshift(Promise.resolve(rest));
    this.plan();
    const { range } = await this.withAll(early);
    const first = range.blocks[0];
    const last = range.blocks.at(-1);
    if (!last || first?.parentHash !== this.last.hash) {
      throw new ChainMoved(`block ${range.from} does not follow on block ${this.last.number}`);
    }
    this.last = last;
    this.meet(range.discovered);
    return range;
  }

  /** Watches contracts from here on; ranges fetched without them get theirs while this one is written. */
  private meet(discovered: Discovered[]): void {
    if (discovered.length === 0) return;
    for (const { address, contract } of discovered) {
      this.watched.set(address.toLowerCase(), contract);
    }
    // In order: the next one is waited for first.
    let before: Promise<unknown> = Promise.resolve();
    this.fetching = this.fetching.map((later) => {
      const whole = Promise.all([later, before]).then(([ranges]) =>
        Promise.all(ranges.map((range) => this.withAll(range))),
      );
      return unheard((before = whole));
    });
  }

  /** The range with the logs of all contracts that are known by now. */
  private async withAll({ range, knew }: Fetched): Promise<Fetched> {
    const newcomers: Watched = new Map([...this.watched].slice(knew));
    if (newcomers.size === 0) return { range, knew };
    const whole = {
      range: await withNewcomers(this.node, this.abis, range, newcomers),
      knew: knew + newcomers.size,
    };
    this.learn(whole);
    return whole;
  }

  /** What a range holds tells how large the next may be; one that lacks a contract's logs does not. */
  private learn({ range, knew }: Fetched): void {
    if (knew < this.watched.size) return;
    this.size.answered(range.to - range.from + 1, range.logs.length + range.transfers.length);
  }

  private plan(): void {
    while (this.fetching.length < AHEAD && this.planned < this.target) {
      const from = this.planned + 1;
      const to = Math.min(this.target, this.planned + this.size.blocks);
      this.planned = to;
      this.fetching.push(unheard(this.fetch(from, to)));
    }
  }

  private async fetch(from: number, to: number): Promise<Fetched[]> {
    const watched = new Map(this.watched);
    const request: RangeRequest = { ...this.request, from, to, watched };
    try {
      const fetched = {
        range: await fetchRange(this.node, this.abis, request),
        knew: watched.size,
      };
      this.learn(fetched);
      return [fetched];
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

/** Whoever asks for a range is told; one that nobody asks for any more may fail unheard. */
function unheard(fetched: Promise<Fetched[]>): Promise<Fetched[]> {
  fetched.catch(() => undefined);
  return fetched;
}
