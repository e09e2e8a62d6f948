import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import type { Window } from '../../scripts/lib/counter.ts';
import { at, MINUTE, persona } from './stage.ts';

/** An officer reads a request of this title in the inbox and approves it with a reason. */
export async function approves(title: RegExp, verb: string, who = 'decides'): Promise<void> {
  await at(persona('compliance', who), (window) => approvesAt(window, title, verb));
}

/** The same in a window that is open; `twice` in the middle of reading it. */
export async function approvesAt(
  window: Window,
  title: RegExp,
  verb: string,
  twice = false,
): Promise<void> {
  await window.visit('/inbox');
  await window.page.getByRole('link', { name: title }).first().click();
  const shown = window.page.getByRole('table', { name: 'What is approved' });
  if (twice) await losesNothing(window, shown);
  await confirms(window, verb);
  await window.page.getByText('Approved', { exact: true }).first().waitFor();
}

/** In the middle of a thing somebody loads the page again, goes back and comes forward: it stands there as it did. */
export async function losesNothing({ page }: Window, thing: Locator): Promise<void> {
  const stands = () => thing.first().waitFor({ timeout: MINUTE });
  await stands();
  await page.reload();
  await stands();
  await page.goBack();
  await page.goForward();
  await stands();
}

/** What was held is not in the portfolio any more, once the ledger has seen it go. */
export async function holdsNoMore(window: Window, token: string): Promise<void> {
  await window.eventually(async () => {
    await window.visit('/portfolio');
    assert.equal(await window.page.getByRole('region', { name: token }).count(), 0);
  }, MINUTE);
}

/** Base units as the counter writes them in English, to the last of them: `1,234.5`. */
export function written(baseUnits: bigint, decimals: number, least = 0): string {
  const digits = baseUnits.toString().padStart(decimals + 1, '0');
  const whole = digits.slice(0, -decimals).replace(/\B(?=(\d{3})+$)/g, ',');
  const part = digits.slice(-decimals).replace(/0+$/, '').padEnd(least, '0');
  return part === '' ? whole : `${whole}.${part}`;
}

/** The signature of the demonstration's wallet, with everything that is sent counted. */
export function countSent({ page }: Window): () => number {
  let sent = 0;
  page.on('request', (request) => {
    if (request.postData()?.includes('eth_sendRawTransaction')) sent += 1;
  });
  return () => sent;
}

/** Presses a verb, unless its dialog is open, and confirms it there with a reason. */
export async function confirms(
  { page }: Window,
  verb: string,
  reason = 'Read, and agrees with its paper.',
  opened = false,
): Promise<void> {
  if (!opened) await page.getByRole('button', { name: verb, exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Reason').fill(reason);
  await dialog.getByRole('button', { name: verb, exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
}
