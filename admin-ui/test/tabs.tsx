import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import assert from 'node:assert/strict';
import type { ReactNode } from 'react';
import type { browserWithWallet } from './sample-wallet.ts';
import { show } from './show.tsx';

/** One of them, as its page is looked through. */
export type Tab = ReturnType<typeof tabs>[number];

/** The same as two tabs of a browser have it: what they share is its storage. */
export function tabs(form: ReactNode) {
  show(
    <>
      {[1, 2].map((number) => (
        <section key={number} aria-label={`tab ${number}`}>
          {form}
        </section>
      ))}
    </>,
  );
  const tab = (number: number) => within(screen.getByRole('region', { name: `tab ${number}` }));
  return [tab(1), tab(2)] as const;
}

/** A browser tells its other tabs what one of them has written. */
export const told = () =>
  act(() => {
    for (const key of Object.keys(localStorage)) {
      window.dispatchEvent(new StorageEvent('storage', { key }));
    }
    return Promise.resolve();
  });

/** From what is written to what the wallet is asked, once the API has looked at it. */
export async function goOn(tab: Tab): Promise<void> {
  const next = await tab.findByRole<HTMLButtonElement>('button', { name: 'Go on to sign' });
  await waitFor(() => assert.equal(next.disabled, false));
  fireEvent.click(next);
}

/** Has the wallet asked by this button, signs, and waits for the word that it is done. */
export async function signWith(
  { wallet }: ReturnType<typeof browserWithWallet>,
  tab: Tab,
  verb: HTMLElement,
  done: RegExp,
): Promise<void> {
  const before = wallet.sent.length;
  fireEvent.click(verb);
  await waitFor(() => assert.equal(wallet.sent.length, before + 1));
  await wallet.sign();
  await tab.findByText(done);
}
