/** Sends unsigned transactions of anybody's; all of a block go in one request. */
export class Filler {
  private waiting: { method: string; params: unknown[] }[] = [];
  private readonly nonces = new Map<string, number>();
  private readonly url: string;

  constructor(url: string) {
    this.url = url;
  }

  /** Begins to send for an account that has sent before. */
  async knows(address: string): Promise<void> {
    const count = await this.call('eth_getTransactionCount', [address, 'latest']);
    this.nonces.set(address, Number(count));
  }

  add(from: string, to: string, data: string): void {
    const nonce = this.nonces.get(from) ?? 0;
    this.nonces.set(from, nonce + 1);
    const transaction = {
      from,
      to,
      data,
      gas: '0x1c9c380',
      gasPrice: '0x0',
      nonce: `0x${nonce.toString(16)}`,
    };
    this.waiting.push({ method: 'eth_sendTransaction', params: [transaction] });
  }

  async mine(): Promise<void> {
    const calls = this.waiting;
    this.waiting = [];
    await this.post(calls);
    await this.call('evm_mine', []);
  }

  async call(method: string, params: unknown[]): Promise<unknown> {
    return (await this.post([{ method, params }]))[0];
  }

  private async post(calls: { method: string; params: unknown[] }[]): Promise<unknown[]> {
    const response = await fetch(this.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(calls.map((call, id) => ({ jsonrpc: '2.0', id, ...call }))),
    });
    const answers = (await response.json()) as { result?: unknown; error?: { message: string } }[];
    return answers.map(({ result, error }) => {
      if (error) throw new Error(`The node refused: ${error.message}`);
      return result;
    });
  }
}
