import type { Window } from '../../scripts/lib/counter.ts';
import { at, persona } from './stage.ts';

/** An officer reads a request of this title in the inbox and approves it with a reason. */
export async function approves(title: RegExp, verb: string, who = 'decides'): Promise<void> {
  await at(persona('compliance', who), async (window) => {
    await window.visit('/inbox');
    await window.page.getByRole('link', { name: title }).first().click();
    await confirms(window, verb);
    await window.page.getByText('Approved', { exact: true }).first().waitFor();
  });
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
