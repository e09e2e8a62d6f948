import {
  ATTESTED_UNIT,
  attestationMessage,
  CUSTODIAN_TYPES,
  custodianDomain,
  sha256,
} from '@cadastre/core';
import { approve } from './approvals.js';
import { reach } from './patience.js';
import type { Step, World } from './world.js';

/** The sample custodian's own account of the development mnemonic. */
const ACCOUNT = 19;
const NAMES = {
  custodian: 'Sample Custody Bank, N.A.',
  account: 'SAMPLE-0001',
  keyId: 'sample-2026',
};
const DAY_SECONDS = 86_400;

interface Key {
  id: string;
  keyId: string;
  state: string;
  approvalId: string | null;
}

/** The fund's custodian states over its own signature what it holds. */
export const custodianAttests: Step = {
  name: 'custodian',
  title: 'the custodian’s key is accepted, and it attests to what it holds for the fund',
  async run(world) {
    const issuer = await world.as(world.cast.issuer);
    const assetId = world.know('assetId');
    await acceptKey(world, assetId);
    const { portfolio } = await issuer.get<{
      portfolio: { positions: { faceCents: string }[] };
    }>(`/assets/${assetId}`);
    const face = portfolio.positions.reduce((sum, { faceCents }) => sum + BigInt(faceCents), 0n);
    const path = `/assets/${assetId}/attestations`;
    const there = await reach(
      async () => (await issuer.get<{ items: { id: string }[] }>(path)).items[0],
      (one) => one !== undefined,
      async () => issuer.post(path, { statement: await signed(world, face.toString()) }),
      { what: 'the attestation to be taken in' },
    );
    return { attestation: there?.id ?? '', face: `${face} US cents` };
  },
};

async function acceptKey(world: World, assetId: string): Promise<void> {
  const issuer = await world.as(world.cast.issuer);
  const path = `/assets/${assetId}/custodian-keys`;
  const find = async () =>
    (await issuer.get<{ items: Key[] }>(path)).items.find(({ keyId }) => keyId === NAMES.keyId);
  const key = await reach(
    find,
    (one) => one !== undefined,
    () =>
      issuer.post(path, {
        ...NAMES,
        address: world.account(ACCOUNT).address,
        validFrom: '2026-01-01T00:00:00Z',
        validUntil: '2027-12-31T00:00:00Z',
        reason: 'Named in the custody agreement.',
      }),
    { what: 'the custodian’s key to be proposed' },
  );
  if (key?.state === 'proposed' && key.approvalId) {
    await approve(world, key.approvalId, 'The custodian confirmed the address by telephone.');
  }
}

async function signed(world: World, quantity: string) {
  const { rpc } = world.options;
  const { chainId } = await rpc.getNetwork();
  const now = (await rpc.getBlock('latest'))?.timestamp ?? 0;
  const instant = (seconds: number) => new Date(seconds * 1000).toISOString();
  const stated = {
    ...NAMES,
    ...ATTESTED_UNIT.treasury,
    assetClass: 'US Treasury securities',
    quantity,
    encumbered: '0',
    // A minute ago: the newest final block may be a little behind the newest.
    asOf: instant(now - 60),
    nonce: String(now),
    expiry: instant(now + 35 * DAY_SECONDS),
    documentSha256: sha256(`sample custody statement of ${quantity}`),
  };
  const message = attestationMessage({ ...stated, signature: '' });
  const domain = custodianDomain(Number(chainId));
  const signature = await world.account(ACCOUNT).signTypedData(domain, CUSTODIAN_TYPES, message);
  return { ...stated, signature };
}
