import { CUSTODIAN_TYPES, custodianDomain } from '@cadastre/core';
import { id, Wallet } from 'ethers';

/** Keys of a custodian, and of one who is none. */
export const KEYS = {
  good: new Wallet(id('custodian')),
  revoked: new Wallet(id('custodian, revoked')),
  expired: new Wallet(id('custodian, expired')),
  stranger: new Wallet(id('stranger')),
};

/** The custodian's keys as an operator registers them, seen from 2026-04-15. */
export const REGISTERED = [
  { keyId: 'good', address: KEYS.good.address, validFrom: '2026-01-01T00:00:00Z' },
  {
    keyId: 'revoked',
    address: KEYS.revoked.address,
    validFrom: '2026-01-01T00:00:00Z',
    revokedAt: '2026-04-01T00:00:00Z',
  },
  {
    keyId: 'expired',
    address: KEYS.expired.address,
    validFrom: '2025-01-01T00:00:00Z',
    validUntil: '2025-12-31T00:00:00Z',
  },
];

/** What the custodian states; times as ISO text. */
export const STATEMENT = {
  custodian: 'Alpine Vaults AG',
  account: 'CH-0042',
  assetClass: 'gold',
  quantity: '1198480',
  scale: 3,
  unit: 'fine oz',
  encumbered: '0',
  asOf: '2026-04-15T20:00:00Z',
  nonce: '7',
  expiry: '2026-12-31T00:00:00Z',
  documentHash: 'ab'.repeat(32),
  keyId: 'good',
};

/** The statement over a signature, as JSON text. */
export async function signedStatement(
  change: Partial<typeof STATEMENT>,
  by: Wallet,
  chainId: number,
): Promise<string> {
  const stated = { ...STATEMENT, ...change };
  const seconds = (iso: string) => Math.floor(Date.parse(iso) / 1000);
  const message = {
    ...stated,
    asOf: seconds(stated.asOf),
    expiry: seconds(stated.expiry),
    documentHash: `0x${stated.documentHash}`,
  };
  const signature = await by.signTypedData(custodianDomain(chainId), CUSTODIAN_TYPES, message);
  return JSON.stringify({ ...stated, signature });
}
