import {
  createMemoryHistory,
  createRootRoute,
  createRouter,
  RouterContextProvider,
} from '@tanstack/react-router';
import { fireEvent, screen, waitFor } from '@testing-library/react';
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import type { ReactNode } from 'react';
import type { Offering } from '../src/pages/offering/offering.ts';
import { SubscribeForm } from '../src/pages/investor/SubscribeForm.tsx';
import { OWNER } from './sample-wallet.ts';
import { show } from './show.tsx';
import { type Tab, tabs, told } from './tabs.tsx';

const OFFERING = {
  id: 'offering-1',
  paymentSymbol: 'USDX',
  paymentDecimals: 6,
  terms: { minPerInvestorBaseUnits: '1000000' },
} as Offering;
const WALLET = { id: 'wallet-1', address: OWNER, label: 'Main', state: 'registered' };
const YES = {
  allowed: true,
  obstacles: [],
  quote: { final: true, tokens: '7000000', price: '1000000', priceDecimals: 6, navRound: null },
  coolingOffHours: 0,
  leftBaseUnits: '100000000',
  lockedUntil: null,
};
const json = (body: object, status = 200) => new Response(JSON.stringify(body), { status });

describe('an order in a sale', () => {
  const real = globalThis.fetch;
  let keys: (string | null)[];
  let answer: () => Promise<Response>;
  beforeEach(() => {
    keys = [];
    sessionStorage.clear();
    localStorage.clear();
    globalThis.fetch = (input) => {
      const { url, headers } = input as Request;
      if (url.endsWith('/preflight')) return Promise.resolve(json(YES));
      if (url.includes('/wallets')) return Promise.resolve(json({ items: [WALLET] }));
      if (!url.endsWith('/subscriptions')) return Promise.resolve(json({ parts: {}, items: [] }));
      keys.push(headers.get('Idempotency-Key'));
      return answer();
    };
  });
  afterEach(() => {
    globalThis.fetch = real;
  });

  const routed = () => {
    const router = createRouter({ routeTree: createRootRoute(), history: createMemoryHistory() });
    const went: unknown[] = [];
    router.navigate = (to) => Promise.resolve(void went.push(to));
    const within = (form: ReactNode) => (
      <RouterContextProvider router={router}>{form}</RouterContextProvider>
    );
    const page = within(<SubscribeForm offering={OFFERING} asset={undefined} />);
    return { page, went };
  };
  const write = async (tab: Tab, amount: string) =>
    fireEvent.change(await tab.findByLabelText(/^Amount/), { target: { value: amount } });
  const verb = (tab: Tab) =>
    tab.findByRole<HTMLButtonElement>('button', { name: 'Order for 7.00 USDX' });
  const order = async (tab: Tab) => {
    await waitFor(async () => assert.equal((await verb(tab)).disabled, false));
    fireEvent.click(await verb(tab));
  };

  it('is there again after a reload, is the same one where its answer was lost, and leads to its page', async () => {
    show(routed().page);
    await write(screen, '7');
    answer = () => Promise.reject(new TypeError('Failed to fetch'));
    await order(screen);
    await screen.findByText('The register cannot be reached');

    const { page, went } = routed();
    show(page);
    assert.equal((await screen.findByLabelText<HTMLInputElement>(/^Amount/)).value, '7');
    answer = () => Promise.resolve(json({ id: 'order-1' }));
    await order(screen);
    const to = { from: undefined, to: '/orders/$orderId', params: { orderId: 'order-1' } };
    await waitFor(() => assert.deepEqual(went, [to]));
    assert.equal(keys.length, 2);
    assert.ok(keys[0]);
    assert.equal(keys[1], keys[0]);
    assert.equal(sessionStorage.length, 0);
  });

  it('is one where two tabs give it at once', async () => {
    const waiting = Promise.withResolvers<Response>();
    answer = () => waiting.promise.then((response) => response.clone());
    const { page, went } = routed();
    const [one, other] = tabs(page);
    await write(one, '7');
    await write(other, '7.00');
    await order(one);
    await order(other);
    await waitFor(() => assert.equal(keys.length, 2));
    assert.ok(keys[0]);
    assert.equal(keys[1], keys[0]);
    waiting.resolve(json({ id: 'order-1' }));
    await waitFor(() => assert.ok(went.length > 0));
  });

  it('that another tab has given is told, and given once more only to who asks for it', async () => {
    answer = () => Promise.resolve(json({ id: 'order-1' }));
    const { page, went } = routed();
    const [one, other] = tabs(page);
    await write(one, '7');
    await write(other, '7');
    await order(one);
    await waitFor(() => assert.ok(went.length > 0));
    await told();
    await other.findByText('You have given just this order already');
    assert.equal(
      other.getByRole('link', { name: 'It is among your orders.' }).getAttribute('href'),
      '/portfolio',
    );
    assert.ok((await verb(other)).disabled);
    fireEvent.click(other.getByRole('button', { name: 'Give it once more' }));
    await order(other);
    await waitFor(() => assert.equal(keys.length, 2));
    assert.notEqual(keys[1], keys[0]);
  });
});
