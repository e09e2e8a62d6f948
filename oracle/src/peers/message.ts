import { randomBytes } from 'node:crypto';
import {
  getAddress,
  hexlify,
  id,
  recoverAddress,
  Signature,
  TypedDataEncoder,
  type SigningKey,
} from 'ethers';
import { z } from 'zod';
import type { ReportDomain } from '../report/report.js';

const address = z
  .string()
  .regex(/^0x[0-9a-fA-F]{40}$/)
  .transform((text) => getAddress(text.toLowerCase()));

/** Characters; a route's own limit is met before (`createApp`). The lines of 100,000 holders are about 8 million. */
const LONGEST_BODY = 16_000_000;

/** What one node says to another. Everything but the body stands beside the signature in the clear. */
export const envelope = z.strictObject({
  /** EIP-155 chain id, decimal. */
  chainId: z.string().regex(/^[1-9]\d{0,77}$/),
  committee: address,
  /** The committee's epoch as the sender sees it. */
  epoch: z.number().int().min(0).max(0xffff_ffff),
  sender: address,
  recipient: address,
  /** Route that the message is meant for, such as `/peer/sign`. */
  path: z.string().max(64),
  /** The sender's wall clock, Unix milliseconds. */
  sentAt: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER),
  /** 32 random bytes. */
  nonce: z.string().regex(/^0x[0-9a-f]{64}$/),
  /** JSON text: signed as it is written, so that nobody need agree on how to write it. */
  body: z.string().max(LONGEST_BODY),
  /** 65 bytes, secp256k1. */
  signature: z.string().regex(/^0x[0-9a-fA-F]{130}$/),
});

export type Envelope = z.output<typeof envelope>;

const TYPES = {
  PeerMessage: [
    { name: 'path', type: 'string' },
    { name: 'sender', type: 'address' },
    { name: 'recipient', type: 'address' },
    { name: 'epoch', type: 'uint64' },
    { name: 'sentAt', type: 'uint64' },
    { name: 'nonce', type: 'bytes32' },
    { name: 'bodyHash', type: 'bytes32' },
  ],
};

/** The EIP-712 digest of a message. Its domain is not that of the reports: no message is ever a report. */
function messageDigest(message: Omit<Envelope, 'signature'>): string {
  const { chainId, committee, path, sender, recipient, epoch, sentAt, nonce, body } = message;
  return TypedDataEncoder.hash(
    { name: 'Cadastre Oracle Peers', version: '1', chainId, verifyingContract: committee },
    TYPES,
    { path, sender, recipient, epoch, sentAt, nonce, bodyHash: id(body) },
  );
}

/** To whom a message goes, and what it says. */
export interface Addressed {
  sender: string;
  recipient: string;
  path: string;
  epoch: number;
  body: unknown;
}

/** A message signed with the node's key, fresh: it is good once and for seconds. */
export function seal(
  key: SigningKey,
  { chainId, committee }: ReportDomain,
  { body, ...addressed }: Addressed,
): Envelope {
  const message = {
    ...addressed,
    chainId: chainId.toString(),
    committee,
    sentAt: Date.now(),
    nonce: hexlify(randomBytes(32)),
    body: JSON.stringify(body),
  };
  return { ...message, signature: Signature.from(key.sign(messageDigest(message))).serialized };
}

/** Who signed a message; null when nobody can have. */
export function signerOf(message: Envelope): string | null {
  try {
    return recoverAddress(messageDigest(message), message.signature);
  } catch {
    // 65 bytes need not be a point of the curve.
    return null;
  }
}
