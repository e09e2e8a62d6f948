import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import type { Window } from '../../scripts/lib/counter.ts';
import { approves, confirms, losesNothing } from './deeds.ts';
import { at, committee, fund, isOpenToAll, MINUTE, pass, persona, world } from './stage.ts';

interface Round {
  kind: string;
  feed: string;
  answer: string;
}

const MOTION = 'Change the custodian (browser)';

/** What a holder may do besides holding: vote, trade with others, read the own papers. */
describe('a motion', () => {
  it('is drafted by the issuer with its paper, survives a reload, and waits for an officer', async () => {
    const drafts = async (window: Window) => {
      const { page } = window;
      await window.visit(`/assets/${fund.id}/votes`);
      await page.getByRole('button', { name: 'Draft a motion' }).click();
      await page.getByLabel('What is voted on').fill(MOTION);
      await window.file('The paper, read by the holders', 'motion.txt', 'SAMPLE motion');
      await page.getByRole('button', { name: 'Keep the draft' }).click();
      await page.getByRole('heading', { name: MOTION }).waitFor();
      await page.reload();
      // The first motion of an asset brings its ballot, which must stand on the chain first.
      const waits = page.getByText('This motion waits for compliance.');
      await window.eventually(async () => {
        const submit = page.getByRole('button', { name: 'Submit to compliance' });
        if (!(await waits.isVisible())) await submit.click({ timeout: 5_000 });
        await waits.waitFor({ timeout: 5_000 });
      }, MINUTE);
      await isOpenToAll(window, 'a motion');
      await page.goBack();
      await page.getByRole('table', { name: 'Votes' }).getByText(MOTION).waitFor();
    };
    await at(persona('issuer'), drafts, { provokes: /409/ });
    await approves(/^Decide: Put a motion|^Decide: Put “Change/, 'Approve the motion');
  });

  it('is voted on from the holder’s wallet, once, also with a double click', async () => {
    await at(persona('issuer'), async (window) => {
      await window.visit(`/assets/${fund.id}/votes`);
      await window.page.getByRole('link', { name: MOTION }).click();
      const open = window.page.getByRole('button', { name: 'Take the motion back' });
      await open.waitFor({ timeout: MINUTE });
    });
    await pass(1);
    await at(persona('investor', 'holds'), async (window) => {
      const { page } = window;
      const sent: string[] = [];
      page.on('request', (request) => {
        if (request.postData()?.includes('eth_sendRawTransaction')) sent.push(request.url());
      });
      await window.visit('/votes');
      const motion = page.getByRole('region', { name: MOTION });
      const choice = motion.getByRole('radiogroup', { name: 'Your vote' });
      await choice.getByText('Against', { exact: true }).click();
      await choice.getByText('For', { exact: true }).click();
      await motion.getByRole('button', { name: 'Vote “For” with Demo wallet' }).dblclick();
      await motion.getByText(/^Voted: For/).waitFor({ timeout: MINUTE });
      assert.equal(sent.length, 1);
      await losesNothing(window, motion.getByText(/^Voted: For/));
      await isOpenToAll(window, '/votes');
    });
  });
});

/** Lets the board move what the order needs, where it may not yet, and signs the order. */
async function signs(page: Page): Promise<void> {
  const sign = page.getByRole('button', { name: 'Sign the order with Demo wallet' });
  await sign.waitFor();
  const allow = page.getByRole('button', { name: 'Allow the contract with Demo wallet' });
  if (await allow.isVisible()) {
    await allow.click();
    await page.getByText('The contract may settle this order.').waitFor({ timeout: MINUTE });
  }
  await sign.click();
}

describe('the board', () => {
  it('takes a signed order, which another investor takes in part and matches for the rest', async () => {
    await at(persona('investor', 'holds'), async (window) => {
      const { page } = window;
      await window.visit('/board');
      await page.getByLabel('Tokens, ').fill('10');
      await page.getByLabel(/^Price for all of it/).fill('101,50');
      await page.getByText(/^101\.50 \w+ · 10\.15 \w+ \/ \w+$/).waitFor();
      await page.getByRole('button', { name: 'Go on to sign' }).click();
      await signs(page);
      const own = page.getByRole('table', { name: 'Your orders' });
      await losesNothing(window, own.getByText('On the board'));

      await at(persona('investor', 'bought'), async (second) => {
        const other = second.page;
        await second.visit('/board');
        await other.getByRole('button', { name: `Buy 10 ${fund.symbol}` }).click();
        const dialog = other.getByRole('dialog');
        await dialog.getByLabel('Tokens, ').fill('4');
        await dialog.getByText('40.60 ').waitFor();
        await dialog.getByRole('button', { name: 'Go on to sign' }).click();
        await dialog.getByRole('button', { name: 'Buy with Demo wallet' }).click();
        await dialog
          .getByText('have changed hands in one transaction')
          .waitFor({ timeout: MINUTE });
        await dialog.getByRole('button', { name: 'Close' }).click();
        await other
          .getByRole('button', { name: `Buy 6 ${fund.symbol}` })
          .waitFor({ timeout: MINUTE });

        await other.getByText('Buy', { exact: true }).last().click();
        await other.getByLabel('Tokens, ').fill('6');
        await other.getByLabel(/^Price for all of it/).fill('60.90');
        await other.getByRole('button', { name: 'Go on to sign' }).click();
        await signs(other);
        await other.getByRole('table', { name: 'Your orders' }).getByText('On the board').waitFor();
        await other.getByRole('button', { name: `Buy 6 ${fund.symbol}` }).click();
        await dialog.getByRole('button', { name: `Match with 6 ${fund.symbol}` }).click();
        await other
          .getByRole('table', { name: 'Your orders' })
          .getByText('Filled')
          .waitFor({ timeout: MINUTE });
        await dialog.getByRole('button', { name: 'Close' }).click();
        await dialog.waitFor({ state: 'detached' });
        await isOpenToAll(second, '/board');
      });
      await own.getByText('Filled').waitFor({ timeout: MINUTE });
    });
  });
});

