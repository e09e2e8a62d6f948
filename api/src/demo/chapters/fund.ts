import { faceHeld } from '../custodian.js';
import { draftAsset } from '../desk/assets.js';
import { attest } from '../desk/custodian.js';
import { eveningPasses } from '../desk/evenings.js';
import { Income } from '../desk/income.js';
import { Redemptions } from '../desk/redemptions.js';
import { type Product, productOf } from '../desk/tokens.js';
import { fundDraft, fundName } from '../fund-asset.js';
import type { TokenView } from '../views.js';
import type { Step, World } from '../world.js';
import { holders } from './crowd.js';
import { saleOf, startOfDay, terms } from './places.js';

/** The fund of the opening. */
export async function fundProduct(world: World): Promise<Product> {
  const { issuer } = world.cast;
  const assetId = await draftAsset(world, issuer, fundDraft(fundName(world)));
  const client = await world.as(issuer);
  return productOf(issuer, await client.get<TokenView>(`/assets/${assetId}/token`));
}

/** The custodian states what the fund still holds. Once for each day. */
export async function fundAttested(world: World): Promise<void> {
  const product = await fundProduct(world);
  const face = await faceHeld(world, product.issuer, product.assetId);
  await attest(world, product, 'treasury', face, await startOfDay(world));
}

export const fundIsSold: Step = {
  name: 'fund-sale',
  title: 'the fund is offered at the next NAV: one pays in stablecoin, one by bank',
  async run(world) {
    const product = await fundProduct(world);
    const { sales, sale } = await saleOf(world, product, async (dollars) => ({
      ...(await terms(world, dollars, { days: 120, hardCap: 5_000_000n, bankCap: 2_000_000n })),
      price: { kind: 'nav', forward: true, maxAgeSeconds: 5 * 86_400 },
    }));
    // The fund's rules name six countries: these two live in them.
    const [byCoin, byBank] = await holders(world, 2);
    if (!byCoin || !byBank) throw new Error('the crowd is too small');
    const coin = await sales.order(sale, byCoin, 'stablecoin', 350_000_000_000n, 'coin');
    const bank = await sales.order(sale, byBank, 'bank', 120_000_000_000n, 'bank');
    await sales.pay(coin.id, byCoin);
    const on = bank.createdAt.slice(0, 10);
    const payer = byBank.investor.name;
    await sales.receive(sale, bank.reference, 12_000_000n, { payer, on });
    const { state } = await sales.subscription(coin.id);
    if (state === 'paid') await eveningPasses(world, product.issuer, product.assetId);
    await sales.settle(sale, [coin.id, bank.id]);
    return { offering: sale.id };
  },
};

export const fundPaysAndTakesBack: Step = {
  name: 'fund-income',
  title: 'the fund pays income and opens a redemption queue; a holder asks to leave',
  async run(world) {
    const product = await fundProduct(world);
    const { dollars } = await saleOf(world, product, () =>
      Promise.reject(new Error('the fund was not offered')),
    );
    const paid = await new Income(world, product, dollars).pay(0, {
      title: 'Income of the second quarter',
      kind: 'income',
      amount: 12_345_670_000n,
      because: ['Interest that the bills and notes paid, less the fee.'],
    });
    const redemptions = new Redemptions(world, product);
    await redemptions.open({
      paymentToken: dollars.address,
      peg: null,
      priceMaxAgeSeconds: 5 * 86_400,
      minShares: '100000000',
      patienceSeconds: 10 * 86_400,
      calendar: { frequency: 'daily', cutOff: '12:00', settlementDays: 1 },
      reason: 'The prospectus lets holders leave on every business day.',
    });
    const [leaver] = await holders(world, 1);
    if (leaver && (await redemptions.list()).length === 0) {
      await redemptions.act(leaver, { action: 'request', shares: 2_500_000_000n });
    }
    return { distribution: paid.id, requests: (await redemptions.list()).length };
  },
};
