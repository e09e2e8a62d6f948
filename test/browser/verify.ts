import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { filesOf, goldInputs, holdersOf, zipOf } from '@cadastre/verify/testing';
import { at, hasNoBarrier } from './stage.ts';

/** Sample evidence of gold: no chain is needed to take it apart. */
async function sample(): Promise<{ zip: Uint8Array; holder: string }> {
  const holders = holdersOf(40);
  const zip = zipOf(await filesOf(await goldInputs(holders), { holders }));
  return { zip, holder: holders[7]?.holder ?? '' };
}

async function submit(page: Page, zip: Uint8Array, holder = ''): Promise<void> {
  await page.setInputFiles('input[type="file"]', {
    name: 'evidence.zip',
    mimeType: 'application/zip',
    buffer: Buffer.from(zip),
  });
  await page.getByLabel('Your address').fill(holder);
  await page.getByRole('button', { name: 'Verify', exact: true }).click();
}

describe('the verifier in the browser', () => {
  for (const look of [{}, { width: 360, dark: true }]) {
    const where = 'width' in look ? 'on a phone, in the dark' : 'at a desk';
    it(`takes evidence apart ${where} and sends nothing anywhere`, async () => {
      const { zip, holder } = await sample();
      await at(
        null,
        async (window) => {
          const { page } = window;
          await window.visit('/verify');
          const sent: string[] = [];
          page.on('request', (request) => {
            if (request.method() !== 'GET') sent.push(request.url());
          });
          await submit(page, zip, holder);
          await page.getByText(/^All \d+ checks hold$/).waitFor();
          await page.getByText('You are counted').waitFor();
          await page.getByText('PASS', { exact: true }).waitFor();
          await hasNoBarrier(window, '/verify');

          const broken = Uint8Array.from(zip);
          const place = Buffer.from(zip).indexOf('address,balance') + 30;
          broken[place] = (broken[place] ?? 0) ^ 1;
          await submit(page, broken);
          await page.getByText(/^Not true: file tree\/holders\.csv/).waitFor();

          await page.getByLabel('Custodian’s key').fill(`0x${'99'.repeat(20)}`);
          await submit(page, zip);
          await page.getByText(/^Not true: attestation 1 key/).waitFor();
          assert.deepEqual(sent, []);
        },
        look,
      );
    });
  }
});
