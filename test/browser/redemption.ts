import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { addressOf, navRounds, Redemptions, until } from '@cadastre/api/demo';
import type { Window } from '../../scripts/lib/counter.ts';
import { approvesAt, confirms, countSent, losesNothing } from './deeds.ts';
import {
  at,
  committee,
  dollars,
  fund,
  fundProduct,
  hasNoBarrier,
  holderOf,
  isOpenToAll,
  MINUTE,
  passTo,
  persona,
  world,
} from './stage.ts';

/** Shares that the two ask to redeem, base units: far more than the money that is put in pays. */
const SECOND = 300_000_000n;
/** Where the demonstration's wallet sends. */
const CHAIN = /demo\/rpc$/;
/** In the buffer, base units of the dollar. */
const BUFFER = 2_000_000_000n;

/** More is asked for than the money pays: everybody gets the same part, the rest waits. */
describe('an epoch of redemptions that is paid in part', () => {
  let queue: Redemptions;
  let path: string;

  before(async () => {
    const product = await fundProduct();
    path = `/redeem/${product.tokenId}`;
    queue = new Redemptions(world, product);
    await queue.open({
      paymentToken: dollars.address,
      peg: null,
      priceMaxAgeSeconds: 5 * 86_400,
      minShares: '10000000',
      patienceSeconds: 10 * 86_400,
      calendar: { frequency: 'daily', cutOff: '12:00', settlementDays: 2 },
      reason: 'Holders redeem at NAV.',
    });
  });

  it('is asked for by a holder, who goes on where the line broke between two signatures', async () => {
    const asks = async (window: Window) => {
      const { page } = window;
      await window.visit('/portfolio');
      await page.getByRole('link', { name: /^Redeem .*T-Bill/ }).click();
      await page.getByLabel('Tokens, ').fill('700,5');
      await page.getByRole('button', { name: 'Go on to sign' }).click();
      const sent = countSent(window);
      await page.route(CHAIN, (route) => (sent() > 1 ? route.abort() : route.continue()));
      await page
        .getByRole('button', { name: 'Request the redemption with Demo wallet' })
        .dblclick();
      await page.getByRole('alert').waitFor();
      await page.unroute(CHAIN);
      await page.reload();
      await page.getByRole('button', { name: 'Go on to sign' }).click();
      await page.getByRole('button', { name: 'Go on with Demo wallet' }).dblclick();
      await page.getByText('Requested. It is below').waitFor({ timeout: MINUTE });
      const own = page.getByRole('table', { name: 'Your redemptions' });
      await losesNothing(window, own.getByText('700.5', { exact: true }));
      assert.equal(sent(), 3, 'the allowance, the request that was cut off, and the request');
    };
    await at(persona('investor', 'holds'), asks, { provokes: /ERR_FAILED/ });
    await queue.act(await holderOf(world.cast.second), { action: 'request', shares: SECOND });
  });

  it('is closed at its cut-off, and struck for as much as the money pays, request by request', async () => {
    const product = await fundProduct();
    await passTo((await queue.view()).nextDealing.cutOff);
    // The calendar does it within a minute, unless the issuer is faster. Only a NAV valued afterwards prices it.
    await queue.ask('close', 'browser').catch(() => undefined);
    await until(
      () => queue.view(),
      ({ chain }) => Boolean(chain?.closedEpoch),
      { what: 'the epoch to be closed' },
    );
    await dollars.topUp(dollars.treasury, BUFFER);
    await queue.order('fund', 'browser', { amount: BUFFER.toString() });
    const [nav] = await navRounds(world, product.issuer, product.assetId);
    assert.ok(nav && (await committee.report(product.navFeed, BigInt(nav.answer))));
    const strikes = async (window: Window) => {
      const { page } = window;
      const dialog = page.getByRole('dialog');
      const verb = 'Strike at the NAV';
      await window.eventually(async () => {
        await window.visit(`/assets/${fund.id}/redemptions`);
        await page.getByRole('button', { name: verb }).click({ timeout: 5_000 });
        await dialog.getByText('or pay a part').waitFor({ timeout: 5_000 });
      }, MINUTE);
      assert.ok(await dialog.getByRole('button', { name: verb }).isDisabled());
      await dialog.getByRole('radio', { name: 'So many tokens' }).check();
      await dialog.getByLabel('Tokens to be paid').fill('50,05');
      const parts = dialog.getByRole('table', { name: 'What each is paid' });
      await parts.getByRole('row', { name: 'INV-' }).nth(1).waitFor();
      await isOpenToAll(window, 'a strike in part');
      await dialog.getByRole('radio', { name: 'As much as the buffer pays' }).check();
      await dialog.getByText('Left in the buffer').waitFor();
      await confirms(window, verb, 'The money is for a part of all.', true);
      const order = page.getByRole('table', { name: 'Orders to the queue' }).getByText(', in part');
      await losesNothing(window, order);
    };
    // Asked to pay all of what the money does not cover, the register refuses, and a browser says so.
    await at(persona('issuer'), strikes, { provokes: /422 .*\/strike/ });
    await at(persona('compliance', 'decides'), (officer) =>
      approvesAt(officer, /^Decide: Price an epoch/, 'Approve the price and the payment', true),
    );
  });

  it('pays the holder the part, once, and tells what waits', async () => {
    const wallet = addressOf(world.cast.first);
    const before = await dollars.balance(wallet);
    await at(persona('investor', 'holds'), async (window) => {
      const { page } = window;
      const own = page.getByRole('table', { name: 'Your redemptions' });
      await window.eventually(async () => {
        await window.visit(path);
        await own.getByRole('button', { name: 'Claim' }).click({ timeout: 5_000 });
      }, MINUTE);
      for (const told of [/more wait since in epoch/, /of it from epoch/]) {
        await own.getByText(told).first().waitFor();
      }
      const sign = page.getByRole('dialog').getByRole('button', { name: 'Claim with Demo wallet' });
      await sign.waitFor();
      await hasNoBarrier(window, 'a claim');
      const sent = countSent(window);
      await sign.dblclick();
      await page.getByText('Claimed. The money is in your wallet.').waitFor({ timeout: MINUTE });
      await page.reload();
      await own.getByText('Paid', { exact: true }).waitFor({ timeout: MINUTE });
      assert.equal(sent(), 1, 'the claim');
    });
    const claimed = (await queue.list()).find(
      ({ controller, state }) => controller === wallet && state === 'paid',
    );
    assert.equal((await dollars.balance(wallet)) - before, BigInt(claimed?.assets ?? '0'));
  });
});
