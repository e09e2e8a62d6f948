import { Rpc } from './rpc.js';

/** The chain every endpoint must be of. */
export interface ChainIdentity {
  chainId: number;
  genesisHash: string;
}

export interface Head {
  number: number;
  hash: string;
}

/**
 * `behind`: answers an older head than it did before; `wrong_chain`: shut out, whatever it answers.
 */
export type EndpointState = 'unknown' | 'ok' | 'behind' | 'unreachable' | 'wrong_chain';

interface RawBlock {
  number: string;
  hash: string;
}

/** How long an endpoint may take to say where it is, ms. */
const LOOK_TIMEOUT_MS = 1_500;

/** One of several nodes: where it is and whether it can be asked. */
export class Endpoint {
  readonly rpc: Rpc;
  private readonly looking: Rpc;
  state: EndpointState = 'unknown';
  /** What is wrong, for the operator. */
  trouble: string | null = null;
  head: Head | null = null;
  /** The highest block it ever answered as its head. */
  private highest = 0;

  /** `name` is what logs and health say: never the URL, whose path or login may be a secret. */
  constructor(
    readonly name: string,
    url: string,
    timeoutMs?: number,
  ) {
    this.rpc = new Rpc(url, timeoutMs);
    this.looking = new Rpc(url, Math.min(timeoutMs ?? LOOK_TIMEOUT_MS, LOOK_TIMEOUT_MS));
  }

  get usable(): boolean {
    return this.state === 'ok' || this.state === 'behind';
  }

  /** Asks who and where it is. Never throws: what is wrong is its state. */
  async look(expected: ChainIdentity | null): Promise<void> {
    try {
      const [chainId, genesis, latest] = await this.looking.batch<unknown>([
        { method: 'eth_chainId', params: [] },
        { method: 'eth_getBlockByNumber', params: ['0x0', false] },
        { method: 'eth_getBlockByNumber', params: ['latest', false] },
      ]);
      const stranger = expected && strangeness(Number(chainId), genesis as RawBlock, expected);
      if (stranger) this.become('wrong_chain', stranger);
      else this.saw(latest as RawBlock);
    } catch (error) {
      this.failed(error);
    }
  }

  /** Its newest block, asked for now. @throws as `Rpc.call` */
  async latest<T extends RawBlock>(): Promise<T> {
    const block = await this.rpc.call<T>('eth_getBlockByNumber', ['latest', false]);
    this.saw(block);
    return block;
  }

  /** The hash it has for a block, null where it lacks the block. @throws as `Rpc.call` */
  async hashOf(number: number): Promise<string | null> {
    const params = [`0x${number.toString(16)}`, false];
    const block = await this.looking.call<RawBlock | null>('eth_getBlockByNumber', params);
    return block && block.hash.toLowerCase();
  }

  /** Its older head is the chain's: every node says so. */
  acceptSetBack(): void {
    this.highest = this.head?.number ?? 0;
    this.become('ok', null);
  }

  failed(error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    this.become('unreachable', reason);
  }

  private saw(latest: RawBlock): void {
    const number = Number(latest.number);
    this.head = { number, hash: latest.hash.toLowerCase() };
    if (number >= this.highest) {
      this.highest = number;
      this.become('ok', null);
    } else {
      this.become('behind', `answers block ${number} as its newest, after block ${this.highest}`);
    }
  }

  private become(state: EndpointState, trouble: string | null): void {
    this.state = state;
    this.trouble = trouble;
  }
}

function strangeness(chainId: number, genesis: RawBlock | null, is: ChainIdentity): string | null {
  if (chainId !== is.chainId) return `is on chain ${chainId}, not ${is.chainId}`;
  const hash = genesis?.hash.toLowerCase() ?? 'unknown';
  if (hash === is.genesisHash.toLowerCase()) return null;
  return `is on a chain with genesis ${hash}, not ${is.genesisHash.toLowerCase()}`;
}
