import { verifyMessage } from 'ethers';
import siwe from 'siwe';
import { Malformed, Refused } from '../platform/problem.js';

/** What a sign-in message must say to be ours. */
export interface SiweContext {
  domain: string;
  uri: string;
  chainId: number;
}

export interface NewChallenge extends SiweContext {
  /** EIP-55. */
  address: string;
  issuedAt: Date;
  expiresAt: Date;
}

const STATEMENT =
  'I control this wallet and ask for its entry in the register of investors. This costs nothing and moves nothing.';

/** The EIP-4361 text for a wallet to sign, with a fresh nonce of 96 bits. */
export function writeChallenge(challenge: NewChallenge): { message: string; nonce: string } {
  const nonce = siwe.generateNonce();
  const message = new siwe.SiweMessage({
    domain: challenge.domain,
    address: challenge.address,
    statement: STATEMENT,
    uri: challenge.uri,
    version: '1',
    chainId: challenge.chainId,
    nonce,
    issuedAt: challenge.issuedAt.toISOString(),
    expirationTime: challenge.expiresAt.toISOString(),
  }).prepareMessage();
  return { message, nonce };
}

export interface ReadMessage {
  nonce: string;
  address: string;
}

/**
 * Reads a message and refuses one that was written for another place.
 * @throws Malformed `siwe_malformed`; Refused `siwe_wrong_domain`, `siwe_wrong_chain`
 */
export function readMessage(text: string, context: SiweContext): ReadMessage {
  const message = parse(text);
  if (message.domain !== context.domain) {
    throw new Refused(
      'siwe_wrong_domain',
      `The message was written for ${message.domain}, this is ${context.domain}: ask for a new one here.`,
    );
  }
  if (message.chainId !== context.chainId) {
    throw new Refused(
      'siwe_wrong_chain',
      `The message names chain ${message.chainId}, the register is on chain ${context.chainId}: switch the wallet's network.`,
    );
  }
  return { nonce: message.nonce, address: message.address };
}

function parse(text: string) {
  try {
    return new siwe.SiweMessage(text);
  } catch {
    throw new Malformed(
      'siwe_malformed',
      'This is not a message of EIP-4361: sign the text of the challenge exactly as it was given.',
    );
  }
}

/** Whether the key of `address` (EIP-55) signed exactly this text. */
export function isSigner(text: string, signature: string, address: string): boolean {
  try {
    return verifyMessage(text, signature) === address;
  } catch {
    return false;
  }
}
