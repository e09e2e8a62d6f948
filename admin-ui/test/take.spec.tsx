import {
  createMemoryHistory,
  createRootRoute,
  createRouter,
  RouterContextProvider,
} from '@tanstack/react-router';
import { fireEvent, screen, waitFor } from '@testing-library/react';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { BoardOrder, BoardToken } from '../src/pages/board/board.ts';
import { TakeOrder } from '../src/pages/board/TakeOrder.tsx';
import { browserWithWallet, OWNER } from './sample-wallet.ts';
import { show } from './show.tsx';
import { goOn, signWith, type Tab, tabs, told } from './tabs.tsx';

const TOKEN = { id: 'token-1', symbol: 'EXTF', decimals: 6 } as BoardToken;
const ORDER = {
  id: 'order-1',
  sells: true,
  amountBaseUnits: '100000000',
  filledBaseUnits: '0',
  paymentSymbol: 'USDX',
  paymentDecimals: 6,
} as BoardOrder;
const YES = {
  allowed: true,
  obstacles: [],
  paysBaseUnits: '7000000',
  transactions: [{ what: 'take the order', to: OWNER, data: '0x', chainId: 31337 }],
};
const WALLET = { id: 'wallet-1', label: 'Main', address: OWNER, state: 'registered' };
const GIVEN = 'You have given just this order already';

describe('an order of the board', () => {
  const browser = browserWithWallet(YES, { items: [WALLET], nextCursor: null });

  const page = () => {
    const router = createRouter({ routeTree: createRootRoute(), history: createMemoryHistory() });
    return (
      <RouterContextProvider router={router}>
        <TakeOrder order={ORDER} token={TOKEN} orders={[]} />
      </RouterContextProvider>
    );
  };
  const write = (tab: Tab, amount: string) =>
    fireEvent.change(tab.getByLabelText(/^Tokens/), { target: { value: amount } });
  const verb = (tab: Tab) => tab.findByRole('button', { name: 'Buy with Sample' });
  const sign = async (tab: Tab) => signWith(browser, tab, await verb(tab), /^Done\./);

  it('that another tab has taken is told, and taken once more only by who asks for it', async () => {
    const [one, other] = tabs(page());
    for (const tab of [one, other]) {
      write(tab, '7');
      await goOn(tab);
    }
    await sign(one);
    await told();
    await other.findByText(GIVEN);
    assert.equal(other.queryByRole('button', { name: /Sample$/ }), null);
    assert.equal(one.queryByText(GIVEN), null);
    fireEvent.click(other.getByRole('button', { name: 'Give it once more' }));
    await sign(other);
    assert.equal(browser.wallet.sent.length, 2);
  });

  it('that was taken in part before a reload may be taken again, in another part at once', async () => {
    show(page());
    write(screen, '7');
    await goOn(screen);
    await sign(screen);

    show(page());
    write(screen, '7');
    await screen.findByText(GIVEN);
    await screen.findByText('You pay');
    const next = screen.getByRole<HTMLButtonElement>('button', { name: 'Go on to sign' });
    assert.equal(next.disabled, true);
    write(screen, '8');
    assert.equal(screen.queryByText(GIVEN), null);
    await waitFor(() => assert.equal(next.disabled, false));
  });
});
