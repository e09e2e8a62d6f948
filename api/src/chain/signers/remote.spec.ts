import { afterEach, describe, expect, it } from '@jest/globals';
import { getBytes, hexlify, N as ORDER, toBeHex, Transaction, Wallet } from 'ethers';
import { type Heard, HttpDouble, type Said } from '../testing/http-double.js';
import { SignerError } from './signer.js';
import { openRemote, type RemoteDialect } from './remote.js';

const wallet = new Wallet(`0x${'9'.repeat(64)}`);
const ASKED = {
  type: 2,
  chainId: 31337,
  nonce: 0,
  to: '0x00000000000000000000000000000000000000aa',
  data: '0xdeadbeef',
  value: 0n,
  gasLimit: 100_000n,
  maxFeePerGas: 2_000_000_000n,
  maxPriorityFeePerGas: 0n,
};

type Sign = (heard: Heard) => unknown;

/** As the real ones: fields of the request, back into a transaction that the key signs. */
const sign = async ({ body }: Heard, as = wallet): Promise<string> => {
  const [fields] = body['params'] as [Record<string, string>];
  const { from, gas, ...rest } = fields;
  expect(from).toBe(wallet.address);
  const quantities = ['nonce', 'value', 'chainId', 'maxFeePerGas', 'maxPriorityFeePerGas'];
  for (const name of quantities) expect(rest[name]).toMatch(/^0x(0|[1-9a-f][0-9a-f]*)$/);
  return as.signTransaction({ ...rest, type: 2, gasLimit: gas, nonce: Number(rest['nonce']) });
};

let double: HttpDouble;
afterEach(() => double.stop());

async function start(dialect: RemoteDialect, result: Sign, faulty?: (heard: Heard) => Said | null) {
  double = await new HttpDouble(async (heard) => {
    const said = faulty?.(heard);
    if (said) return said;
    const { id, method } = heard.body;
    if (method === 'eth_accounts') {
      return { body: { jsonrpc: '2.0', id, result: [wallet.address.toLowerCase()] } };
    }
    return { body: { jsonrpc: '2.0', id, result: await result(heard) } };
  }).start();
  const url = new URL(double.url);
  url.username = 'cadastre';
  url.password = 'p@ss word';
  return openRemote({ dialect, url, address: wallet.address, timeoutMs: 500 });
}

