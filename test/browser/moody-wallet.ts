import { SettledProvider } from '@cadastre/contracts';
import { Wallet } from 'ethers';
import type { Page } from 'playwright-core';

export type Mood = 'willing' | 'refuses' | 'other chain' | 'other account' | 'switches after one';

interface Reply {
  result?: unknown;
  error?: { code: number; message: string };
}

/** Nobody's. */
const STRANGER = '0x00000000000000000000000000000000000000AA';

/**
 * A browser wallet's answers (EIP-1193), by what its person feels like: who refuses, is on another
 * chain, has another account chosen, or chooses it after the first transaction.
 */
export class MoodyWallet {
  mood: Mood = 'willing';
  /** Transactions that went out. */
  sent = 0;
  private readonly wallet: Wallet;
  private readonly node: SettledProvider;

  constructor(privateKey: string, rpcUrl: string) {
    this.node = new SettledProvider(rpcUrl, undefined, { staticNetwork: true, cacheTimeout: -1 });
    this.wallet = new Wallet(privateKey, this.node);
  }

  /** Puts it into a page before that is opened: it announces itself there (EIP-6963). */
  async enter(page: Page, name: string): Promise<void> {
    await page.exposeFunction('moodyRequest', (method: string, params: unknown[]) =>
      this.request(method, params),
    );
    await page.addInitScript(
      `{
        const info = { uuid: '5f1c1b6e-4c1d-4f57-9d2a-6f0d6f6f0002', name: ${JSON.stringify(name)},
          icon: 'data:image/svg+xml,<svg/>', rdns: 'example.moody' };
        const provider = { request: async ({ method, params = [] }) => {
          const { result, error } = await globalThis.moodyRequest(method, params);
          if (error) throw Object.assign(new Error(error.message), { code: error.code });
          return result;
        } };
        const announce = () => dispatchEvent(
          new CustomEvent('eip6963:announceProvider', { detail: Object.freeze({ info, provider }) }));
        addEventListener('eip6963:requestProvider', announce);
        announce();
      }`,
    );
  }

  private async request(method: string, params: unknown[]): Promise<Reply> {
    try {
      return { result: await this.answer(method, params) };
    } catch (error) {
      const code = error instanceof Refused ? 4001 : -32603;
      return { error: { code, message: error instanceof Error ? error.message : String(error) } };
    }
  }

  private async answer(method: string, params: unknown[]): Promise<unknown> {
    switch (method) {
      case 'eth_accounts':
      case 'eth_requestAccounts': {
        const other =
          this.mood === 'other account' || (this.mood === 'switches after one' && this.sent > 0);
        return [other ? STRANGER : this.wallet.address];
      }
      case 'eth_chainId':
        return this.mood === 'other chain' ? '0x1' : this.node.send('eth_chainId', []);
      case 'eth_sendTransaction': {
        if (this.mood === 'refuses') throw new Refused('User rejected the request.');
        const { to, data } = params[0] as { to: string; data: string };
        const { hash } = await this.wallet.sendTransaction({ to, data });
        this.sent += 1;
        return hash;
      }
      case 'eth_getTransactionReceipt':
        return this.node.send(method, params);
      default:
        throw new Error(`${method} is not offered`);
    }
  }

  /** Lets go of the node. */
  close(): void {
    this.node.destroy();
  }
}

class Refused extends Error {}
