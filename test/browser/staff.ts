import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { losesNothing } from './deeds.ts';
import { MINUTE, at, fund, persona, url } from './stage.ts';

describe('an auditor', () => {
  it('creates a proof of reserve, downloads the PDF and verifies the register', async () => {
    await at(persona('auditor'), async (window) => {
      const { page } = window;
      await window.visit(`/assets/${fund.id}/reports`);
      await page.getByRole('button', { name: 'Create a proof of reserve' }).click();
      await page.getByText('The report is being built.').waitFor({ timeout: MINUTE });
      await losesNothing(window, page.getByRole('button', { name: 'Download PDF' }));
      const download = page.waitForEvent('download');
      await page.getByRole('button', { name: 'Download PDF' }).first().click();
      const bytes = readFileSync(await (await download).path());
      assert.equal(bytes.subarray(0, 5).toString(), '%PDF-');
      // Taken apart: each number with its formula, the custodian's word, the documents, and all of it in one file.
      await page.getByRole('link', { name: 'Proof of reserve' }).first().click();
      await page.getByRole('region', { name: 'Coverage' }).getByText('reserves ÷ owed').waitFor();
      await page
        .getByRole('region', { name: 'Supply' })
        .getByText('Closing', { exact: true })
        .waitFor();
      await page
        .getByRole('table', { name: 'The custodians’ word' })
        .getByText('Valid', { exact: true })
        .waitFor();
      const bundle = page.waitForEvent('download');
      await page.getByRole('button', { name: 'Evidence bundle' }).click();
      assert.match((await bundle).suggestedFilename(), /^proof-of-reserve-block-\d+\.zip$/);
      await window.visit('/register-of-entries');
      await page.getByRole('button', { name: 'Verify the register' }).click();
      await page.getByText('The register is intact.').waitFor();
    });
  });
});

describe('an operator', () => {
  it('sees every part at work and invites a colleague', async () => {
    await at(persona('operator'), async (window) => {
      const { page } = window;
      await window.visit('/system');
      for (const part of ['Database', 'Chain', 'Ledger', 'Outbox', 'Oracle', 'Clock']) {
        await page.getByRole('region', { name: part }).getByText('Works').waitFor();
      }
      await losesNothing(window, page.getByRole('region', { name: 'Oracle' }));
      await window.visit('/team');
      await page.getByLabel('Name').fill('Olu Sample');
      await page.getByLabel('E-mail').fill('olu.browser@cadastre.example');
      await window.choose('Role', 'Auditor');
      await page.getByRole('button', { name: 'Invite' }).click();
      await page.getByLabel('Invitation link').getByText(`${url}/invitation#`).waitFor();
    });
  });
});
