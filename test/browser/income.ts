import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { addressOf, Income } from '@cadastre/api/demo';
import { AssetToken__factory } from '@cadastre/contracts';
import { approves, confirms, countSent, losesNothing, written } from './deeds.ts';
import { at, dollars, fund, fundProduct, isOpenToAll, MINUTE, persona, world } from './stage.ts';

/** Gets the withheld tax. */
const TAX_OFFICE = 30;
/** Paid gross, base units of the dollar: no whole number of them for each share. */
const GROSS = 1_234_567_891n;

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

describe('income that is paid gross', () => {
  const account = () => addressOf(world.cast.first);
  /** What the holder has to get, base units of the dollar. */
  let due: bigint;
  before(async () => {
    const product = await fundProduct();
    const income = new Income(world, product, dollars);
    const { id } = await income.draft(1, {
      title: 'Gross income of the browser test',
      kind: 'income',
      amount: GROSS,
      because: ['Twelve hundred dollars and some, as the custodian paid them.'],
    });
    const { record, calculation } = await income.calculate(id);
    const blockTag = record?.block;
    const token = AssetToken__factory.connect(product.token, world.options.rpc);
    const [held, all] = [token.balanceOf(account(), { blockTag }), token.totalSupply({ blockTag })];
    due = ((GROSS + BigInt(calculation?.carriedIn ?? 0)) * (await held)) / (await all);
    await income.fund(id);
  });

  it('is claimed by its holder with the own wallet, once and to the last unit, over a reload', async () => {
    const before = await dollars.balance(account());
    await at(persona('investor', 'holds'), async (window) => {
      const { page } = window;
      const claim = page.getByRole('button', {
        name: `Claim income of ${written(due, 6, 2)} `,
      });
      await window.eventually(async () => {
        await window.visit('/income');
        await claim.waitFor({ timeout: 5_000 });
      }, MINUTE);
      await claim.click();
      const sign = page.getByRole('dialog').getByRole('button', { name: 'Claim with Demo wallet' });
      await sign.waitFor();
      await losesNothing(window, claim);
      await claim.click();
      const sent = countSent(window);
      await sign.dblclick();
      await page.getByText('Claimed. The money is in your wallet').waitFor({ timeout: MINUTE });
      await page.reload();
      const row = page.getByRole('table', { name: 'Your income' }).getByRole('row', {
        name: written(due, 6, 2),
      });
      await row.getByText('Paid', { exact: true }).waitFor({ timeout: MINUTE });
      assert.equal(await claim.count(), 0);
      assert.equal(sent(), 1);
    });
    assert.equal((await dollars.balance(account())) - before, due);
  });
});
