import { describe, it } from 'node:test';
import { losesNothing } from './deeds.ts';
import { at, persona } from './stage.ts';

const HEAD =
  'email,kind,full_name,country,address_line1,city,address_country,requested_tier,source_of_funds';

describe('casework', () => {
  it('files a tax form, which an officer reads beside the paper and accepts', async () => {
    await at(persona('investor', 'holds'), async (window) => {
      const { page } = window;
      await window.visit('/tax-form');
      await window.choose('Country of tax residence', 'Germany');
      await page.getByLabel('Tax number').fill('12 345 678 901');
      await page.getByLabel('Signed on').fill('2026-04-15');
      await window.file('Signed form', 'w8ben.txt', 'SAMPLE W-8BEN');
      await page.getByRole('button', { name: 'File the form' }).click();
      const forms = page.getByRole('table', { name: 'Tax forms' });
      await losesNothing(window, forms.getByText('W-8BEN'));
    });
    await at(persona('compliance', 'reviews'), async (window) => {
      const { page } = window;
      await window.visit('/tax-forms');
      await page.getByRole('button', { name: /^Read W-8BEN of INV-/ }).click();
      await page.getByLabel('W-8BEN').getByText('SAMPLE W-8BEN').waitFor();
      await page.getByRole('button', { name: 'Accept the form' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('Reason').fill('Signed and complete.');
      await dialog.getByRole('button', { name: 'Accept the form' }).click();
      await page.getByText('No form waits').waitFor();
    });
  });

  it('checks a file of investors, tells what is wrong by line and column, and applies the rest', async () => {
    const row = (name: string, country: string) =>
      `${name.toLowerCase()}.import@cadastre.example,person,${name} Sample,${country},1 Sample Street,Hamburg,DE,retail,Salary`;
    await at(persona('compliance', 'reviews'), async (window) => {
      const { page } = window;
      await window.visit('/imports');
      const chooser = page.waitForEvent('filechooser');
      await page.getByRole('button', { name: 'CSV of investors', exact: true }).click();
      const csv = [HEAD, row('Anna', 'DE'), row('Bert', 'Atlantis'), ''].join('\n');
      await (
        await chooser
      ).setFiles({ name: 'people.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
      await page.getByRole('button', { name: 'Check the rows' }).click();
      const rows = page.getByRole('table', { name: 'Rows of the file' });
      await losesNothing(window, rows.getByText('country', { exact: true }));
      await page.getByRole('switch', { name: /^Leave out (the )?1 wrong row/ }).press('Space');
      await page.getByRole('button', { name: 'Apply 1 row' }).click();
      await page.getByText('Applied', { exact: true }).first().waitFor();
      await page.getByRole('radio', { name: 'All' }).press('Space');
      await rows.getByText(/\/invitation#/).waitFor();
    });
  });

  it('gives the issuer a key of chosen scopes, shown once', async () => {
    await at(persona('issuer'), async (window) => {
      const { page } = window;
      await window.visit('/api-keys');
      await page.getByLabel('What the program is').fill('Sample ledger');
      await window.choose('What it may do', 'assets:read');
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Create the key' }).click();
      await page.getByLabel('API key', { exact: true }).getByText(/^cad_/).waitFor();
      await page.getByRole('button', { name: 'Revoke Sample ledger' }).click();
      await page.getByRole('table', { name: 'API keys' }).getByText('Revoked').waitFor();
    });
  });
});
