import { Income } from '@cadastre/api/demo';
import { before, describe, it } from 'node:test';
import { approves, confirms, losesNothing } from './deeds.ts';
import { at, dollars, fund, fundProduct, isOpenToAll, MINUTE, persona, world } from './stage.ts';

/** Gets the withheld tax. */
const TAX_OFFICE = 30;

/** Income that comes again and again, and income that is paid net of tax. */
describe('a schedule of income', () => {
  it('is proposed with its paper and approved; its sheet of rent and expenses is given', async () => {
    await at(persona('issuer'), async (window) => {
      const { page } = window;
      await window.visit(`/assets/${fund.id}/distributions`);
      await page.getByRole('button', { name: 'Propose a schedule' }).click();
      await page.getByLabel('Paid in, token address').fill(dollars.address);
      await window.file('Lease, terms or resolution', 'lease.txt', 'SAMPLE lease');
      await page.getByLabel('Reason').fill('The lease of the house');
      await page.getByRole('button', { name: 'Propose the schedule' }).click();
      await page.getByText('A change waits for compliance.').waitFor();
    });
    await approves(/^Decide: Change a schedule/, 'Approve these terms');
    await at(persona('issuer'), async (window) => {
      const { page } = window;
      await window.visit(`/assets/${fund.id}/distributions`);
      await page.getByRole('table', { name: 'Schedules' }).getByRole('link').first().click();
      const lines: [what: string, amount: string][] = [
        ['Rent of the flats', '1.059,50'],
        ['Insurance', '59.50'],
      ];
      for (const [index, [what, amount]] of lines.entries()) {
        const line = page.getByRole('group', { name: `Line ${index + 1}` });
        await line.getByLabel('What for').fill(what);
        await line.getByLabel('Amount').fill(amount);
        const chooser = page.waitForEvent('filechooser');
        await line.getByRole('button', { name: 'Bill or statement' }).click();
        const buffer = Buffer.from(`SAMPLE ${what}`);
        await (await chooser).setFiles({ name: `${index}.txt`, mimeType: 'text/plain', buffer });
      }
      await page.getByText('Left to be distributed: 1,000.00').waitFor();
      await isOpenToAll(window, 'an income sheet');
      await page.getByRole('button', { name: 'Keep the sheet' }).click();
      await page.getByRole('button', { name: 'Replace the sheet' }).waitFor();
      await losesNothing(window, page.getByText('Rent of the flats'));
    });
  });
});

describe('income net of tax', () => {
  let path: string;
  before(async () => {
    const officer = await world.as(world.cast.approver);
    const source = 'Sample law of the browser test';
    const rates = [{ kind: 'income', country: 0, rateBps: 1_500, formRateBps: null, source }];
    await officer.put('/withholding-table', { rates });
    const product = await fundProduct();
    const income = new Income(world, product, dollars);
    const { id } = await income.draft(0, {
      title: 'Income of the browser test',
      kind: 'income',
      amount: 1_000_000_000n,
      because: ['A thousand dollars, net of tax.'],
      taxAccount: world.account(TAX_OFFICE).address,
    });
    await income.calculate(id);
    await income.fund(id);
    await income.rooted(id);
    path = `/distributions/${id}`;
  });

  it('is refused by compliance before its root pays anybody; the issuer sees it', async () => {
    await at(persona('compliance', 'reviews'), async (window) => {
      const { page } = window;
      await window.visit(path);
      await isOpenToAll(window, 'a distribution');
      await confirms(window, 'Refuse the root', 'The table of tax is a draft.');
      await page.getByText(/^Compliance refused the root on/).waitFor({ timeout: MINUTE });
    });
    await at(persona('issuer'), async (window) => {
      await window.visit(path);
      await window.page.getByRole('button', { name: 'Ask for another root' }).waitFor();
    });
  });
});
