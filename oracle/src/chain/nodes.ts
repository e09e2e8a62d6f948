import { Endpoint, RpcError, RpcUnreachable } from './endpoint.js';

/** Blocks on top of one that honest nodes no longer differ about. */
const SETTLED = 12;
/** How old what is known of the nodes' heads may be, ms. */
const LOOK_MS = 250;

/**
 * One node, or several as one. Of several, those furthest along are read, bytes go to all. Nothing is
 * answered while none of them has the newest block that was seen, or while two differ about a settled block:
 * nobody here can know which is right, so the rounds wait and the operator is told.
 */
export class Nodes {
  private readonly endpoints: readonly Endpoint[];
  private looked = -Infinity;
  private looking: Promise<readonly Endpoint[]> | null = null;
  private highest = 0;
  private agreed = -1;

  /** @param urls at least one */
  constructor(urls: readonly string[], timeoutMs: number) {
    this.endpoints = urls.map((url) => new Endpoint(url, timeoutMs));
  }

  /** @throws RpcError, RpcUnreachable */
  async call<T>(method: string, params: unknown[]): Promise<T> {
    if (this.endpoints.length === 1) return this.ask(this.endpoints, method, params);
    const furthest = await this.furthest();
    return method === 'eth_sendRawTransaction'
      ? this.broadcast(method, params)
      : this.ask(furthest, method, params);
  }

  /** The first that answers. */
  private async ask<T>(from: readonly Endpoint[], method: string, params: unknown[]): Promise<T> {
    let silence: RpcUnreachable | null = null;
    for (const endpoint of from) {
      try {
        return await endpoint.call<T>(method, params);
      } catch (error) {
        if (!(error instanceof RpcUnreachable)) throw error;
        silence = error;
      }
    }
    throw silence ?? new RpcUnreachable(`${method}: no node can be asked`);
  }

  /** Taken by one is taken; refused only where none took it. */
  private async broadcast<T>(method: string, params: unknown[]): Promise<T> {
    const sends = this.endpoints.map((endpoint) => endpoint.call<T>(method, params));
    const outcomes = await Promise.allSettled(sends);
    const taken = outcomes.find((one) => one.status === 'fulfilled');
    if (taken) return taken.value;
    const reasons = outcomes.map((one) =>
      one.status === 'rejected' ? (one.reason as Error) : null,
    );
    throw (
      reasons.find((one) => one instanceof RpcError) ?? reasons[0] ?? new RpcUnreachable(method)
    );
  }

  private furthest(): Promise<readonly Endpoint[]> {
    if (this.looking && Date.now() - this.looked < LOOK_MS) return this.looking;
    this.looked = Date.now();
    this.looking = this.look();
    return this.looking;
  }

  private async look(): Promise<readonly Endpoint[]> {
    const asked = await Promise.allSettled(
      this.endpoints.map(async (endpoint) => ({
        endpoint,
        head: Number(await endpoint.call<string>('eth_blockNumber', [])),
      })),
    );
    const alive = asked.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    if (alive.length === 0) throw new RpcUnreachable('none of the nodes answers');
    const heads = alive.map(({ head }) => head);
    const head = Math.max(...heads);
    if (head < this.highest) {
      const where = alive.map((one) => `${one.endpoint.name} is at ${one.head}`).join(', ');
      throw new RpcUnreachable(
        `the nodes lag: block ${this.highest} was seen, ${where}; wait, or add a node to RPC_URL`,
      );
    }
    this.highest = head;
    await this.agree(
      alive.map(({ endpoint }) => endpoint),
      Math.max(0, Math.min(...heads) - SETTLED),
    );
    return alive.filter((one) => one.head === head).map(({ endpoint }) => endpoint);
  }

  private async agree(alive: readonly Endpoint[], block: number): Promise<void> {
    if (block === this.agreed) return;
    const tag = `0x${block.toString(16)}`;
    const found = await Promise.all(
      alive.map(async (endpoint) => {
        const params = [tag, false];
        const answer = await endpoint.call<{ hash: string } | null>('eth_getBlockByNumber', params);
        return { name: endpoint.name, hash: answer?.hash };
      }),
    );
    if (new Set(found.map(({ hash }) => hash)).size > 1) {
      const said = found.map(({ name, hash }) => `${name} has ${hash}`).join(', ');
      throw new RpcUnreachable(
        `the nodes disagree about block ${block}: ${said}; take the wrong one out of RPC_URL`,
      );
    }
    this.agreed = block;
  }
}
