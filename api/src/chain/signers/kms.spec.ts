import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { computeAddress, N as ORDER, SigningKey, Transaction, verifyTypedData } from 'ethers';
import { der, json, KmsDouble, refusal } from '../testing/kms-double.js';
import { openKms } from './kms.js';

const key = new SigningKey(`0x${'7'.repeat(64)}`);
const address = computeAddress(key.publicKey);
const ASKED = {
  type: 2,
  chainId: 31337,
  nonce: 7,
  to: '0x00000000000000000000000000000000000000aa',
  data: '0xdeadbeef',
  value: 0n,
  gasLimit: 100_000n,
  maxFeePerGas: 2_000_000_000n,
  maxPriorityFeePerGas: 1_000_000_000n,
};

const CREDENTIALS = {
  AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
};

let kms: KmsDouble;
beforeAll(async () => {
  Object.assign(process.env, CREDENTIALS);
  kms = await new KmsDouble(key).start();
});
afterEach(() => {
  kms.fault = null;
});
afterAll(async () => {
  await kms.stop();
  for (const name of Object.keys(CREDENTIALS)) Reflect.deleteProperty(process.env, name);
});

const open = (timeoutMs = 10_000) => openKms({ keyId: kms.arn, endpoint: kms.url, timeoutMs });

describe('a key in AWS KMS', () => {
  it('has the account of its public key', async () => {
    expect((await open()).address).toBe(address);
    expect(kms.heard.at(-1)?.headers['x-amz-target']).toBe('TrentService.GetPublicKey');
  });

  it('signs the digest, and what comes back is the transaction with a low s', async () => {
    const signer = await open();
    for (let nonce = 0; nonce < 6; nonce += 1) {
      const signed = Transaction.from(await signer.sign({ ...ASKED, nonce }));
      expect(signed.from).toBe(address);
      expect(signed.unsignedSerialized).toBe(
        Transaction.from({ ...ASKED, nonce }).unsignedSerialized,
      );
      expect(BigInt(signed.signature?.s ?? 0)).toBeLessThanOrEqual(ORDER / 2n);
    }
    const { headers, body } = kms.heard.at(-1)!;
    expect(headers['x-amz-target']).toBe('TrentService.Sign');
    expect(body).toMatchObject({ MessageType: 'DIGEST', SigningAlgorithm: 'ECDSA_SHA_256' });
  });

  it('signs the digest of a typed message', async () => {
    const signer = await open();
    const domain = { name: 'Example', version: '1', chainId: 31337 };
    const types = { Said: [{ name: 'what', type: 'string' }] };
    const message = { what: 'as agreed' };
    const signature = await signer.signTyped({ domain, types, message });
    expect(verifyTypedData(domain, types, message, signature)).toBe(address);
  });

  it.each([
    ['garbage', Buffer.from('garbage, not DER')],
    ['a signature of something else', der(BigInt(key.sign(`0x${'1'.repeat(64)}`).r), 5n)],
  ])('whose store answers %s signs nothing', async (_, bytes) => {
    const signer = await open();
    kms.fault = () => json({ KeyId: kms.arn, Signature: bytes.toString('base64') });
    await expect(signer.sign(ASKED)).rejects.toThrow(/not DER|not of/);
  });

  it('answers of another key are refused', async () => {
    const signer = await open();
    const other = await new KmsDouble(new SigningKey(`0x${'8'.repeat(64)}`)).start();
    const stranger = await openKms({ keyId: other.arn, endpoint: other.url });
    const theirs = Transaction.from(await stranger.sign(ASKED)).signature!;
    kms.fault = () =>
      json({ Signature: der(BigInt(theirs.r), BigInt(theirs.s)).toString('base64') });
    await expect(signer.sign(ASKED)).rejects.toThrow(`not of ${address}`);
    await other.stop();
  });

  it('that may not be used says so, without the request’s credentials', async () => {
    kms.fault = () =>
      refusal(400, 'AccessDeniedException', 'User is not authorized to perform: kms:Sign');
    const error = await open().catch((failed: unknown) => failed);
    expect(String(error)).toContain('AccessDeniedException (HTTP 400) User is not authorized');
    expect(String(error)).not.toContain(CREDENTIALS.AWS_ACCESS_KEY_ID);
    expect(error).not.toHaveProperty('cause');
    expect(Object.keys(error as object)).toEqual([]);
  });

  it('that does not exist is no key', async () => {
    await expect(openKms({ keyId: `${kms.arn}x`, endpoint: kms.url })).rejects.toThrow(
      'NotFoundException',
    );
  });

  it('that does not answer in time is an error, and the next try works', async () => {
    const signer = await open(600);
    kms.fault = () => 'hang';
    await expect(signer.sign(ASKED)).rejects.toThrow(/AWS KMS: TimeoutError/);
    kms.fault = null;
    expect(Transaction.from(await signer.sign(ASKED)).from).toBe(address);
  });

  it('a server error is tried again', async () => {
    const signer = await open();
    let failures = 2;
    kms.fault = (_, asKms) =>
      failures-- > 0 ? refusal(500, 'KMSInternalException', 'internal') : asKms();
    expect(Transaction.from(await signer.sign(ASKED)).from).toBe(address);
  });
});
