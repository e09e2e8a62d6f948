import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { countSent, losesNothing } from './deeds.ts';
import { at, fund, persona } from './stage.ts';

describe('an investor', () => {
  it('learns why a transfer to a stranger would be refused before signing anything', async () => {
    await at(persona('investor', 'holds'), async (window) => {
      const { page } = window;
      await window.visit('/transfer');
      await page.getByLabel('To address').fill('0x00000000000000000000000000000000000000AA');
      await page.getByLabel('Shares').fill('1.5');
      const answer = page.getByRole('region', { name: 'What the contract says' });
      await answer.getByRole('status').waitFor();
      assert.match((await answer.textContent()) ?? '', /regist|verif|known/i);
      assert.ok(await page.getByRole('button', { name: 'Go on to sign' }).isDisabled());
    });
  });

  it('sends shares with the own wallet and sees the holding change', async () => {
    const to = persona('investor', 'bought').wallet;
    assert.ok(to);
    await at(persona('investor', 'holds'), async (window) => {
      const { page } = window;
      const shares = async () =>
        (await page.getByRole('region').filter({ hasText: fund.symbol }).first().textContent()) ??
        '';
      await window.visit('/portfolio');
      const before = await shares();
      await page
        .getByRole('link', { name: /^Transfer ./ })
        .first()
        .click();
      await losesNothing(window, page.getByLabel('To address'));
      await page.getByLabel('To address').fill(to.address);
      await page.getByLabel('Shares').fill('2.25');
      await page.getByText('It would be accepted in the next block.').waitFor();
      await page.getByRole('button', { name: 'Go on to sign' }).click();
      const sent = countSent(window);
      await page.getByRole('button', { name: 'Send with Demo wallet' }).dblclick();
      await page.getByText(/^Sent\./).waitFor();
      assert.equal(sent(), 1);
      await window.eventually(async () => {
        await window.visit('/portfolio');
        assert.notEqual(await shares(), before);
        // The picture of the value ends with the total above it.
        const total = await page.getByRole('heading', { level: 1 }).textContent();
        const picture = page.getByRole('figure', { name: 'Value of your holdings' });
        assert.ok((await picture.textContent())?.includes(` to ${total} on `), `not ${total}`);
      });
    });
  });

  it('proves a wallet that announces itself (EIP-6963) with a signature', async () => {
    await at(null, async (window) => {
      const { page } = window;
      await window.announceWallet('Sample Wallet');
      await window.visit('/sign-in');
      await page.getByLabel('E-mail').fill('noor.browser@cadastre.example');
      await page.getByRole('textbox', { name: 'Password' }).fill('a long sample password');
      await page.getByRole('button', { name: 'Sign in', exact: true }).click();
      await page.getByRole('link', { name: 'Wallets' }).click();
      await page.getByRole('button', { name: 'Prove with Sample Wallet' }).click();
      await page
        .getByRole('table', { name: 'Your wallets' })
        .getByText('Proven, waits for approval')
        .waitFor();
    });
  });
});
