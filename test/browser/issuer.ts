import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { losesNothing } from './deeds.ts';
import { at, fund, persona } from './stage.ts';

describe('an issuer', () => {
  it('sees the shares before asking, and proposes a mint at NAV', async () => {
    await at(persona('issuer'), async (window) => {
      const { page } = window;
      await window.visit(`/assets/${fund.id}/supply`);
      // However many wallets there are, a reference finds its own.
      await page.getByRole('combobox', { name: 'Investor’s wallet' }).fill('inv-1');
      await page.getByRole('option', { name: 'INV-000001' }).first().click();
      await page.getByLabel('Paid, USD').fill('12500.50');
      await page.getByLabel('Reason').fill('Subscription of the browser test');
      const propose = page.getByRole('button', { name: /^Propose [\d,.]+ shares$/ });
      await propose.waitFor();
      await propose.click();
      const order = page.getByRole('table', { name: 'Orders' }).getByRole('row', {
        name: '12,500.50',
      });
      await losesNothing(window, order.getByText('Waits for approval'));
    });
  });

  it('creates a draft of a property with its appraisal; what is written stays', async () => {
    await at(persona('issuer'), async (window) => {
      const { page } = window;
      await window.visit('/assets/new');
      await page.getByText('Real estate', { exact: true }).click();
      const fields: Record<string, string> = {
        Name: 'Sample walk-up',
        Description: 'Six flats. A sample of the browser test.',
        Parcel: '3012340056',
        Address: '12 Sample Street, Brooklyn',
        'Building class': 'C2',
        Units: '6',
        'Year built': '1931',
        'Company that holds the title': 'Sample Street Holdings LLC',
        'Appraised value, USD': '2150000.00',
        'Appraised on': '2026-03-02',
        Appraiser: 'Sample Appraisals',
        'Debt, USD': '0',
      };
      for (const [label, value] of Object.entries(fields)) {
        await page
          .getByRole('textbox', { name: label })
          .or(page.getByLabel(label))
          .first()
          .fill(value);
      }
      await losesNothing(window, page.getByLabel('Parcel'));
      assert.equal(await page.getByLabel('Parcel').inputValue(), '3012340056');
      await page.getByRole('button', { name: 'Create the draft' }).click();
      await page.getByRole('heading', { name: 'Sample walk-up' }).waitFor();
      await page.getByText('2,150,000.00').first().waitFor();
    });
  });
});
