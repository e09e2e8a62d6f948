import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { losesNothing } from './deeds.ts';
import { at } from './stage.ts';

describe('a new investor', () => {
  it('registers, says who they are, brings papers, comes back, and submits the case', async () => {
    await at(null, async (window) => {
      const { page } = window;
      await window.visit('/register');
      await page.getByLabel('Your name').fill('Noor Vermeer');
      await page.getByLabel('E-mail').fill('noor.browser@cadastre.example');
      await page.getByRole('textbox', { name: 'Password' }).fill('a long sample password');
      await page.getByRole('button', { name: 'Register' }).click();
      await page.getByRole('button', { name: 'Begin' }).click();
      await page.getByLabel('Full name').fill('Noor Vermeer');
      await page.getByLabel('Date of birth').fill('1990-02-17');
      await window.choose('Country of residence', 'Germany');
      await page.getByLabel('Street and number').fill('Probeweg 3');
      await page.getByLabel('City').fill('Hamburg');
      await window.choose('Country of the address', 'Germany');
      await page.getByLabel('Source of funds').fill('Salary of twelve years');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('Saved.').first().waitFor();
      for (const paper of ['Identity', 'Proof of address']) {
        await window.choose('Kind of paper', paper);
        await window.file('File', `${paper}.txt`, `SAMPLE ${paper} of Noor Vermeer`);
        await page.getByRole('button', { name: 'Add the paper' }).click();
        await page
          .getByRole('table', { name: 'Papers' })
          .getByRole('cell', { name: paper, exact: true })
          .waitFor();
      }
      const papers = page.getByRole('table', { name: 'Papers' });
      await losesNothing(window, papers.getByRole('cell', { name: 'Proof of address' }));
      assert.equal(await page.getByLabel('Full name').inputValue(), 'Noor Vermeer');
      await window.choose('I understand that I may lose all of what I invest', 'Yes');
      await window.choose('How often have you bought', 'A few times');
      await window.choose('When will you need the money again?', 'Later than that');
      await window.choose('How much of your savings', 'Less than a tenth');
      await page.getByRole('button', { name: 'Save the answers' }).click();
      await page.getByText('Your answers are saved.').first().waitFor();
      await page.getByRole('button', { name: 'Submit to compliance' }).click();
      await page.getByText('An officer reads your case.').waitFor();
    });
  });
});
