import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { MoodyWallet } from './moody-wallet.ts';
import { at, fund, MINUTE, persona, run } from './stage.ts';

const WORDS = 'Seen at the custodian, line 14 of the statement.';

/** Fills in a mint and waits until the contract's answer is there. */
async function writeMint(page: Page, dollars: string): Promise<void> {
  await page.getByRole('combobox', { name: 'Investor’s wallet' }).click();
  await page.getByRole('option', { name: 'INV-000001' }).first().click();
  await page.getByLabel('Paid, USD').fill(dollars);
  await page.getByLabel('Reason').fill(WORDS);
  await page.getByRole('button', { name: /^Propose [\d,.]+ shares$/ }).waitFor();
}

const propose = (page: Page) => page.getByRole('button', { name: /^Propose / });
const orders = (page: Page, amount: string) =>
  page.getByRole('table', { name: 'Orders' }).getByRole('row', { name: amount });

/** What goes wrong between a person and the register: said, nothing lost, nothing sent twice. */
describe('when things go wrong', () => {
  it('keeps what was written while the register cannot be reached, and sends it once', async () => {
    await at(
      persona('issuer'),
      async (window) => {
        const { page } = window;
        await window.visit(`/assets/${fund.id}/supply`);
        await writeMint(page, '7.001,25');
        const mints = /\/mints$/;
        await page.route(mints, (route) => route.abort('connectionrefused'));
        await propose(page).click();
        await page.getByText('The register cannot be reached').waitFor();
        assert.equal(await page.getByLabel('Reason').inputValue(), WORDS);

        // The answer is lost on its way back: the request itself was taken.
        await page.unroute(mints);
        await page.route(mints, async (route) => {
          await route.fetch();
          await route.abort('connectionreset');
        });
        await propose(page).click();
        await page.getByText('The register cannot be reached').waitFor();
        await page.unroute(mints);
        await propose(page).click();
        await page.getByText('The order waits for compliance.').first().waitFor();
        await orders(page, '7,001.25').first().waitFor();
        assert.equal(await orders(page, '7,001.25').count(), 1);
      },
      { provokes: /Failed to load|net::ERR/ },
    );
  });

  it('sends once over a slow line, however often somebody clicks', async () => {
    await at(persona('issuer'), async (window) => {
      const { page } = window;
      await window.visit(`/assets/${fund.id}/supply`);
      await writeMint(page, '7 002.50');
      let asked = 0;
      const answered = Promise.withResolvers<undefined>();
      await page.route(/\/mints$/, async (route) => {
        asked += 1;
        await answered.promise;
        await route.continue();
      });
      await propose(page).dblclick();
      await propose(page).click({ force: true });
      await page.keyboard.press('Enter');
      answered.resolve(undefined);
      await page.getByText('The order waits for compliance.').first().waitFor();
      await orders(page, '7,002.50').first().waitFor();
      assert.equal(asked, 1);
      assert.equal(await orders(page, '7,002.50').count(), 1);
    });
  });

  it('asks for the password where the session has ended, over the page with what was written', async () => {
    await at(
      persona('issuer'),
      async (window) => {
        const { page } = window;
        await window.visit(`/assets/${fund.id}/supply`);
        const other = await window.another('/today');
        await writeMint(page, '7,003.75');
        await other.page.getByRole('button', { name: /^Account of/ }).click();
        await other.page.getByRole('menuitem', { name: 'Sign out' }).click();
        await other.page.getByRole('heading', { name: 'Sign in', exact: true }).waitFor();
        await propose(page).click();
        const dialog = page.getByRole('dialog', { name: 'Your session has ended' });
        await dialog.getByLabel(/^Password of/).fill(persona('issuer').password);
        await dialog.getByRole('button', { name: 'Sign in' }).click();
        await dialog.waitFor({ state: 'detached' });
        assert.equal(await page.getByLabel('Reason').inputValue(), WORDS);
        await propose(page).click();
        await page.getByText('The order waits for compliance.').first().waitFor();
        await orders(page, '7,003.75').first().waitFor();
        assert.equal(await orders(page, '7,003.75').count(), 1);
      },
      { provokes: /401/ },
    );
  });

  it('keeps two tabs signed in that are loaded again at the same moment', async () => {
    await at(
      persona('issuer'),
      async (window) => {
        await window.visit('/today');
        const other = await window.another('/assets');
        await Promise.all([window.page.reload(), other.page.reload()]);
        for (const { page } of [window, other]) {
          await page.getByRole('navigation', { name: 'Places' }).waitFor();
        }
      },
      { provokes: /409/ },
    );
  });

  it('says why an invitation that was used, or never was, opens nothing', async () => {
    await at(
      null,
      async (window) => {
        const { page } = window;
        await window.visit('/invitation#not-an-invitation');
        await page.getByLabel('Password').first().fill('a long sample password');
        await page.getByRole('button', { name: 'Accept' }).click();
        await page.getByRole('alert').waitFor();
        assert.equal(await page.getByLabel('Invitation').inputValue(), 'not-an-invitation');
      },
      { provokes: /4\d\d/ },
    );
  });

  it('refuses papers that are empty or not what their name says at their field, and keeps what was written', async () => {
    await at(persona('issuer'), async (window) => {
      const { page } = window;
      const title = 'A motion without a paper';
      await window.visit(`/assets/${fund.id}/votes`);
      await page.getByRole('button', { name: 'Draft a motion' }).click();
      await page.getByLabel('What is voted on').fill(title);
      const label = 'The paper, read by the holders';
      for (const [file, text, told] of [
        ['nothing.pdf', '', 'nothing.pdf is empty.'],
        ['renamed.pdf', 'MZ this is a program', 'renamed.pdf is not what its name says'],
      ] as const) {
        await window.file(label, file, text);
        await page.getByText(told).waitFor();
        assert.ok(await page.getByRole('button', { name: 'Keep the draft' }).isDisabled());
      }
      await page.reload();
      assert.equal(await page.getByLabel('What is voted on').inputValue(), title);
      await page.getByLabel('Voting closes, 00:00 UTC').fill('2026-01-01');
      await page.getByText('Voting lasts a day at least: close it later.').waitFor();
      await page.getByRole('button', { name: 'Close', exact: true }).click();
    });
  });
});

