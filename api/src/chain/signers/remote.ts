import {
  getAddress,
  toQuantity,
  Transaction,
  type TransactionLike,
  TypedDataEncoder,
  verifyTypedData,
} from 'ethers';
import { z } from 'zod';
import { SIGNER_TIMEOUT_MS, type Signer, SignerError, type TypedStatement } from './signer.js';

/**
 * The two remote signers of the field, which differ in a method's name and in their answer:
 * Web3Signer answers `eth_signTransaction` with the raw bytes, Clef `account_signTransaction` with
 * `{raw, tx}`. https://docs.web3signer.consensys.io/reference/api/json-rpc,
 * https://geth.ethereum.org/docs/clef/apis
 */
export type RemoteDialect = 'web3signer' | 'clef';

export interface Remote {
  dialect: RemoteDialect;
  /** May carry `user:password@`, which goes into a header. */
  url: URL;
  address: string;
  timeoutMs?: number;
}

const METHOD = { web3signer: 'eth_signTransaction', clef: 'account_signTransaction' } as const;
const TYPED_METHOD = {
  web3signer: 'eth_signTypedData',
  clef: 'account_signTypedData',
} as const;
const hexBytes = z.string().regex(/^0x([0-9a-f]{2})+$/i);
const signedAnswer = z.union([hexBytes, z.object({ raw: hexBytes }).transform(({ raw }) => raw)]);
const envelope = z.object({
  result: z.unknown().optional(),
  error: z.object({ code: z.number(), message: z.string() }).nullish(),
});

/**
 * A signer that keeps its key elsewhere. It is asked for its accounts once, except Clef, which
 * would show a person a question.
 * @throws SignerError where it does not answer or does not hold the account
 */
export async function openRemote(remote: Remote): Promise<Signer> {
  const address = getAddress(remote.address);
  if (remote.dialect === 'web3signer') {
    const accounts = z.array(z.string()).safeParse(await ask(remote, 'eth_accounts', []));
    if (!accounts.data?.some((account) => account.toLowerCase() === address.toLowerCase())) {
      throw new SignerError(`does not hold ${address}; correct the address or load its key there`);
    }
  }
  return {
    address,
    sign: async (transaction) => {
      const asked = Transaction.from({ ...transaction, from: null, signature: null });
      const answer = await ask(remote, METHOD[remote.dialect], [request(asked, address)]);
      const raw = signedAnswer.safeParse(answer);
      if (!raw.success) throw new SignerError(`${placeOf(remote)} answered no signed transaction`);
      return verified(raw.data, asked, address, placeOf(remote));
    },
    signTyped: async (statement) => {
      const { domain, types, message } = statement;
      const payload: unknown = TypedDataEncoder.getPayload(domain, types, message);
      const answer = await ask(remote, TYPED_METHOD[remote.dialect], [address, payload]);
      return verifiedTyped(answer, statement, address, placeOf(remote));
    },
  };
}

/** The signature, if it is of this account under this message. @throws SignerError */
function verifiedTyped(
  answer: unknown,
  { domain, types, message }: TypedStatement,
  address: string,
  place: string,
): string {
  const signature = hexBytes.safeParse(answer);
  let signer = 'nobody';
  try {
    if (signature.success) signer = verifyTypedData(domain, types, message, signature.data);
  } catch {
    // No signature at all: told below.
  }
  if (signature.success && signer === address) return signature.data.toLowerCase();
  throw new SignerError(`${place} signed the message as ${signer}, not as ${address}`);
}

/** Quantities are hex without leading zeros; both signers take `data` (and Clef also `input`). */
function request(asked: Transaction, from: string): Record<string, string> {
  const fees: [string, bigint | null][] =
    asked.type === 2
      ? [
          ['maxFeePerGas', asked.maxFeePerGas],
          ['maxPriorityFeePerGas', asked.maxPriorityFeePerGas],
        ]
      : [['gasPrice', asked.gasPrice]];
  return {
    from,
    ...(asked.to !== null && { to: asked.to }),
    gas: toQuantity(asked.gasLimit),
    ...Object.fromEntries(fees.map(([name, wei]) => [name, toQuantity(wei ?? 0n)])),
    value: toQuantity(asked.value),
    nonce: toQuantity(asked.nonce),
    data: asked.data,
    chainId: toQuantity(asked.chainId),
  };
}

/**
 * The bytes, if they are exactly the transaction asked for, signed by the expected account in the
 * form nodes accept (EIP-2). A signer may be configured for another chain, or be somebody else's.
 * @throws SignerError
 */
export function verified(
  raw: string,
  asked: TransactionLike | Transaction,
  address: string,
  place: string,
): string {
  const { from, signed } = decoded(raw, place);
  if (from !== address) throw new SignerError(`${place} signed as ${from}, not as ${address}`);
  if (signed.unsignedSerialized !== Transaction.from(asked).unsignedSerialized) {
    throw new SignerError(
      `${place} signed another transaction than it was asked to ` +
        `(chain ${signed.chainId}, nonce ${signed.nonce}, to ${signed.to ?? 'nobody'})`,
    );
  }
  return raw;
}

/** The decoder also refuses a high s (EIP-2), which no node would accept. */
function decoded(raw: string, place: string): { from: string; signed: Transaction } {
  let from: string | null;
  let signed: Transaction;
  try {
    signed = Transaction.from(raw);
    from = signed.signature?.isValid() === false ? null : signed.from;
  } catch {
    from = null;
    signed = new Transaction();
  }
  if (!from) throw new SignerError(`${place} answered bytes that are no signed transaction`);
  return { from, signed };
}

/** The host alone: paths and credentials may be secrets. */
const placeOf = ({ dialect, url }: Remote): string => `${dialect} at ${url.host}`;

async function ask(remote: Remote, method: string, params: unknown[]): Promise<unknown> {
  const { url, timeoutMs = SIGNER_TIMEOUT_MS } = remote;
  const place = placeOf(remote);
  const bare = new URL(url);
  bare.username = bare.password = '';
  const login = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  let response: Response;
  let body: unknown;
  try {
    response = await fetch(bare, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(url.username && { authorization: `Basic ${Buffer.from(login).toString('base64')}` }),
      },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
      // A redirect would carry the transaction, and the login, to where nobody configured.
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    });
    body = await response.json().catch(() => null);
  } catch (error) {
    throw new SignerError(`${place} does not answer (${reasonOf(error)})`);
  }
  const answer = envelope.safeParse(body);
  if (answer.data?.error) {
    throw new SignerError(`${place} refuses ${method}: ${answer.data.error.message.slice(0, 200)}`);
  }
  if (!response.ok) throw new SignerError(`${place} refuses ${method}: HTTP ${response.status}`);
  if (!answer.success) throw new SignerError(`${place} does not speak JSON-RPC`);
  return answer.data.result;
}

function reasonOf(error: unknown): string {
  const why = error instanceof Error ? (error.cause ?? error) : error;
  return why instanceof Error ? why.message || why.name : String(why);
}
