import { Logger } from '@nestjs/common';
import { logLine } from '../../platform/logger.js';
import { broadcast, isSend } from './broadcast.js';
import { type ChainIdentity, Endpoint, type EndpointState } from './endpoint.js';
import {
  type JsonRpc,
  NotSettled,
  type Parse,
  type RpcCall,
  RpcError,
  RpcUnreachable,
} from './rpc.js';

/** Two endpoints that have different blocks where a block is final. */
export interface Disagreement {
  block: number;
  /** Name of each endpoint asked, and the hash it has. */
  hashes: Map<string, string>;
}

export interface PoolSettings {
  /** Read when first needed; throws where the manifest is not readable (told elsewhere). */
  expected: () => ChainIdentity;
  /** Blocks until a block is final, as in CONFIRMATIONS. */
  confirmations: number;
  /** How old what is known of the endpoints may be, ms. */
  lookMs?: number;
  timeoutMs?: number;
}

const LOOK_MS = 1_000;
/** The node wants to be asked less (EIP-1474, and the HTTP status some put there). */
const LIMITED = [-32_005, 429];

/**
 * Several nodes as one. Reads go to the one that is furthest along, on to the next where it does not
 * answer; bytes to send go to all. It never answers an older head than before while a node is missing,
 * nor any head while two nodes differ about a final block: the ledger and the outbox then wait.
 */
export class RpcPool implements JsonRpc {
  private readonly logger = new Logger('rpc');
  readonly endpoints: Endpoint[];
  /** Stands until both are seen with the same block again. */
  disagreement: Disagreement | null = null;
  private looked = -Infinity;
  private looking: Promise<void> | null = null;
  /** The highest block answered as the head, and the highest final one that all agreed about. */
  private highest = 0;
  private agreed = -1;

  constructor(
    urls: string[],
    private readonly settings: PoolSettings,
  ) {
    const hosts = urls.map((url) => new URL(url).host);
    this.endpoints = urls.map((url, i) => {
      const twins = hosts.filter((host) => host === hosts[i]).length > 1;
      const name = twins ? `${hosts[i]}#${i + 1}` : (hosts[i] ?? '');
      return new Endpoint(name, url, settings.timeoutMs);
    });
  }

  /** @throws RpcError, RpcUnreachable, NotSettled */
  async call<T>(method: string, params: unknown[] = []): Promise<T> {
    await this.fresh();
    if (isSend(method)) {
      return broadcast(this.inOrder(), params[0], ({ rpc }) => rpc.call<T>(method, params));
    }
    if (method === 'eth_getBlockByNumber' && params[0] === 'latest')
      return (await this.head()) as T;
    return this.read(blockIn(method, params), ({ rpc }) => rpc.call<T>(method, params));
  }

  /** @throws as `call`; a batch is answered by one endpoint */
  async batch<T>(calls: RpcCall[], parse?: Parse): Promise<T[]> {
    if (calls.length === 0) return [];
    await this.fresh();
    const ask = ({ rpc }: Endpoint) => rpc.batch<T>(calls, parse);
    if (calls.some(({ method }) => isSend(method))) return broadcast(this.inOrder(), null, ask);
    const needed = calls.map(({ method, params }) => blockIn(method, params));
    return this.read(Math.max(...needed), ask);
  }

  /** One after the other, each as `call`; an error is the answer of its call only. */
  async settle<T>(calls: RpcCall[]): Promise<(T | RpcError)[]> {
    const answers: (T | RpcError)[] = [];
    for (const { method, params } of calls) {
      try {
        answers.push(await this.call<T>(method, params));
      } catch (error) {
        if (!(error instanceof RpcError)) throw error;
        answers.push(error);
      }
    }
    return answers;
  }

  /** Asks all endpoints where they are, and compares them. */
  async look(): Promise<void> {
    const before = this.endpoints.map(({ state }) => state);
    const expected = this.identity();
    await Promise.all(this.endpoints.map((endpoint) => endpoint.look(expected)));
    this.endpoints.forEach((endpoint, i) => this.tell(endpoint, before[i] ?? 'unknown'));
    await this.compare();
    this.looked = performance.now();
  }

  /** Known well enough: the first look is waited for, later ones go on beside the question. */
  private async fresh(): Promise<void> {
    const age = performance.now() - this.looked;
    if (age < (this.settings.lookMs ?? LOOK_MS)) return;
    this.looking ??= this.look().finally(() => (this.looking = null));
    if (age === Infinity || this.inOrder().length === 0) await this.looking;
  }

  /** Usable endpoints, the furthest along first; equals in the order they were given. */
  private inOrder(): Endpoint[] {
    const rank = ({ state, head }: Endpoint) => (state === 'ok' ? 1e15 : 0) + (head?.number ?? 0);
    return this.endpoints.filter(({ usable }) => usable).sort((a, b) => rank(b) - rank(a));
  }

