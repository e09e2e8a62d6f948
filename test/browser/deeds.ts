import type { Window } from '../../scripts/lib/counter.ts';
import { at, persona } from './stage.ts';

/** An officer reads a request of this title in the inbox and approves it with a reason. */
export async function approves(title: RegExp, verb: string, who = 'decides'): Promise<void> {
  await at(persona('compliance', who), (window) => approvesAt(window, title, verb));
}

/** The same in a window that is open. */
export async function approvesAt(window: Window, title: RegExp, verb: string): Promise<void> {
  await window.visit('/inbox');
  await window.page.getByRole('link', { name: title }).first().click();
  await confirms(window, verb);
  await window.page.getByText('Approved', { exact: true }).first().waitFor();
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
