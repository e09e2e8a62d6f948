import {
  ATTESTED_UNIT,
  attestationMessage,
  type AssetLine,
  CUSTODIAN_TYPES,
  custodianDomain,
  sha256,
} from '@cadastre/core';
import { approve } from '../approvals.js';
import { reach } from '../patience.js';
import type { AttestationView, CustodianKeyView, Page } from '../views.js';
import type { World } from '../world.js';
import type { Product } from './tokens.js';

const DAY_SECONDS = 86_400;

interface Custodian {
  /** Its own account of the development mnemonic. */
  index: number;
  custodian: string;
  account: string;
  assetClass: string;
}

/** Who vouches for the reserves of each product line. */
const CUSTODIANS: Record<AssetLine, Custodian> = {
  treasury: {
    index: 19,
    custodian: 'Sample Custody Bank, N.A.',
    account: 'SAMPLE-0001',
    assetClass: 'US Treasury securities',
  },
  commodity: {
    index: 31,
    custodian: 'Sample Vault Company',
    account: 'SAMPLE-VAULT-1',
    assetClass: 'Allocated gold bars',
  },
  real_estate: {
    index: 32,
    custodian: 'Sample Valuers',
    account: 'SAMPLE-FILE-1',
    assetClass: 'Real estate',
  },
};
const KEY_ID = 'sample-2026';

/** Where the custodian's key of a product line signs from. */
export const custodianAddress = (world: World, line: AssetLine): string =>
  world.account(CUSTODIANS[line].index).address;

/**
 * The line's custodian states over its signature what it holds for an asset, in the line's unit
 * (`ATTESTED_UNIT`); its key is proposed and accepted before. Where one came in since an instant (ISO 8601), it stays.
 */
export async function attest(
  world: World,
  { issuer, assetId }: Pick<Product, 'issuer' | 'assetId'>,
  line: AssetLine,
  quantity: bigint,
  since = '',
): Promise<AttestationView> {
  const client = await world.as(issuer);
  await acceptKey(world, { issuer, assetId }, line);
  const path = `/assets/${assetId}/attestations`;
  const there = await reach(
    async () =>
      (await client.get<Page<AttestationView>>(path)).items.find(
        ({ receivedAt }) => receivedAt >= since,
      ),
    (one) => one !== undefined,
    async () => client.post(path, { statement: await signed(world, line, quantity) }),
    { what: 'the attestation to be taken in' },
  );
  if (!there) throw new Error('the attestation is gone');
  return there;
}

async function acceptKey(
  world: World,
  { issuer, assetId }: Pick<Product, 'issuer' | 'assetId'>,
  line: AssetLine,
): Promise<void> {
  const client = await world.as(issuer);
  const { custodian, account } = CUSTODIANS[line];
  const path = `/assets/${assetId}/custodian-keys`;
  const key = await reach(
    async () =>
      (await client.get<{ items: CustodianKeyView[] }>(path)).items.find(
        ({ keyId }) => keyId === KEY_ID,
      ),
    (one) => one !== undefined,
    () =>
      client.post(path, {
        custodian,
        account,
        keyId: KEY_ID,
        address: custodianAddress(world, line),
        validFrom: '2025-01-01T00:00:00Z',
        validUntil: '2027-12-31T00:00:00Z',
        reason: 'Named in the custody agreement.',
      }),
    { what: 'the custodian’s key to be proposed' },
  );
  if (key?.state === 'proposed' && key.approvalId) {
    await approve(world, key.approvalId, 'The custodian confirmed the address by telephone.');
  }
}

async function signed(world: World, line: AssetLine, quantity: bigint) {
  const { rpc } = world.options;
  const { chainId } = await rpc.getNetwork();
  const { index, custodian, account, assetClass } = CUSTODIANS[line];
  const now = (await rpc.getBlock('latest'))?.timestamp ?? 0;
  const instant = (seconds: number) => new Date(seconds * 1000).toISOString();
  const stated = {
    custodian,
    account,
    keyId: KEY_ID,
    ...ATTESTED_UNIT[line],
    assetClass,
    quantity: quantity.toString(),
    encumbered: '0',
    // A minute ago: the newest final block may be a little behind the newest.
    asOf: instant(now - 60),
    nonce: String(now),
    expiry: instant(now + 35 * DAY_SECONDS),
    documentSha256: sha256(`sample custody statement of ${quantity}`),
  };
  const message = attestationMessage({ ...stated, signature: '' });
  const domain = custodianDomain(Number(chainId));
  const signature = await world.account(index).signTypedData(domain, CUSTODIAN_TYPES, message);
  return { ...stated, signature };
}
