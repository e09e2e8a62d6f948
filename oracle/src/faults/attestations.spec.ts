import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { writeFileSync } from 'node:fs';
import { sha256 } from '@cadastre/core';
import { SourcedWorld } from '../testing/sourced.js';
import { KEYS, signedStatement, STATEMENT } from '../testing/statement.js';

/** Every line of the list of attestation faults, through the running service. */
describe('an attestation with', () => {
  let sourced: SourcedWorld;
  let feed: string;
  let hour = 0;
  let now = '';
  let statements = 0;

  beforeAll(async () => {
    sourced = await SourcedWorld.begin();
    feed = sourced.assets.vaulted.reserve;
    await state({ nonce: '7' });
    await sourced.oracle.beat();
    expect(await sourced.world.chain.latest(feed)).toMatchObject(first);
  }, 90_000);
  afterAll(() => sourced.end());
  beforeEach(async () => {
    hour += 1;
    now = new Date(Date.parse('2026-04-15T20:30:00Z') + hour * 3_600_000).toISOString();
    await sourced.world.chain.travelTo(now);
  });

  const first = { answer: 1_198_480_000n, round: 1 };

  /** A newer file with a statement. @returns its SHA-256 */
  async function state(change: Partial<typeof STATEMENT>, by = KEYS.good): Promise<string> {
    const text = await signedStatement(change, by, 31337);
    statements += 1;
    writeFileSync(sourced.path('vault', `${String(statements).padStart(3, '0')}.json`), text);
    return sha256(Buffer.from(text));
  }
  const newer = () => ({ asOf: now, nonce: String(100 + hour), quantity: '1200000' });

  it.each<[string, () => Promise<string>, string]>([
    ['wrong key', () => state(newer(), KEYS.stranger), 'REFUSED SIGNATURE_WRONG'],
    [
      'revoked key',
      () => state({ ...newer(), keyId: 'revoked' }, KEYS.revoked),
      'REFUSED KEY_REVOKED: The key revoked was revoked on 2026-04-01',
    ],
    [
      'expired key',
      () => state({ ...newer(), keyId: 'expired' }, KEYS.expired),
      'REFUSED KEY_NOT_VALID',
    ],
    ['replayed nonce', () => state({ ...newer(), nonce: '7' }), 'REFUSED NONCE_REPLAYED'],
    ['other account', () => state({ ...newer(), account: 'CH-0043' }), 'REFUSED OTHER_ACCOUNT'],
    [
      'encumbered > quantity',
      () => state({ ...newer(), encumbered: '1200001' }),
      'REFUSED ENCUMBERED_BEYOND',
    ],
  ])('%s', async (_line, write, reason) => {
    const hash = await write();
    await sourced.oracle.beat();
    expect(await sourced.status(feed)).toContain(reason);
    expect(await sourced.quarantined(hash)).toContain(reason.split(' ')[1]);
    expect(await sourced.world.chain.latest(feed)).toMatchObject(first);
  });

  it('nothing wrong is taken again, refusals before it or not', async () => {
    await state(newer());
    await sourced.oracle.beat();
    expect(await sourced.world.chain.latest(feed)).toMatchObject({
      answer: 1_200_000_000n,
      round: 2,
    });
  });
});
