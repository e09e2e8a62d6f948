import { createPublicKey } from 'node:crypto';
import { computeAddress, N as ORDER, recoverAddress, Signature, toBeHex } from 'ethers';
import { SignerError } from './signer.js';

/**
 * The account of a public key as key stores hand it out (SubjectPublicKeyInfo, RFC 5480).
 * @throws SignerError where it is no key on secp256k1
 */
export function addressOfSpki(der: Uint8Array): string {
  let jwk;
  try {
    jwk = createPublicKey({ key: Buffer.from(der), format: 'der', type: 'spki' }).export({
      format: 'jwk',
    });
  } catch {
    throw new SignerError('answered a public key that cannot be read');
  }
  if (jwk.crv !== 'secp256k1' || !jwk.x || !jwk.y) {
    throw new SignerError('holds no key on secp256k1; make one of key spec ECC_SECG_P256K1');
  }
  const [x, y] = [jwk.x, jwk.y].map((part) => Buffer.from(part, 'base64url').toString('hex'));
  return computeAddress(`0x04${x?.padStart(64, '0')}${y?.padStart(64, '0')}`);
}

/**
 * An Ethereum signature from a DER one (ECDSA-Sig-Value, RFC 3279): s in its lower half (EIP-2), and
 * the parity that leads back to the account.
 * @throws SignerError where it is no signature of `digest` by `address`
 */
export function signatureFromDer(der: Uint8Array, digest: string, address: string): Signature {
  const [r, highOrLow] = readDer(Buffer.from(der));
  const s = highOrLow > ORDER / 2n ? ORDER - highOrLow : highOrLow;
  for (const yParity of [0, 1] as const) {
    const signature = Signature.from({ r: toBeHex(r, 32), s: toBeHex(s, 32), yParity });
    if (recovered(digest, signature) === address) return signature;
  }
  throw new SignerError(`answered a signature that is not of ${address}`);
}

function recovered(digest: string, signature: Signature): string | null {
  try {
    return recoverAddress(digest, signature);
  } catch {
    // Half of all r lead to no point on the curve for a given parity's sibling.
    return null;
  }
}

/** SEQUENCE of two INTEGERs, nothing before, between or after; both within the curve's order. */
function readDer(der: Buffer): [bigint, bigint] {
  const broken = () => new SignerError('answered a signature that is not DER');
  if (der.length < 8 || der.length > 72 || der[0] !== 0x30 || der[1] !== der.length - 2) {
    throw broken();
  }
  const numbers: bigint[] = [];
  let at = 2;
  while (at < der.length) {
    const length = der[at + 1] ?? 0;
    const bytes = der.subarray(at + 2, at + 2 + length);
    if (der[at] !== 0x02 || length === 0 || bytes.length !== length) throw broken();
    if ((bytes[0] ?? 0) & 0x80) throw broken();
    numbers.push(BigInt(`0x${bytes.toString('hex')}`));
    at += 2 + length;
  }
  const [r, s] = numbers;
  if (numbers.length !== 2 || r === undefined || s === undefined) throw broken();
  if (r === 0n || s === 0n || r >= ORDER || s >= ORDER) throw broken();
  return [r, s];
}
