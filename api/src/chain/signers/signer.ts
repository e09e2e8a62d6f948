import type { TransactionLike, TypedDataDomain, TypedDataField } from 'ethers';

/** An EIP-712 message to be signed. */
export interface TypedStatement {
  domain: TypedDataDomain;
  types: Record<string, TypedDataField[]>;
  message: Record<string, unknown>;
}

/** An account that can sign. What it signs with is never a property of it, whatever its kind. */
export interface Signer {
  readonly address: string;
  /**
   * The raw signed transaction, 0x-hex.
   * @throws SignerError where the signature cannot be had; nothing was signed that could be sent
   */
  sign(transaction: TransactionLike): Promise<string>;
  /**
   * The signature of an EIP-712 message, 65 bytes r, s, v in lower-case 0x-hex.
   * @throws SignerError where the signature cannot be had, or is not of this account
   */
  signTyped(statement: TypedStatement): Promise<string>;
}

/**
 * Why a key cannot be used. The text names the place the key is kept in and never a secret; the
 * library's own error is not its cause, since those carry requests with their credentials.
 */
export class SignerError extends Error {}

/** A key that is at hand, or one that must be fetched, unlocked or asked for first. */
export type Key = Signer | (() => Promise<Signer>);

/** How long a signer elsewhere may take, ms: a dispatcher holds its place in the queue meanwhile. */
export const SIGNER_TIMEOUT_MS = 10_000;

/** Hosts to which a plain connection goes through nobody's network. */
export const isLoopback = (url: URL): boolean =>
  ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
