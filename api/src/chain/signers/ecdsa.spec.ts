import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { computeAddress, id, N as ORDER, SigningKey } from 'ethers';
import fc from 'fast-check';
import { der, spki } from '../testing/kms-double.js';
import { addressOfSpki, signatureFromDer } from './ecdsa.js';

const key = new SigningKey(`0x${'5'.repeat(64)}`);
const address = computeAddress(key.publicKey);
const digest = id('what is signed');
const { r, s } = key.sign(digest);
const [R, S] = [BigInt(r), BigInt(s)];

describe('a DER signature', () => {
  it('becomes the account’s own, whichever half its s is in', () => {
    for (const given of [S, ORDER - S]) {
      const signature = signatureFromDer(der(R, given), digest, address);
      expect(BigInt(signature.s)).toBeLessThanOrEqual(ORDER / 2n);
      expect(signature.serialized).toBe(key.sign(digest).serialized);
    }
  });

  it('is read for any key and digest', () => {
    fc.assert(
      fc.property(fc.bigInt(1n, ORDER - 1n), fc.string(), fc.boolean(), (secret, text, high) => {
        const any = new SigningKey(`0x${secret.toString(16).padStart(64, '0')}`);
        const made = any.sign(id(text));
        const given = high ? ORDER - BigInt(made.s) : BigInt(made.s);
        const bytes = der(BigInt(made.r), given);
        const read = signatureFromDer(bytes, id(text), computeAddress(any.publicKey));
        expect(read.serialized).toBe(made.serialized);
      }),
      { numRuns: 60 },
    );
  });

  const good = der(R, S);
  it.each([
    ['nothing', Buffer.alloc(0)],
    ['garbage', Buffer.from('not a signature at all')],
    ['one byte too many', Buffer.concat([good, Buffer.of(0)])],
    ['one byte too few', good.subarray(0, -1)],
    ['a length that lies', Buffer.concat([Buffer.of(0x30, 0x20), good.subarray(2)])],
    ['a negative integer', Buffer.from('3006020181020101', 'hex')],
    ['three integers', Buffer.from('3009020101020101020101', 'hex')],
    ['r of zero', der(0n, S)],
    ['s beyond the order', der(R, ORDER)],
  ])('of %s is refused', (_, bytes) => {
    expect(() => signatureFromDer(bytes, digest, address)).toThrow('not DER');
  });

  it('of another key or digest is refused', () => {
    const other = new SigningKey(`0x${'6'.repeat(64)}`);
    expect(() => signatureFromDer(good, digest, computeAddress(other.publicKey))).toThrow('not of');
    expect(() => signatureFromDer(good, id('something else'), address)).toThrow('not of');
  });
});

describe('a public key', () => {
  it('on secp256k1 leads to its account', () => {
    expect(addressOfSpki(spki(key))).toBe(address);
  });

  it('on another curve, or of no kind, is refused', () => {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
    const other = publicKey.export({ format: 'der', type: 'spki' });
    expect(() => addressOfSpki(other)).toThrow('ECC_SECG_P256K1');
    expect(() => addressOfSpki(Buffer.from('no key'))).toThrow('cannot be read');
  });
});
