import { AssetToken__factory } from '@cadastre/contracts';
import { setTimeout as sleep } from 'node:timers/promises';
import { type RunningAnvil } from '../../scripts/lib/anvil.ts';
import { blockHead, rpc } from '../../scripts/lib/rpc.ts';
import { saveState } from '../../scripts/lib/anvil-state.ts';
import { type Origin, startFrom } from './chain.ts';

const TOKEN = AssetToken__factory.createInterface();
const SUPPLY = TOKEN.encodeFunctionData('totalSupply');
const GWEI = 1_000_000_000;
/** Blocks before the schedule begins: the deepest reorganisation stays above the origin. */
const LEAD = 12;

/** The chain of one schedule: mines when the schedule says so and remembers each block's supply. */
export class ScheduleNode {
  /** The token's total supply after each block there ever was, by block hash. */
  readonly supplies = new Map<string, bigint>();
  private stalledUntil = 0;
  private mining: Promise<void> | null = null;
  private minerOn = false;
  private last: Promise<unknown> = Promise.resolve();
  private readonly anvil: RunningAnvil;
  private readonly origin: Origin;
  /** Transactions that the platform forgot and the network did not, by hash. */
  forgotten: ReadonlyMap<string, string> = new Map();
  readonly firstBlock: number;

  private constructor(anvil: RunningAnvil, origin: Origin, firstBlock: number) {
    this.anvil = anvil;
    this.origin = origin;
    this.firstBlock = firstBlock;
  }

  static async start(origin: Origin): Promise<ScheduleNode> {
    const anvil = await startFrom(origin.stateFile, origin.genesisTimestamp);
    const head = await blockHead(anvil.url, 'latest');
    const node = new ScheduleNode(anvil, origin, (head?.number ?? 0) + 1);
    for (let i = 0; i < LEAD; i += 1) await node.mine();
    return node;
  }

  get url(): string {
    return this.anvil.url;
  }

  call<T>(method: string, ...params: unknown[]): Promise<T> {
    return rpc<T>(this.url, method, params);
  }

  async head(): Promise<{ number: number; hash: string }> {
    const head = await blockHead(this.url, 'latest');
    if (!head) throw new Error('the node has no head');
    return head;
  }

  startMining(everyMs: number): void {
    this.minerOn = true;
    this.mining ??= (async () => {
      while (this.minerOn) {
        await sleep(everyMs);
        if (Date.now() >= this.stalledUntil) await this.mine();
      }
    })();
  }

  async stopMining(): Promise<void> {
    this.minerOn = false;
    await this.mining;
    this.mining = null;
  }

  stall(ms: number): void {
    this.stalledUntil = Date.now() + ms;
  }

  mine(): Promise<void> {
    return this.alone(async () => {
      await this.call('evm_mine');
      const { number } = await this.head();
      await this.note(number);
    });
  }

  /**
   * Replaces the newest blocks by empty ones. What was in them is gone; who sent it has to send it
   * again. What nobody could send again is back in the pool, where the network keeps it.
   */
  reorganise(depth: number): Promise<void> {
    return this.alone(async () => {
      await this.call('anvil_reorg', depth, []);
      for (const raw of this.forgotten.values()) {
        await this.call('eth_sendRawTransaction', raw).catch(() => undefined);
      }
      const { number } = await this.head();
      for (let one = number - depth; one <= number; one += 1) await this.note(one);
    });
  }

  async spike(gwei: number): Promise<void> {
    await this.call('anvil_setNextBlockBaseFeePerGas', `0x${(gwei * GWEI).toString(16)}`);
  }

  /** Nothing is mined for a while, and what waited then is gone. */
  async drop(stallMs: number): Promise<void> {
    this.stall(stallMs + 200);
    await sleep(stallMs);
    await this.alone(async () => {
      type Pool = Record<string, Record<string, { hash: string }>>;
      const { pending, queued } = await this.call<{ pending: Pool; queued: Pool }>(
        'txpool_content',
      );
      const waiting = [pending, queued].flatMap((pool) =>
        Object.values(pool).flatMap((byNonce) => Object.values(byNonce)),
      );
      for (const { hash } of waiting) await this.call('anvil_dropTransaction', hash);
    });
  }

  /** Another node that shares the past and is on a branch of its own, `ahead` blocks long. */
  async fork(ahead: number, file: string): Promise<RunningAnvil> {
    await this.alone(() => saveState(this.url, file));
    const other = await startFrom(file, this.origin.genesisTimestamp);
    await rpc(other.url, 'evm_increaseTime', [1_000]);
    // The first block was made at the start.
    for (let i = 1; i < ahead; i += 1) await rpc(other.url, 'evm_mine');
    return other;
  }

  stop(): Promise<void> {
    return this.anvil.stop();
  }

  private async note(number: number): Promise<void> {
    const block = await blockHead(this.url, number);
    if (!block) return;
    const supply = await this.call<string>(
      'eth_call',
      { to: this.origin.token, data: SUPPLY },
      `0x${number.toString(16)}`,
    );
    this.supplies.set(block.hash, BigInt(supply));
  }

  /** One change of the chain at a time. */
  private alone<T>(work: () => Promise<T>): Promise<T> {
    const done = this.last.then(work);
    this.last = done.catch(() => undefined);
    return done;
  }
}