describe('a remote signer', () => {
  it('Web3Signer: eth_signTransaction answers the raw bytes', async () => {
    const signer = await start('web3signer', sign);
    expect(signer.address).toBe(wallet.address);
    expect(await signer.sign(ASKED)).toBe(await wallet.signTransaction(ASKED));
    const { headers, body } = double.heard.at(-1)!;
    expect(body['method']).toBe('eth_signTransaction');
    expect(headers.authorization).toBe(`Basic ${btoa('cadastre:p@ss word')}`);
  });

  it('Clef: account_signTransaction answers raw and tx, and is not asked for its accounts', async () => {
    const signer = await start('clef', async (heard) => ({ raw: await sign(heard), tx: {} }));
    expect(double.heard).toEqual([]);
    expect(await signer.sign(ASKED)).toBe(await wallet.signTransaction(ASKED));
    expect(double.heard.at(-1)?.body['method']).toBe('account_signTransaction');
  });

  const stranger = new Wallet(`0x${'a'.repeat(64)}`);
  const highS = (raw: string): string => {
    const { s } = Transaction.from(raw).signature!;
    return raw.replace(s.slice(2), toBeHex(ORDER - BigInt(s), 32).slice(2));
  };
  it.each<[string, Sign, string]>([
    ['another account’s signature', (h) => sign(h, stranger), 'signed as'],
    ['another nonce', () => wallet.signTransaction({ ...ASKED, nonce: 1 }), 'another transaction'],
    [
      'another chain',
      () => wallet.signTransaction({ ...ASKED, chainId: 1 }),
      'another transaction',
    ],
    ['other data', () => wallet.signTransaction({ ...ASKED, data: '0x' }), 'another transaction'],
    [
      'a higher fee',
      () => wallet.signTransaction({ ...ASKED, maxFeePerGas: 1n << 60n }),
      'another transaction',
    ],
    ['a high s', async (h) => highS(await sign(h)), 'no signed transaction'],
    [
      'the unsigned transaction',
      () => Transaction.from(ASKED).unsignedSerialized,
      'no signed transaction',
    ],
    ['bytes of no transaction', () => '0xc0ffee', 'no signed transaction'],
    ['one byte more', async (h) => `${await sign(h)}00`, 'no signed transaction'],
    ['a number', () => 42, 'no signed transaction'],
    ['nothing', () => null, 'no signed transaction'],
  ])('that answers %s is not believed', async (_, answer, message) => {
    const signer = await start('web3signer', answer);
    await expect(signer.sign(ASKED)).rejects.toThrow(new RegExp(message));
  });

  it('a bit anywhere in the answer is seen', async () => {
    const signer = await start('web3signer', async (heard) => {
      const bytes = getBytes(await sign(heard));
      const at = Math.floor(Math.random() * bytes.length);
      bytes[at] = (bytes[at] ?? 0) ^ 1;
      return hexlify(bytes);
    });
    for (let i = 0; i < 40; i += 1) await expect(signer.sign(ASKED)).rejects.toThrow(SignerError);
  });

  const refused = (status: number, body: unknown) => (heard: Heard) =>
    heard.body['method'] === 'eth_accounts' ? null : { status, body };
  it.each<[string, (heard: Heard) => Said | null, string]>([
    ['403', refused(403, 'Forbidden'), 'refuses eth_signTransaction: HTTP 403'],
    ['a JSON-RPC error', refused(200, { error: { code: -32_000, message: 'denied' } }), 'denied'],
    ['a page', refused(200, '<html></html>'), 'does not speak JSON-RPC'],
    [
      'nothing in time',
      (h) => (h.body['method'] === 'eth_accounts' ? null : 'hang'),
      'does not answer',
    ],
  ])('that answers %s is an error in words', async (_, faulty, message) => {
    const signer = await start('web3signer', sign, faulty);
    const error = await signer.sign(ASKED).catch((failed: unknown) => failed);
    expect(String(error)).toContain(message);
    expect(String(error)).not.toContain('p@ss');
  });

  it('that does not hold the account is refused before anything is signed', async () => {
    const empty = (heard: Heard) =>
      heard.body['method'] === 'eth_accounts' ? { body: { result: [] } } : null;
    await expect(start('web3signer', sign, empty)).rejects.toThrow(
      `does not hold ${wallet.address}`,
    );
  });

  it('that is not there is an error in words', async () => {
    const url = new URL('http://user:hush@127.0.0.1:9/secret-path');
    const error = await openRemote({ dialect: 'web3signer', url, address: wallet.address }).catch(
      (failed: unknown) => failed,
    );
    expect(String(error)).toMatch(/web3signer at 127\.0\.0\.1:9 does not answer/);
    expect(String(error)).not.toMatch(/hush|secret-path/);
    double = await new HttpDouble(() => 'hang').start();
  });

  it.each([
    ['web3signer', 'eth_signTypedData'],
    ['clef', 'account_signTypedData'],
  ] as const)(
    '%s: a typed message comes back signed by the account, or not at all',
    async (dialect, method) => {
      const typed = {
        domain: { name: 'Example', version: '1', chainId: 31337 },
        types: { Said: [{ name: 'what', type: 'string' }] },
        message: { what: 'as agreed' },
      };
      let by = wallet;
      const signer = await start(dialect, ({ body }) => {
        const [account, payload] = body['params'] as [string, { primaryType: string }];
        expect([account, payload.primaryType]).toEqual([wallet.address, 'Said']);
        return by.signTypedData(typed.domain, typed.types, typed.message);
      });
      expect(await signer.signTyped(typed)).toBe(
        await wallet.signTypedData(typed.domain, typed.types, typed.message),
      );
      expect(double.heard.at(-1)?.body['method']).toBe(method);
      by = new Wallet(`0x${'8'.repeat(64)}`);
      await expect(signer.signTyped(typed)).rejects.toThrow(
        new SignerError(
          `${dialect} at ${new URL(double.url).host} signed the message as ${by.address}, not as ${wallet.address}`,
        ),
      );
    },
  );
});