describe('an investor’s papers', () => {
  it('come as CSV with the figures of the register, and a day that is no day is told', async () => {
    await at(persona('investor', 'holds'), async (window) => {
      const { page } = window;
      await window.visit('/statements');
      for (const [paper, head] of [
        ['Statement, CSV', /HSTB/],
        ['Tax lots, CSV', /lot|acquired/i],
        ['Transactions, CSV', /0x[0-9a-f]{64}/],
      ] as const) {
        const download = page.waitForEvent('download');
        await page.getByRole('button', { name: paper }).click();
        assert.match(readFileSync(await (await download).path(), 'utf8'), head, paper);
      }
      await page.getByLabel('First day, UTC').fill('2131-01-01');
      await page.getByText('This day is still to come.').waitFor();
      await page.getByText('The last day is before the first.').waitFor();
      assert.ok(await page.getByRole('button', { name: 'Tax lots, CSV' }).isDisabled());
    });
  });
});

describe('the cap table', () => {
  it('goes back day by day with the keys', async () => {
    await at(persona('auditor'), async (window) => {
      const { page } = window;
      await window.visit(`/assets/${fund.id}/cap-table`);
      await page.getByRole('slider', { name: 'As of the end of a day' }).press('Home');
      await page.getByText(/^end of \d+ \w+ \d{4}, UTC$/).waitFor();
      await page.getByRole('table', { name: 'Cap table' }).waitFor();
      await page.getByLabel('As of block').fill('the first');
      await page.getByRole('button', { name: 'Show', exact: true }).click();
      await page.getByText('The number of a block: digits only.').waitFor();
      await page.getByLabel('As of block').fill('1');
      await page.getByRole('button', { name: 'Show', exact: true }).click();
      await losesNothing(window, page.getByText('Nobody holds it at this block'));
    });
  });
});

describe('two officers', () => {
  before(async () => {
    const auditor = await world.as(world.cast.auditor);
    const { items } = await auditor.get<{ items: Round[] }>(`/assets/${fund.id}/rounds`);
    const nav = items.find(({ kind }) => kind === 'nav');
    assert.ok(nav, 'the fund has no NAV');
    const published = await committee.report(nav.feed, BigInt(nav.answer) * 10n);
    assert.equal(published, false, 'ten times the NAV is not to be published');
  });

  it('refuse a parked report, each in a browser of the own; who comes late is told', async () => {
    const asks = persona('compliance', 'reviews');
    const decides = persona('compliance', 'decides');
    await at(asks, async (window) => {
      const { page } = window;
      await window.eventually(async () => {
        await window.visit('/parked-reports');
        await page.getByRole('button', { name: /^Decide on / }).click({ timeout: 5_000 });
      });
      await isOpenToAll(window, '/parked-reports');
      await window.file('Paper it rests on', 'valuation.txt', 'SAMPLE: the figure is a mistake');
      await confirms(window, 'Propose to refuse it', 'A digit too many.');
      await page.getByRole('link', { name: 'Show the request' }).click();
      const request = page.url();
      await page.getByText('You asked for this.').waitFor();

      await at(
        decides,
        async (second) => {
          await second.page.goto(request);
          await second.settled();
          const late = await second.another(new URL(request).pathname);
          await confirms(second, 'Approve the decision');
          await second.page.getByText('Approved', { exact: true }).first().waitFor();
          await confirms(late, 'Approve the decision').catch(() => undefined);
          await late.page.getByRole('alert').waitFor();
        },
        { provokes: /409/ },
      );
      await page.getByText('Approved', { exact: true }).first().waitFor({ timeout: MINUTE });
      await window.eventually(async () => {
        await window.visit('/parked-reports');
        await page.getByText('Nothing is parked').waitFor({ timeout: 5_000 });
      });
    });
  });

  it('name a deputy and take the deputy back', async () => {
    await at(persona('compliance', 'reviews'), async (window) => {
      const { page } = window;
      await window.visit('/approval-rules');
      await window.choose('Colleague', persona('compliance', 'decides').name);
      await page.getByLabel('Reason').fill('Away for two weeks');
      await page.getByRole('button', { name: 'Name the deputy' }).click();
      const deputies = page.getByRole('table', { name: 'Deputies' });
      await deputies.getByText('Away for two weeks').waitFor();
      await isOpenToAll(window, '/approval-rules');
      await page.getByRole('button', { name: 'Take back' }).click();
      await deputies.getByText('Taken back').waitFor();
    });
  });
});