  /** One that has the block, if any does; the next where it does not answer. */
  private async read<T>(block: number, ask: (endpoint: Endpoint) => Promise<T>): Promise<T> {
    const usable = this.inOrder();
    const having = usable.filter(({ head }) => (head?.number ?? 0) >= block);
    let refused: RpcError | null = null;
    for (const endpoint of having.length > 0 ? having : usable) {
      try {
        return await ask(endpoint);
      } catch (error) {
        if (error instanceof RpcError && LIMITED.includes(error.rpcCode)) refused = error;
        else if (error instanceof RpcUnreachable) this.lost(endpoint, error);
        else throw error;
      }
    }
    if (refused) throw refused;
    throw new RpcUnreachable(`no endpoint can be asked (${this.troubles().join('; ')})`);
  }

  /** @throws NotSettled where the nodes differ, or those that answer are behind what was answered */
  private async head(): Promise<unknown> {
    const newest = () => this.read(0, (endpoint) => endpoint.latest());
    let latest = await newest();
    if (Number(latest.number) < this.highest) {
      await this.look();
      latest = await newest();
    }
    const number = Number(latest.number);
    if (number < this.highest) this.acceptSetBack(number);
    const final = number - this.settings.confirmations + 1;
    if (final > this.agreed) await this.agree(final);
    if (this.disagreement) throw new NotSettled(wordsOf(this.disagreement));
    this.highest = number;
    this.agreed = final;
    return latest;
  }

  /**
   * A chain that was really set back (a development node) is so for every node there is.
   * @throws NotSettled where a node is missing, or has seen more
   */
  private acceptSetBack(number: number): void {
    if (!this.endpoints.every(({ usable, head }) => usable && (head?.number ?? 0) <= number)) {
      throw new NotSettled(
        `the nodes that answer are at block ${number}, and block ${this.highest} was seen before`,
      );
    }
    for (const endpoint of this.endpoints) endpoint.acceptSetBack();
  }

  /** Each endpoint's newest final block is compared with what all the others have there. */
  private async compare(): Promise<void> {
    if (this.disagreement) {
      await this.agree(this.disagreement.block);
      return;
    }
    const heads = this.inOrder().map(({ head }) => head?.number ?? 0);
    const finals = new Set(heads.map((number) => number - this.settings.confirmations + 1));
    for (const block of finals) {
      if (!(await this.agree(block))) return;
    }
  }

  /** Whether all endpoints that have a block have the same; one that lacks it says nothing. */
  private async agree(block: number): Promise<boolean> {
    if (block < 0) return true;
    const hashes = new Map<string, string>();
    await Promise.all(
      this.inOrder().map(async (endpoint) => {
        try {
          const hash = await endpoint.hashOf(block);
          if (hash) hashes.set(endpoint.name, hash);
        } catch (error) {
          this.lost(endpoint, error);
        }
      }),
    );
    const before = this.disagreement;
    if (new Set(hashes.values()).size > 1) {
      this.disagreement = { block, hashes };
      if (!before) this.logger.error(logLine('endpoints_disagree', { block, ...shown(hashes) }));
    } else if (before && [...before.hashes.keys()].every((name) => hashes.has(name))) {
      this.disagreement = null;
      this.logger.warn(logLine('endpoints_agree', { block, ...shown(hashes) }));
    }
    return this.disagreement === null;
  }

  private lost(endpoint: Endpoint, error: unknown): void {
    const before = endpoint.state;
    endpoint.failed(error);
    this.tell(endpoint, before);
  }

  /** One line per change of state. */
  private tell({ name, state, trouble, head }: Endpoint, before: EndpointState): void {
    if (state === before || (before === 'unknown' && state === 'ok')) return;
    const line = logLine(`endpoint_${state}`, {
      endpoint: name,
      block: head?.number,
      reason: trouble ?? undefined,
    });
    if (state === 'ok') this.logger.log(line);
    else if (state === 'wrong_chain') this.logger.error(line);
    else this.logger.warn(line);
  }

  /** What is wrong with each endpoint that is not well. */
  troubles(): string[] {
    return this.endpoints.flatMap(({ name, trouble }) => (trouble ? [`${name} ${trouble}`] : []));
  }

  private identity(): ChainIdentity | null {
    try {
      return this.settings.expected();
    } catch {
      return null;
    }
  }
}

function wordsOf({ block, hashes }: Disagreement): string {
  const said = [...hashes].map(([name, hash]) => `${name} has ${hash}`).join(', ');
  return (
    `the nodes disagree about block ${block}, which is final: ${said}. Nothing moves until they ` +
    'agree; take the wrong one out of RPC_URL'
  );
}

const shown = (hashes: Map<string, string>) => ({
  hashes: [...hashes].map(([name, hash]) => `${name}=${hash}`).join(' '),
});

/** The highest block a question names, 0 where it names none. */
function blockIn(method: string, params: unknown[]): number {
  const named = method === 'eth_getLogs' ? [(params[0] as { toBlock?: unknown }).toBlock] : params;
  const numbers = named.filter((tag) => typeof tag === 'string' && /^0x[0-9a-f]{1,12}$/.test(tag));
  return Math.max(0, ...numbers.map(Number));
}
