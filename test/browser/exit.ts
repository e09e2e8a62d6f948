import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { addressOf, Motions } from '@cadastre/api/demo';
import type { Window } from '../../scripts/lib/counter.ts';
import { approves, approvesAt, countSent, holdsNoMore, losesNothing } from './deeds.ts';
import { dayIn, house, houseIsHeld } from './house.ts';
import { at, dollars, isOpenToAll, MINUTE, passTo, persona, world } from './stage.ts';

/** The price of the whole house, base units of the dollar: no whole number for each of its 1,850 fractions. */
const PRICE = 101_750_010_000n;
/** Base units of the house's token that its owner gives back first. */
const THREE = 3n * 10n ** 18n;

/** Asked for its vote before that stands on the chain, the register answers 409, and a browser says so. */
const early = { provokes: /409/ };

/** A house is sold whole: offered for, voted on, paid, and what each of its holders gets. */
describe('a house that somebody buys whole', () => {
  let motions: Motions;
  let voteId: string;
  let path: string;
  before(async () => {
    await houseIsHeld();
    motions = new Motions(world, house.product);
    await dollars.ready(world.cast.second, PRICE);
  });

  /** The offer is in a state, once its page is opened again. */
  const isSoon = (window: Window, state: string) =>
    window.eventually(async () => {
      await window.visit(path);
      await window.page.getByText(state, { exact: true }).first().waitFor({ timeout: 1_000 });
    }, MINUTE);

  it('is put to its holders by the issuer as a motion with bidder and price, which survives a reload', async () => {
    await at(
      persona('issuer'),
      async (window) => {
        const { page } = window;
        await window.visit(`/assets/${house.product.assetId}/property`);
        await page.getByRole('button', { name: 'Draft an offer' }).click();
        await page.getByLabel('Bidder, address').fill(addressOf(world.cast.second));
        await page.getByLabel('Price of the whole property').fill('101.750,01');
        await page.getByLabel('Voting closes, 00:00 UTC').fill(await dayIn(2));
        await page.getByLabel('To be executed until, 00:00 UTC').fill(await dayIn(9));
        await window.file('The paper, read by the holders', 'offer.txt', 'SAMPLE offer');
        await isOpenToAll(window, 'an offer for a property');
        await page.getByRole('button', { name: 'Keep the draft' }).click();
        await page.getByRole('heading', { level: 1, name: /^Sell the property/ }).waitFor();
        voteId = new URL(page.url()).pathname.split('/').at(-1) ?? '';
        // The first motion of an asset brings its ballot, which must stand on the chain first.
        const waits = page.getByText('This motion waits for compliance.');
        await window.eventually(async () => {
          const submit = page.getByRole('button', { name: 'Submit to compliance' });
          if (!(await waits.isVisible())) await submit.click({ timeout: 5_000 });
          await waits.waitFor({ timeout: 5_000 });
        }, MINUTE);
        await losesNothing(window, waits);
        await window.visit(`/assets/${house.product.assetId}/property`);
        const offers = page.getByRole('table', { name: 'Offers for the whole property' });
        path = (await offers.getByRole('link').first().getAttribute('href')) ?? '';
      },
      early,
    );
    await approves(/^Decide: Put /, 'Approve the motion');
  });

  it('is paid for by its bidder into the vault, once', async () => {
    const { opensAt } = await motions.open(voteId);
    const bidder = addressOf(world.cast.second);
    const held = await dollars.balance(bidder);
    await at(persona('investor', 'bought'), async (window) => {
      const { page } = window;
      await window.visit(path);
      await page.getByText('101,750.01 ').waitFor();
      await isOpenToAll(window, 'the bidder’s page');
      const onward = page.getByRole('button', { name: 'Go on to sign' });
      await losesNothing(window, onward);
      await onward.click();
      const sent = countSent(window);
      await page.getByRole('button', { name: 'Pay the price with Demo wallet' }).dblclick();
      await page.getByText('Done. It is told here').waitFor({ timeout: MINUTE });
      assert.equal(sent(), 2, 'the allowance and the price');
    });
    assert.equal(held - (await dollars.balance(bidder)), PRICE);
    await passTo(opensAt);
    await motions.cast(voteId, house.owner, 'for');
  });

  it('goes to the bidder by two persons once its holders have carried it', async () => {
    await passTo((await motions.view(voteId)).closesAt);
    await at(persona('issuer'), async (window) => {
      const { page } = window;
      await window.visit(path);
      await page.getByRole('button', { name: 'Carry the buy-out out' }).click();
      const waits = page.getByText('It waits for a second person.');
      await losesNothing(window, waits);
      await at(persona('compliance', 'decides'), (officer) =>
        approvesAt(officer, /^Decide: Carry a buy-out out/, 'Approve the buy-out', true),
      );
      await isSoon(window, 'Carried out');
    });
  });

  it('pays its owner the part of each fraction, to the last; nothing of it is left to hold', async () => {
    const { property, owner } = house;
    const account = addressOf(owner.investor);
    const held = await dollars.balance(account);
    const id = path.split('/').at(-1) ?? '';
    const part = { verb: 'surrender', amountBaseUnits: THREE.toString() } as const;
    await property.act(id, owner, part);
    await at(persona('investor', 'holds'), async (window) => {
      const { page } = window;
      await window.visit('/corporate-actions');
      const claim = page.getByRole('button', { name: /^Be paid for / });
      await losesNothing(window, claim);
      await claim.click();
      await page.getByRole('button', { name: 'Go on to sign' }).click();
      const sent = countSent(window);
      await page.getByRole('button', { name: 'Be paid with Demo wallet' }).dblclick();
      await page.getByText('Done. The money is in your wallet').waitFor({ timeout: MINUTE });
      assert.equal(sent(), 1);
      await holdsNoMore(window, 'Sample rental');
      await window.visit('/corporate-actions');
      assert.equal(await claim.count(), 0);
    });
    // 1,850 fractions in two parts, each rounded down.
    assert.equal((await dollars.balance(account)) - held, PRICE - 1n);
  });

  it('is closed: what rounding left goes where the issuer says, and no fraction exists', async () => {
    await at(persona('issuer'), async (window) => {
      const { page } = window;
      await window.visit(path);
      await page.getByLabel('To the wallet, address').fill(dollars.treasury);
      await page.getByRole('button', { name: 'Take what rounding left' }).click();
      await losesNothing(window, page.getByText('It waits for a second person.'));
      await approves(/^Decide: Sweep what a buy-out left/, 'Approve the sweep');
      await isSoon(window, 'Closed');
      await window.visit(`/assets/${house.product.assetId}/wind-down`);
      await page.getByText('0 SRNT exist').waitFor();
    });
  });
});
