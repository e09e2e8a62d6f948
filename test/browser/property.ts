import { describe, it } from 'node:test';
import type { Locator } from 'playwright-core';
import type { Window } from '../../scripts/lib/counter.ts';
import { approves, confirms, losesNothing } from './deeds.ts';
import { at, isOpenToAll, MINUTE, persona } from './stage.ts';

/** Asked for a token that is not there yet, the register answers 404, and a browser says so. */
const early = { provokes: /404 .*\/token\)/ };

/** The draft that the issuer made (`issuer.ts`). */
const NAME = 'Sample walk-up';

async function openSheet(window: Window, sheet: string): Promise<void> {
  await window.visit('/assets');
  await window.page.getByRole('link', { name: NAME }).first().click();
  await window.page.getByRole('heading', { level: 1, name: NAME }).waitFor();
  await window.page.getByRole('link', { name: sheet, exact: true }).click();
}

/** Repeats a deed as long as there is something it can be done to; each makes that one fewer. */
async function forEach(left: Locator, deed: (one: Locator) => Promise<void>): Promise<void> {
  await left.first().waitFor();
  for (let count = await left.count(); count > 0; count = await left.count()) {
    await deed(left.first());
  }
}

describe('a building', () => {
  it('is documented by its issuer, line by line, and submitted', async () => {
    await at(
      persona('issuer'),
      async (window) => {
        const { page } = window;
        await openSheet(window, 'Due diligence');
        await page.getByRole('article').first().waitFor();
        await isOpenToAll(window, 'due diligence');
        const missing = page.getByRole('article').filter({ hasText: 'required' });
        await forEach(missing.filter({ hasText: 'Missing:' }), async (item) => {
          const title = (await item.getAttribute('aria-label')) ?? '';
          const line = page.getByRole('article', { name: title, exact: true });
          const told = (await line.getByText('Missing:').textContent()) ?? '';
          await line.getByRole('button', { name: /^Add evidence/ }).click();
          const chooser = page.waitForEvent('filechooser');
          await line.getByRole('button', { name: 'File', exact: true }).click();
          const buffer = Buffer.from(`SAMPLE ${told} of ${NAME}`);
          await (await chooser).setFiles({ name: 'evidence.txt', mimeType: 'text/plain', buffer });
          await line.getByLabel('Note').fill('The whole paper');
          await line.getByRole('button', { name: 'File the evidence' }).click();
          await line.getByText(told, { exact: true }).waitFor({ state: 'detached' });
        });
        const submit = page.getByRole('button', { name: 'Submit for review' });
        await losesNothing(window, submit);
        await submit.click();
        await page.getByText('In review').first().waitFor();
      },
      early,
    );
  });

  it('is examined by one officer and approved by another', async () => {
    await at(
      persona('compliance', 'reviews'),
      async (window) => {
        const { page } = window;
        await openSheet(window, 'Due diligence');
        await forEach(page.getByRole('button', { name: /^Accept: / }), async (accept) => {
          const name = await accept.getAttribute('aria-label');
          await accept.click();
          const dialog = page.getByRole('dialog');
          await dialog.getByLabel('Reason').fill('Read in full; agrees.');
          await dialog.getByRole('button', { name: 'Accept the evidence' }).click();
          await page
            .getByRole('button', { name: name ?? '', exact: true })
            .waitFor({ state: 'detached' });
        });
      },
      early,
    );
    await at(
      persona('compliance', 'decides'),
      async (window) => {
        await openSheet(window, 'Due diligence');
        const { page } = window;
        const approve = page.getByRole('button', { name: 'Approve', exact: true });
        await losesNothing(window, approve);
        await approve.click();
        const dialog = page.getByRole('dialog');
        await dialog.getByLabel('Reason').fill('Complete; the appraisal is of this year.');
        await dialog.getByRole('button', { name: 'Approve this asset' }).click();
        await page.getByText('Approved', { exact: true }).first().waitFor();
      },
      early,
    );
  });

  it('gets its token, whose rules are read as sentences before they are on the chain', async () => {
    await at(
      persona('issuer'),
      async (window) => {
        const { page } = window;
        await openSheet(window, 'Token and rules');
        await page.getByLabel('Name', { exact: true }).fill('Sample walk-up');
        await page.getByLabel('Symbol').fill('WALK');
        await page.getByLabel('Most holders').fill('50');
        await page.getByLabel('Most in all').fill('10,000');
        await page.getByText('At most 50 holders.').waitFor();
        await page.getByRole('button', { name: 'Keep the design' }).click();
        const propose = page.getByRole('button', { name: 'Propose the deployment' });
        await losesNothing(window, propose);
        await propose.click();
        await page.getByText('The deployment waits for a second person.').waitFor();
      },
      early,
    );
    await approves(/^Decide: .*(deploy|WALK)/i, 'Approve the deployment');
    await at(
      persona('issuer'),
      async (window) => {
        await openSheet(window, 'Token and rules');
        await window.page.getByText('Confirmed').first().waitFor({ timeout: MINUTE });
        await window.page.getByText('Never more than 10,000 shares exist.').waitFor();
        await isOpenToAll(window, 'a token');
      },
      early,
    );
  });

  it('is wound up and closed on its papers by two persons each, and everybody sees it', async () => {
    const propose = (verb: string, paper: string) =>
      at(
        persona('issuer'),
        async (window) => {
          const { page } = window;
          await openSheet(window, 'Wind-down');
          await page.getByText('Nothing stands in the way').waitFor();
          await page.getByRole('button', { name: verb, exact: true }).click();
          await window.file(paper, 'resolution.txt', `SAMPLE ${verb}`);
          await confirms(window, verb, 'Never sold; the owners keep the building.', true);
          await page.getByRole('link', { name: 'Show the request' }).waitFor();
          await page.reload();
          await page.getByRole('link', { name: 'Show the request' }).click();
          await page.getByText('You asked for this.').waitFor();
        },
        early,
      );
    await propose('Propose the wind-down', 'Resolution it rests on');
    await approves(/^Decide: Wind an asset up: WALK/, 'Approve the wind-down');
    await propose('Propose the closing', 'Paper that shows that everything is paid');
    await at(persona('compliance', 'reviews'), async (window) => {
      const { page } = window;
      await window.visit('/inbox');
      await page.getByRole('link', { name: /^Decide: Close an asset: WALK/ }).click();
      const change = page.getByRole('table', { name: 'What is approved' });
      await change.getByRole('row', { name: 'State Winding down Closed' }).waitFor();
      await confirms(window, 'Approve the closing');
      await page.getByText('Approved', { exact: true }).first().waitFor();
    });
    await at(null, async (window) => {
      await window.visit('/public');
      await window.page.getByRole('link', { name: NAME }).click();
      await window.page.getByText('This asset is closed.').waitFor();
    });
  });
});
