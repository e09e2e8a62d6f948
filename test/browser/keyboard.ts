import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import type { Persona } from '../../scripts/lib/counter.ts';
import { at, fund, persona } from './stage.ts';

/** More controls than any page has before the one that is looked for. */
const MOST_TABS = 150;

/** What of a browser's window is asked there. */
interface View {
  document: { activeElement: unknown };
}

const isFocused = (target: Locator): Promise<boolean> =>
  target.evaluate(
    (element: unknown) => element === (globalThis as unknown as View).document.activeElement,
  );

/** Goes on with Tab alone until the control has the focus. @throws AssertionError where it is never reached */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await target.waitFor();
  for (let i = 0; i < MOST_TABS; i += 1) {
    if (await isFocused(target)) return;
    await page.keyboard.press('Tab');
  }
  assert.fail(`${MOST_TABS} times Tab do not reach ${target.toString()}`);
}

async function press(page: Page, target: Locator, key = 'Enter'): Promise<void> {
  await tabTo(page, target);
  await page.keyboard.press(key);
}

async function type(page: Page, label: string, text: string): Promise<void> {
  await tabTo(page, page.getByLabel(label).first());
  await page.keyboard.type(text);
}

/** Signs in from the door without a mouse, then acts without one. */
async function withKeys(who: Persona, act: (page: Page) => Promise<void>): Promise<void> {
  await at(null, async (window) => {
    const { page } = window;
    await window.visit('/sign-in');
    await press(page, page.getByRole('button', { name: who.name }));
    await page.getByRole('navigation', { name: 'Places' }).waitFor();
    await window.settled();
    await act(page);
  });
}

const place = (page: Page, name: string): Locator =>
  page.getByRole('navigation', { name: 'Places' }).getByRole('link', { name, exact: true });

describe('with the keyboard alone', () => {
  it('an issuer looks up who held the fund', async () => {
    await withKeys(persona('issuer'), async (page) => {
      await press(page, place(page, 'Assets'));
      await press(page, page.getByRole('link', { name: fund.name }).first());
      await press(page, page.getByRole('link', { name: 'Cap table' }));
      await type(page, 'As of block', '1');
      await page.keyboard.press('Enter');
      await page.getByText('Nobody holds it at this block').waitFor();
    });
  });

  it('an officer reads a request, begins to refuse it, and steps back to where they were', async () => {
    await withKeys(persona('compliance', 'decides'), async (page) => {
      await press(page, page.getByRole('link', { name: /^Decide: / }).first());
      const refuse = page.getByRole('button', { name: 'Refuse', exact: true });
      await press(page, refuse);
      const reason = page.getByRole('dialog').getByLabel('Reason');
      await reason.waitFor();
      await page.locator('textarea:focus').waitFor();
      await page.keyboard.type('Not yet');
      assert.equal(await reason.inputValue(), 'Not yet');
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await page.locator('button:focus', { hasText: 'Refuse' }).waitFor();
    });
  });

  it('an investor learns what a transfer would come to', async () => {
    await withKeys(persona('investor', 'holds'), async (page) => {
      await press(page, place(page, 'Transfer'));
      await page.getByRole('heading', { level: 1, name: 'Transfer' }).waitFor();
      await type(page, 'To address', persona('investor', 'bought').wallet?.address ?? '');
      await type(page, 'Shares', '1,5');
      await page.getByText('It would be accepted in the next block.').waitFor();
      await press(page, page.getByRole('button', { name: 'Go on to sign' }));
      await tabTo(page, page.getByRole('button', { name: 'Send with Demo wallet' }));
    });
  });

  it('an auditor has the register hashed again', async () => {
    await withKeys(persona('auditor'), async (page) => {
      await press(page, place(page, 'Register of entries'));
      await press(page, page.getByRole('button', { name: 'Verify the register' }));
      await page.getByText('The register is intact.').waitFor();
    });
  });

  it('an operator invites a colleague', async () => {
    await withKeys(persona('operator'), async (page) => {
      await press(page, place(page, 'Members'));
      await type(page, 'Name', 'Kim Sample');
      await type(page, 'E-mail', 'kim.keys@cadastre.example');
      await press(page, page.getByRole('combobox', { name: 'Role' }), 'ArrowDown');
      await page.getByRole('option').first().waitFor();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      await press(page, page.getByRole('button', { name: 'Invite' }));
      await page.getByLabel('Invitation link').getByText('/invitation#').waitFor();
    });
  });
});
