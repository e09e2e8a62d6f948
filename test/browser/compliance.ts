import { describe, it } from 'node:test';
import { losesNothing } from './deeds.ts';
import { MINUTE, at, persona } from './stage.ts';

describe('compliance', () => {
  it('reads exactly what is approved, approves with a reason, and sees it confirmed', async () => {
    await at(persona('compliance', 'decides'), async (window) => {
      const { page } = window;
      await window.visit('/inbox');
      await page
        .getByRole('region', { name: 'Approvals' })
        .getByRole('link', { name: /^Decide: Issue 1,25/ })
        .first()
        .click();
      const shown = page.getByRole('table', { name: 'What is approved' });
      await losesNothing(window, shown.getByText('12,500.50 USD'));
      await page.getByRole('button', { name: /^Approve issuing/ }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('Reason').fill('Consideration seen at the custodian.');
      await dialog.getByRole('button', { name: /^Approve issuing/ }).click();
      await page
        .getByRole('list', { name: 'Timeline' })
        .getByText('Confirmed')
        .waitFor({ timeout: MINUTE });
    });
  });

  it('opens a case with its papers beside the decision and approves the investor', async () => {
    await at(persona('compliance', 'reviews'), async (window) => {
      const { page } = window;
      await window.visit('/cases');
      await page
        .getByRole('table', { name: 'Cases' })
        .getByRole('row')
        .filter({ hasText: 'Germany' })
        .filter({ hasText: 'In review' })
        .getByRole('link')
        .first()
        .click();
      const applicant = page.getByRole('region', { name: 'Person' });
      await losesNothing(window, applicant.getByText('Noor Vermeer'));
      await page.getByLabel('Identity.txt').getByText('SAMPLE Identity').waitFor();
      await page.getByRole('button', { name: 'Approve as retail' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('Reason').fill('Papers agree with what is stated.');
      await dialog.getByRole('button', { name: /^Approve as retail until/i }).click();
      await page.getByText('Approved', { exact: true }).first().waitFor();
    });
  });
});
