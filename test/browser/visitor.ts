import { describe, it } from 'node:test';
import { Window } from '../../scripts/lib/counter.ts';
import { losesNothing } from './deeds.ts';
import { at, browser, fund, persona, url } from './stage.ts';

describe('a visitor', () => {
  it('reads NAV, reserves and coverage of the fund without an account', async () => {
    await at(null, async (window) => {
      await window.visit('/public');
      await window.page.getByRole('link', { name: fund.name }).click();
      await window.settled();
      const { page } = window;
      await page.getByRole('heading', { level: 1, name: fund.name }).waitFor();
      for (const figure of ['NAV per share', 'Reserves', 'Coverage', 'Tokens outstanding']) {
        await page.getByRole('term').filter({ hasText: figure }).waitFor();
      }
      await losesNothing(window, page.getByRole('table', { name: 'What it holds' }));
      for (const panel of ['NAV per share', 'Income paid', 'Who may hold it', 'Papers']) {
        await page.getByRole('heading', { name: panel }).waitFor();
      }
      await page.getByText('Never more than').waitFor();
      await page.getByText('Prospectus').waitFor();
    });
  });

  it('is sent to sign in, comes back to the page asked for, and a wrong password is told', async () => {
    const window = await Window.open(browser, url);
    const { page } = window;
    await window.visit(`/assets/${fund.id}/cap-table`);
    await page.getByRole('heading', { name: 'Sign in', exact: true }).waitFor();
    await page.getByLabel('E-mail').fill(persona('issuer').email);
    await page.getByRole('textbox', { name: 'Password' }).fill('not the password');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('alert').waitFor();
    await page.getByRole('textbox', { name: 'Password' }).fill(persona('issuer').password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('table', { name: 'Cap table' }).waitFor();
    await page.reload();
    await page.getByRole('table', { name: 'Cap table' }).waitFor();
    await window.close();
  });
});
