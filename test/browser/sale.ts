import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Window } from '../../scripts/lib/counter.ts';
import { confirms, losesNothing } from './deeds.ts';
import { at, dollars, fund, MINUTE, persona } from './stage.ts';

/** One sale from its draft to the delivery, each step by whose it is. */
describe('a sale', () => {
  it('is drafted by the issuer, who writes amounts as people do, and proposed', async () => {
    await at(persona('issuer'), async (window) => {
      const { page } = window;
      await window.visit(`/assets/${fund.id}/offerings`);
      await page.getByRole('button', { name: 'Draft an offering' }).click();
      await page.getByText('At a fixed price').click();
      const fields: Record<string, string> = {
        'Payment token, address': dollars.address,
        'Money goes to, address': persona('investor', 'bought').wallet?.address ?? '',
        'Price of a token': '10.000,00',
        'At most in all': '１０.０００.０００,00',
        'Of it by bank transfer': "4'000'000",
        'Least per investor': '1,000.00',
        'Most per investor': '500 000',
        'Cooling-off, hours': '0',
      };
      for (const [label, value] of Object.entries(fields)) await page.getByLabel(label).fill(value);
      await page.getByText('10,000,000.00 payment token').waitFor();
      await page.getByRole('button', { name: 'Keep the draft' }).click();
      const propose = page.getByRole('button', { name: 'Propose these terms' });
      await losesNothing(window, propose);
      await propose.click();
      await page.getByText('These terms wait for compliance.').waitFor();
    });
  });

  it('opens once an officer has approved exactly these terms', async () => {
    await at(persona('compliance', 'decides'), async (window) => {
      const { page } = window;
      await window.visit('/inbox');
      await page.getByRole('link', { name: /^Decide: Open a sale/ }).click();
      const shown = page.getByRole('table', { name: 'What is approved' });
      await losesNothing(window, shown.getByText('4,000,000.00 '));
      await confirms(window, 'Approve these terms', 'Terms agree with the prospectus.');
      await page.getByText('Approved', { exact: true }).first().waitFor();
    });
  });

  it('is not the only way out: the issuer proposes a redemption queue', async () => {
    const act = async (window: Window) => {
      const { page } = window;
      await window.visit(`/assets/${fund.id}/supply`);
      // Asked for a queue that is not there yet, the register answers 404, and a browser says so.
      await page.getByRole('link', { name: 'Redemptions' }).click();
      await page.getByLabel('Paid in, token address').fill(dollars.address);
      await page.getByLabel('Smallest request').fill('10');
      await page.getByLabel('Reason').fill('Holders redeem at NAV.');
      await page.getByRole('button', { name: 'Propose the queue' }).click();
      await page.getByText('The queue waits for compliance.').waitFor();
    };
    await at(persona('issuer'), act, { provokes: /404 .*redemption-queue/ });
  });

  it('is found by an investor, who learns what stands against an order, orders and pays', async () => {
    await at(persona('investor', 'holds'), async (window) => {
      const { page } = window;
      await window.eventually(async () => {
        await window.visit('/market');
        await page
          .getByRole('link', { name: `Subscribe to ${fund.name}` })
          .click({ timeout: 5_000 });
      });
      const amount = page.getByLabel('Amount');
      for (const [pasted, told] of [
        ['1e6', 'an exponent is not taken'],
        ['12,34.56', 'not in groups of three'],
        ['10', 'must add up to'],
      ] as const) {
        await amount.fill(pasted);
        await page.getByText(told).waitFor();
      }
      await amount.fill('２５.０００,５０');
      await page.getByRole('button', { name: /^Order for 25,000.50/ }).click();
      const pay = page.getByRole('button', { name: /^Pay 25,000.50 .* with Demo wallet$/ });
      await losesNothing(window, pay);
      await pay.click();
      await page.getByText('Paid. The issuer proposes').waitFor({ timeout: MINUTE });
      await page.reload();
      await page.getByText('Paid. The issuer proposes').waitFor();
      await window.visit('/portfolio');
      await page
        .getByRole('table', { name: 'Your orders' })
        .getByText('Paid', { exact: true })
        .waitFor();
    });
  });

  it('is delivered by the issuer’s proposal and an officer’s approval, and told to the investor', async () => {
    await at(persona('issuer'), async (window) => {
      const { page } = window;
      await window.visit(`/assets/${fund.id}/offerings`);
      await page.getByRole('table', { name: 'Offerings' }).getByRole('link').first().click();
      await page.getByRole('checkbox', { name: /^Deliver the order/ }).check();
      await page.getByRole('button', { name: /^Propose to deliver 1 order, 25,000.50/ }).click();
      await page.getByText('The delivery is with compliance.').first().waitFor();
    });
    await at(persona('compliance', 'decides'), async (window) => {
      const { page } = window;
      await window.visit('/inbox');
      await page.getByRole('link', { name: /^Decide: Deliver paid orders/ }).click();
      await confirms(window, 'Approve the delivery', 'Money seen in the contract.');
      await page.getByText('Approved', { exact: true }).first().waitFor();
    });
    await at(persona('investor', 'holds'), async (window) => {
      const { page } = window;
      await window.visit('/portfolio');
      await page
        .getByRole('table', { name: 'Your orders' })
        .getByText('Settled')
        .waitFor({ timeout: MINUTE });
      await window.visit('/messages');
      await page
        .getByRole('button', { name: 'Go there: Your subscription is settled.' })
        .first()
        .click();
      await page.getByText('Delivered. The tokens are in your wallet').waitFor();
      assert.match(page.url(), /\/orders\//);
    });
  });
});
