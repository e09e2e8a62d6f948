import {
  createMemoryHistory,
  createRootRoute,
  createRouter,
  RouterContextProvider,
} from '@tanstack/react-router';
import { fireEvent, screen, waitFor } from '@testing-library/react';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Holding } from '../src/pages/investor/Redeem.tsx';
import { TransferForm } from '../src/pages/investor/TransferForm.tsx';
import { browserWithWallet, OWNER } from './sample-wallet.ts';
import { show } from './show.tsx';
import { goOn, type Tab, tabs, told } from './tabs.tsx';

const TO = '0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359';
const HOLDING = {
  tokenId: 'token-1',
  tokenAddress: '0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB',
  walletId: 'wallet-1',
  walletAddress: OWNER,
  amountBaseUnits: '100000000',
  decimals: 6,
  symbol: 'EXTF',
  name: 'Example',
} as Holding;
const YES = {
  allowed: true,
  reason: null,
  transaction: { to: HOLDING.tokenAddress, data: '0x', chainId: 31337 },
};

describe('a transfer', () => {
  const browser = browserWithWallet(YES, { items: [], nextCursor: null });

  const page = () => {
    const router = createRouter({ routeTree: createRootRoute(), history: createMemoryHistory() });
    return (
      <RouterContextProvider router={router}>
        <TransferForm held={[HOLDING]} initial={HOLDING} />
      </RouterContextProvider>
    );
  };
  const shares = (tab: Tab) => tab.getByLabelText<HTMLInputElement>(/^Shares/);
  const write = async (tab: Tab) => {
    fireEvent.change(tab.getByLabelText(/^To address/), { target: { value: TO } });
    fireEvent.change(shares(tab), { target: { value: '7' } });
    await goOn(tab);
  };
  const send = (tab: Tab) => tab.findByRole('button', { name: 'Send with Sample' });

  it('is sent once, however often the button is clicked, and then asks to be written anew', async () => {
    show(page());
    await write(screen);
    const verb = await send(screen);
    fireEvent.click(verb);
    fireEvent.click(verb);
    await waitFor(() => assert.equal(browser.wallet.sent.length, 1));
    await browser.wallet.sign();
    await screen.findByText(/^Sent\./);
    assert.equal(screen.queryByRole('button', { name: /Sample$/ }), null);
    fireEvent.click(screen.getByRole('button', { name: 'Another transfer' }));
    assert.equal(shares(screen).value, '');
    assert.equal(browser.wallet.sent.length, 1);
  });

  it('that was sent before a reload is waited for, not sent anew', async () => {
    show(page());
    await write(screen);
    fireEvent.click(await send(screen));
    await waitFor(() => assert.equal(browser.wallet.sent.length, 1));
    browser.wallet.waits = true;
    await browser.wallet.sign();
    await screen.findByText('Sent, waits for its block');

    // In another tab: nothing of the form is kept there, but what the wallet sent is.
    sessionStorage.clear();
    browser.letGo();
    show(page());
    assert.equal(shares(screen).value, '7');
    await goOn(screen);
    fireEvent.click(await screen.findByRole('button', { name: 'Go on with Sample' }));
    browser.wallet.waits = false;
    await screen.findByText(/^Sent\./);
    assert.equal(browser.wallet.sent.length, 1);
  });

  it('that another tab has sent is told, and sent once more only by who asks for it', async () => {
    const [one, other] = tabs(page());
    for (const tab of [one, other]) await write(tab);
    fireEvent.click(await send(one));
    await waitFor(() => assert.equal(browser.wallet.sent.length, 1));
    await browser.wallet.sign();
    await one.findByText(/^Sent\./);
    await told();
    await other.findByText('You have given just this order already');
    assert.equal(other.queryByRole('button', { name: /Sample$/ }), null);
    fireEvent.click(other.getByRole('button', { name: 'Give it once more' }));
    await send(other);
  });
});
