import {
  createMemoryHistory,
  createRootRoute,
  createRouter,
  RouterContextProvider,
} from '@tanstack/react-router';
import { fireEvent, screen } from '@testing-library/react';
import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { Invitation } from '../src/pages/account/Invitation.tsx';
import { show } from './show.tsx';

/** Follows an invitation's link and chooses a password; the register answers so. */
async function follow(code: string, title: string, detail: string): Promise<string> {
  globalThis.fetch = () =>
    Promise.resolve(new Response(JSON.stringify({ code, title, detail }), { status: 422 }));
  window.location.hash = '#token-of-the-link';
  const router = createRouter({
    routeTree: createRootRoute(),
    history: createMemoryHistory({ initialEntries: ['/invitation'] }),
  });
  show(
    <RouterContextProvider router={router}>
      <Invitation />
    </RouterContextProvider>,
  );
  assert.equal(
    (await screen.findByLabelText<HTMLInputElement>(/^Invitation/)).value,
    'token-of-the-link',
  );
  fireEvent.change(screen.getByLabelText(/^Password/), {
    target: { value: 'a sentence is good' },
  });
  fireEvent.click(screen.getByRole('button', { name: 'Accept' }));
  return (await screen.findByRole('alert')).textContent;
}

describe('an invitation', () => {
  const real = globalThis.fetch;
  afterEach(() => {
    globalThis.fetch = real;
    window.location.hash = '';
  });

  it('that has lapsed says so and what to do, and keeps what was written', async () => {
    const said = await follow(
      'invitation_expired',
      'Refused',
      'The invitation has expired: ask whoever invited you for a new one.',
    );
    assert.match(said, /has expired: ask whoever invited you/);
    assert.equal(screen.getByLabelText<HTMLInputElement>(/^Password/).value, 'a sentence is good');
  });

  it('that was accepted before leads to the sign-in', async () => {
    await follow('invitation_used', 'Conflict', 'This invitation was accepted before: sign in.');
    assert.ok(screen.getByRole('link', { name: 'Sign in' }));
  });
});
