import { describe, it } from 'node:test';
import { losesNothing } from './deeds.ts';
import { gold } from './gold.ts';
import { house } from './house.ts';
import { at, fund, hasNoBarrier, persona } from './stage.ts';

/** A fund that lives, gold that was called, a house that was sold: who watches over them sees all three. */
describe('each product line', () => {
  it('shows the auditor who held it at a block, also when the page is loaded again', async () => {
    await at(persona('auditor'), async (window) => {
      for (const id of [fund.id, gold.assetId, house.product.assetId]) {
        await window.visit(`/assets/${id}/cap-table?block=1`);
        await window.page.getByText(/^block 1, /).waitFor();
        await window.page.getByText('Nobody holds it at this block').waitFor();
      }
      await losesNothing(window, window.page.getByText(/^block 1, /));
    });
  });

  it('shows the operator its newest NAV, and why that is what it is', async () => {
    await at(persona('operator'), async (window) => {
      const { page } = window;
      await window.visit('/system');
      const feed = (name: string) =>
        page.getByRole('table', { name: 'Feeds' }).getByRole('row', { name }).first();
      await feed('Allocated gold').waitFor();
      await losesNothing(window, feed('Ravenswood'));
      await feed(fund.name).getByRole('button', { name: /why/ }).click();
      const why = page.getByRole('dialog', { name: /^Why: / });
      await why.getByRole('heading').nth(1).waitFor();
      await hasNoBarrier(window, 'why a round is what it is');
    });
  });
});
