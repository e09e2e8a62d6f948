import { act } from '@testing-library/react';
import { afterEach, beforeEach } from 'node:test';

/** Whose wallet it is. */
export const OWNER = '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed';
const HASH = `0x${'ab'.repeat(32)}`;

/** One browser's locks, as far as one tab asks whether another holds one. */
export class Locks {
  readonly held = new Set<string>();

  async request(
    name: string,
    _: { ifAvailable: true },
    run: (lock: object | null) => Promise<unknown>,
  ): Promise<unknown> {
    if (this.held.has(name)) return run(null);
    this.held.add(name);
    try {
      return await run({ name });
    } finally {
      this.held.delete(name);
    }
  }
}

/** A wallet that announces itself, signs when it is told to, and finds everything mined unless it waits. */
export function wallet() {
  const sent: unknown[] = [];
  let signs: (hash: string) => void = () => undefined;
  const answers: Record<string, (param: unknown) => unknown> = {
    eth_requestAccounts: () => [OWNER],
    eth_chainId: () => '0x7a69',
    eth_getTransactionReceipt: () => (own.waits ? null : { status: '0x1' }),
    eth_sendTransaction: (transaction) => {
      sent.push(transaction);
      return new Promise<string>((resolve) => {
        signs = resolve;
      });
    },
  };
  const provider = {
    request: ({ method, params }: { method: string; params?: unknown[] }) =>
      Promise.resolve(answers[method]?.(params?.[0])),
  };
  const info = { uuid: 'sample', name: 'Sample', icon: '', rdns: 'test.sample' };
  const announce = () =>
    window.dispatchEvent(
      new CustomEvent('eip6963:announceProvider', { detail: { info, provider } }),
    );
  window.addEventListener('eip6963:requestProvider', announce);
  const own = {
    sent,
    waits: false,
    sign: () =>
      act(() => {
        signs(HASH);
        return Promise.resolve();
      }),
    leave: () => window.removeEventListener('eip6963:requestProvider', announce),
  };
  return own;
}

/**
 * For each case a browser of its own, with nothing kept in it and one wallet, whose API answers a preflight and whatever
 * else it is asked.
 */
export function browserWithWallet(preflight: object, others: object) {
  const real = globalThis.fetch;
  let own: ReturnType<typeof wallet>;
  /** A page that is closed lets its locks go. */
  const letGo = () =>
    Object.defineProperty(navigator, 'locks', { value: new Locks(), configurable: true });
  beforeEach(() => {
    sessionStorage.clear();
    localStorage.clear();
    own = wallet();
    letGo();
    globalThis.fetch = (input) => {
      const body = (input as Request).url.endsWith('/preflight') ? preflight : others;
      return Promise.resolve(new Response(JSON.stringify(body), { status: 200 }));
    };
  });
  afterEach(() => {
    own.leave();
    Reflect.deleteProperty(navigator, 'locks');
    globalThis.fetch = real;
  });
  return {
    letGo,
    get wallet() {
      return own;
    },
  };
}