/** An own wallet that somebody refuses, locks or switches while the counter waits for it. */
describe('a wallet that does not do as it is told', () => {
  it('is refused, then on another chain and another account, and pays once in the end', async () => {
    const holder = persona('investor', 'holds');
    assert.ok(holder.wallet);
    const wallet = new MoodyWallet(holder.wallet.privateKey, run.rpcUrl);
    await at(null, async (window) => {
      const { page } = window;
      await wallet.enter(page, 'Moody Wallet');
      await window.enterAs(holder);
      await window.visit('/market');
      await page.getByRole('link', { name: `Subscribe to ${fund.name}` }).click();
      await page.getByLabel('Amount').fill('20.000,00');
      await page.getByRole('button', { name: /^Order for 20,000.00/ }).click();
      const pay = page.getByRole('button', { name: /with Moody Wallet$/ });

      wallet.mood = 'refuses';
      await pay.click();
      await page.getByText('You refused it in the wallet.').waitFor();
      wallet.mood = 'other chain';
      await pay.click();
      await page.getByText('The wallet is on chain 1.').waitFor();
      wallet.mood = 'other account';
      await pay.click();
      await page.getByText(/^The wallet is 0x.* Choose the account/).waitFor();
      assert.equal(wallet.sent, 0);

      // The account is switched between the two signatures.
      wallet.mood = 'switches after one';
      await pay.dblclick();
      await page.getByText(/^The wallet is 0x.* Choose the account/).waitFor({ timeout: MINUTE });
      assert.equal(wallet.sent, 1);
      wallet.mood = 'willing';
      await page.reload();
      await pay.click();
      await page.getByText('Paid. The issuer proposes').waitFor({ timeout: MINUTE });
      assert.equal(wallet.sent, 2);
      wallet.close();
    });
  });
});

describe('a chain that stands still', () => {
  it('is told to who runs it and to who wants to send; afterwards all goes on', async () => {
    const { anvil } = run.pids;
    assert.ok(anvil);
    await at(
      persona('operator'),
      async (window) => {
        const chain = window.page.getByRole('region', { name: 'Chain' });
        process.kill(anvil, 'SIGSTOP');
        try {
          await window.eventually(async () => {
            await window.visit('/system');
            await chain.getByText('Down', { exact: true }).waitFor({ timeout: 5_000 });
          }, 2 * MINUTE);
        } finally {
          process.kill(anvil, 'SIGCONT');
        }
        await window.eventually(async () => {
          await window.visit('/system');
          await chain.getByText('Works').waitFor({ timeout: 5_000 });
        }, 2 * MINUTE);
      },
      { provokes: /50\d/ },
    );
  });
});
