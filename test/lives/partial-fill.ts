import assert from 'node:assert/strict';
import { ApiProblem, type Product, Redemptions } from '@cadastre/api/demo';
import type { Book } from './book.ts';
import { at } from './people.ts';
import { byWeight } from './shares.ts';
import type { Stage } from './stage.ts';

/** What two holders want back while the fund's money is short, and how much of it there is money for; base units. */
const [annaWaits, benWaits, gate] = [7_000_000_003n, 2_000_000_011n, 3_333_333_333n];

interface Fund {
  stage: Stage;
  product: Product;
  shares: Book;
}

/**
 * An epoch of the queue that is filled in part: of each part its floor is paid for, the rest waits in the next epoch,
 * where it is taken back.
 * @param evening lets the evening come, and gives its NAV as the files have it
 */
export async function fillInPart(
  { stage, product, shares }: Fund,
  evening: () => Promise<bigint>,
): Promise<void> {
  const { world, dollars, money, people } = stage;
  const redemptions = new Redemptions(world, product);
  const { id, address } = await redemptions.view();
  const queueAt = address ?? '';
  const waiting = [
    { holder: people.anna, asked: annaWaits },
    { holder: people.ben, asked: benWaits },
  ];
  for (const { holder, asked } of waiting) {
    await redemptions.act(holder, { action: 'request', shares: asked });
    shares.move(at(holder), queueAt, asked);
  }
  await stage.passTo(product, (await redemptions.view()).nextDealing.cutOff);
  await redemptions.order('close', 'gated');
  const nav = await evening();

  const all = annaWaits + benWaits;
  const kept = waiting.map(({ asked }) => (asked * gate) / all);
  const rests = waiting.map(({ asked }, i) => asked - (kept[i] ?? 0n));
  const filled = kept.reduce((sum, part) => sum + part, 0n);
  const assets = (filled * nav) / 1_000_000n;
  await redemptions.order('fund', 'gated', { amount: assets.toString() });
  money.move(dollars.treasury, queueAt, assets);
  await assert.rejects(
    redemptions.order('strike', 'whole'),
    (error) => error instanceof ApiProblem && error.code === 'buffer_too_small',
  );
  const strike = await redemptions.order('strike', 'gated', { fill: gate.toString() });
  assert.deepEqual(
    [strike.shares, strike.nav, strike.settledAmount],
    [filled, nav, assets].map(String),
  );
  shares.burn(queueAt, filled);
  assert.equal(shares.of(queueAt), all - filled);
  await Promise.all([money.agrees(), shares.agrees()]);

  const { parts, dust } = byWeight(
    assets,
    kept.map((part, i) => [i, part]),
  );
  for (const [i, { holder }] of waiting.entries()) {
    await redemptions.act(holder, { action: 'claim' });
    money.move(queueAt, at(holder), parts.get(i) ?? 0n);
    await redemptions.act(holder, { action: 'cancel' });
    shares.move(queueAt, at(holder), rests[i] ?? 0n);
  }
  assert.deepEqual([shares.of(queueAt), money.of(queueAt)], [0n, dust]);
  await Promise.all([money.agrees(), shares.agrees()]);
  assert.deepEqual(
    await stage.sql(
      `SELECT shares, deferred_shares AS deferred, state FROM api.redemption
       WHERE queue_id = $1 AND lane = 'queue' AND epoch > 1 ORDER BY epoch, shares DESC`,
      [id],
    ),
    [
      ...kept.map((part, i) => ({
        shares: String(part),
        deferred: String(rests[i]),
        state: 'paid',
      })),
      ...rests.map((rest) => ({ shares: String(rest), deferred: '0', state: 'returned' })),
    ],
  );
}
