import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CUSTODIAN_TYPES, custodianDomain } from '@cadastre/core';
import { id, Wallet } from 'ethers';
import type { SourceContext } from '../source.js';
import { codeOf, contextAt, NOW } from '../testing/context.js';
import { custodianAttestation } from './custodian-attestation.js';

const CUSTODIAN = new Wallet(id('custodian'));
const STRANGER = new Wallet(id('stranger'));
const CHAIN = 31337;

const KEY = {
  keyId: '2026-a',
  address: CUSTODIAN.address,
  validFrom: '2026-01-01T00:00:00Z',
  validUntil: '2026-12-31T23:59:59Z',
};

const STATED = {
  custodian: 'Alpine Vaults AG',
  account: 'CH-0042',
  assetClass: 'gold',
  quantity: '1198480',
  scale: 3,
  unit: 'fine oz',
  encumbered: '0',
  asOf: '2026-04-15T20:00:00Z',
  nonce: '7',
  expiry: '2026-04-17T20:00:00Z',
  documentHash: 'ab'.repeat(32),
  keyId: '2026-a',
};
type Stated = typeof STATED;

async function signed(
  change: Partial<Stated> = {},
  { by = CUSTODIAN, chainId = CHAIN } = {},
): Promise<Stated & { signature: string }> {
  const stated = { ...STATED, ...change };
  const seconds = (iso: string) => Math.floor(Date.parse(iso) / 1000);
  const message = {
    ...stated,
    asOf: seconds(stated.asOf),
    expiry: seconds(stated.expiry),
    documentHash: `0x${stated.documentHash}`,
  };
  const signature = await by.signTypedData(custodianDomain(chainId), CUSTODIAN_TYPES, message);
  return { ...stated, signature };
}

describe("a custodian's attestation", () => {
  let folder: string;
  let context: SourceContext;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'custodian-'));
  });
  beforeEach(() => {
    context = contextAt();
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const look = async (statement: object | Promise<object>, change: object = {}) => {
    writeFileSync(join(folder, 'statement.json'), JSON.stringify(await statement));
    return custodianAttestation.prepare({
      from: { folder, suffix: '.json' },
      chainId: CHAIN,
      custodian: STATED.custodian,
      account: STATED.account,
      unit: 'fine oz',
      scale: 3,
      maxAge: 86_400,
      keys: [KEY],
      ...change,
    })(context);
  };

  it('gives what is there and what of it is free', async () => {
    const { figures, warnings } = await look(signed({ encumbered: '198480' }));
    const at = Date.parse(STATED.asOf) / 1000;
    expect(figures).toEqual({
      quantity: { value: 1_198_480n, scale: 3, unit: 'fine oz', at },
      free: { value: 1_000_000n, scale: 3, unit: 'fine oz', at },
    });
    expect(warnings).toEqual(['198.480 fine oz are encumbered.']);
  });

  it.each<[string, Promise<object>, object, string]>([
    ['by another key', signed({}, { by: STRANGER }), {}, 'SIGNATURE_WRONG'],
    ['for another chain', signed({}, { chainId: 1 }), {}, 'SIGNATURE_WRONG'],
    [
      'changed after it was signed',
      signed().then((s) => ({ ...s, quantity: '9998480' })),
      {},
      'SIGNATURE_WRONG',
    ],
    ['by a key nobody registered', signed({ keyId: '2019-z' }), {}, 'KEY_UNKNOWN'],
    [
      'by a key that was revoked',
      signed(),
      { keys: [{ ...KEY, revokedAt: '2026-04-15T20:30:00Z' }] },
      'KEY_REVOKED',
    ],
    [
      'by a key before its time',
      signed(),
      { keys: [{ ...KEY, validFrom: '2026-04-16T00:00:00Z' }] },
      'KEY_NOT_VALID',
    ],
    [
      'by a key after its time',
      signed(),
      { keys: [{ ...KEY, validUntil: '2026-04-15T00:00:00Z' }] },
      'KEY_NOT_VALID',
    ],
    ['of another account', signed({ account: 'CH-0043' }), {}, 'OTHER_ACCOUNT'],
    ['by another custodian', signed({ custodian: 'Elsewhere' }), {}, 'OTHER_ACCOUNT'],
    ['in kilogrammes', signed({ unit: 'kg' }), {}, 'OTHER_UNIT'],
    ['with another scale', signed({ scale: 0 }), {}, 'OTHER_UNIT'],
    [
      'with more encumbered than there is',
      signed({ encumbered: '1198481' }),
      {},
      'ENCUMBERED_BEYOND',
    ],
    ['that has expired', signed({ expiry: '2026-04-15T20:59:00Z' }), {}, 'EXPIRED'],
    ['of tomorrow', signed({ asOf: '2026-04-16T20:00:00Z' }), {}, 'FROM_THE_FUTURE'],
    ['of last week', signed({ asOf: '2026-04-08T20:00:00Z' }), {}, 'STALE'],
    [
      'with a number for a quantity',
      signed().then((s) => ({ ...s, quantity: 1198480 })),
      {},
      'STATEMENT_SCHEMA',
    ],
    [
      'with a field nobody knows',
      signed().then((s) => ({ ...s, note: 'x' })),
      {},
      'STATEMENT_SCHEMA',
    ],
    ['with the malleable twin of its signature', signed().then(highS), {}, 'SIGNATURE_WRONG'],
  ])('is refused %s', async (_what, statement, change, code) => {
    expect(await codeOf(look(statement, change))).toBe(code);
  });

  it('may be read again, but is never followed by an older number', async () => {
    const first = await signed();
    await look(first);
    expect((await look(first)).figures['quantity']?.value).toBe(1_198_480n);
    expect(await codeOf(look(signed({ quantity: '5' })))).toBe('NONCE_REPLAYED');
    expect(await codeOf(look(signed({ nonce: '6' })))).toBe('NONCE_REPLAYED');
    await look(signed({ nonce: '8' }));
    expect(await codeOf(look(first))).toBe('NONCE_REPLAYED');
  });

  it('remembers nothing of what it refused', async () => {
    await codeOf(look(signed({ nonce: '99' }, { by: STRANGER })));
    expect((await look(signed())).figures['free']?.at).toBeLessThan(NOW);
  });
});

/** The same signature with s on the upper half of the order, v flipped. */
function highS(statement: Stated & { signature: string }) {
  const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
  const { signature } = statement;
  const s = order - BigInt(`0x${signature.slice(66, 130)}`);
  const v = signature.endsWith('1b') ? '1c' : '1b';
  return { ...statement, signature: signature.slice(0, 66) + s.toString(16).padStart(64, '0') + v };
}
