import {
  createMemoryHistory,
  createRootRoute,
  createRouter,
  RouterContextProvider,
} from '@tanstack/react-router';
import { screen, within } from '@testing-library/react';
import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { System } from '../src/pages/operator/System.tsx';
import { show } from './show.tsx';

const NOW = '2026-06-30T18:00:00.000Z';

describe('the parts of the product', () => {
  const real = globalThis.fetch;
  afterEach(() => {
    globalThis.fetch = real;
  });

  it('are told with their troubles where one is down: that is when they are looked for', async () => {
    const parts = {
      clock: { state: 'ok', figures: { now: NOW } },
      oracle: { state: 'down', detail: 'The oracle does not answer.' },
    };
    globalThis.fetch = (input) => {
      const down = (input as Request).url.endsWith('/health');
      const said = down ? { status: 'down', parts } : { items: [], nextCursor: null };
      const headers = { 'Content-Type': 'application/json' };
      const status = down ? 503 : 200;
      return Promise.resolve(new Response(JSON.stringify(said), { status, headers }));
    };
    const router = createRouter({ routeTree: createRootRoute(), history: createMemoryHistory() });
    show(
      <RouterContextProvider router={router}>
        <System />
      </RouterContextProvider>,
    );
    const oracle = within(await screen.findByRole('region', { name: 'Oracle' }));
    assert.ok(oracle.getByText('Down'));
    assert.ok(oracle.getByText('The oracle does not answer.'));
    assert.ok(within(screen.getByRole('region', { name: 'Clock' })).getByText('Works'));
    assert.equal(screen.queryByRole('alert'), null);
  });
});
