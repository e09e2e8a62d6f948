import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { addressOf } from '@cadastre/api/demo';
import { approves, countSent, holdsNoMore, losesNothing } from './deeds.ts';
import { split } from './split.ts';
import { at, dollars, MINUTE, passTo, persona, world } from './stage.ts';

/** Asked about its contract before that stands on the chain, the register answers 409, and a browser says so. */
const early = { provokes: /409/ };

/** More than the call of all gold takes, base units of the dollar. */
const TREASURY = 2_000_000_000_000n;

/** The issuer calls every token of the gold back, after its split: announced, paid in, opened, and each holder is paid. */
describe('a call', () => {
  let path = '';
  const action = () => path.replace('/', '');
  before(() => dollars.topUp(dollars.treasury, TREASURY));

  it('is drafted on its resolution, and announced once approved', async () => {
    await at(
      persona('issuer'),
      async (window) => {
        const { page } = window;
        await window.visit(`/assets/${split.assetId}/actions`);
        await page.getByRole('button', { name: 'Draft an action' }).click();
        await window.choose('Action', 'Call of every token');
        await page.getByLabel('Paid in, token address').fill(dollars.address);
        await page.getByLabel('Price of a token').fill('4.750,25');
        await window.file('Resolution', 'call.txt', 'SAMPLE resolution');
        await page.getByRole('button', { name: 'Keep the draft and calculate' }).click();
        await page
          .getByRole('table', { name: 'Lines of the action' })
          .getByRole('row')
          .nth(1)
          .waitFor();
        path = new URL(page.url()).pathname;
        // The first action of an asset brings its contract, which must stand on the chain first.
        const waits = page.getByText('These lines wait for compliance.');
        await window.eventually(async () => {
          const submit = page.getByRole('button', { name: 'Submit to compliance' });
          if (!(await waits.isVisible())) await submit.click({ timeout: 5_000 });
          await waits.waitFor({ timeout: 5_000 });
        }, MINUTE);
      },
      early,
    );
    await approves(/^Decide: Announce a corporate action/, 'Approve these lines');
  });

  it('is paid in by the issuer and opened on its day', async () => {
    const issuer = await world.as(world.cast.issuer);
    await at(persona('issuer'), async (window) => {
      const { page } = window;
      await window.eventually(async () => {
        await window.visit(path);
        await page
          .getByRole('button', { name: 'Pay in what is missing' })
          .click({ timeout: 5_000 });
      }, MINUTE);
      await page.getByText('Done: Pay in what is missing').waitFor();
      const { effectiveAt } = await issuer.get<{ effectiveAt: string }>(`/${action()}`);
      await passTo(effectiveAt);
      await window.eventually(async () => {
        await window.visit(path);
        await page
          .getByRole('button', { name: 'Open it to the holders' })
          .click({ timeout: 5_000 });
      }, MINUTE);
      await page.getByText('Done: Open it to the holders').waitFor();
    });
  });

  it('pays the holder in the own wallet, once; what was held is gone, and the issuer sees it done', async () => {
    const { first } = world.cast;
    const investor = await world.as(first);
    const paid = await dollars.balance(addressOf(first));
    const { items } = await investor.get<{ items: { gained: string }[] }>('/corporate-actions');
    await at(persona('investor', 'holds'), async (window) => {
      const { page } = window;
      const call = page.getByRole('button', { name: /^Be paid: Call of / });
      await window.eventually(async () => {
        await window.visit('/corporate-actions');
        await call.waitFor({ timeout: 5_000 });
      }, MINUTE);
      await losesNothing(window, call);
      await call.click();
      await page.getByRole('button', { name: 'Go on to sign' }).click();
      const sent = countSent(window);
      await page.getByRole('button', { name: 'Be paid with Demo wallet' }).dblclick();
      await page.getByText('Done. The money is in your wallet').waitFor({ timeout: MINUTE });
      assert.equal(sent(), 1);
      await holdsNoMore(window, 'Sample gold after its split');
      await window.visit('/corporate-actions');
      await page.getByText('No corporate action').waitFor();
    });
    assert.equal((await dollars.balance(addressOf(first))) - paid, BigInt(items[0]?.gained ?? 0));
    await at(persona('issuer'), async (window) => {
      await window.visit(path);
      await window.page.getByRole('button', { name: 'Return the money that is left' }).waitFor();
    });
  });
});
