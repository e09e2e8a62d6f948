import { fireEvent, screen, waitFor } from '@testing-library/react';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Holding } from '../src/pages/investor/Redeem.tsx';
import { RedeemForm } from '../src/pages/investor/RedeemForm.tsx';
import type { Queue } from '../src/pages/redemption/redemption.ts';
import { browserWithWallet, OWNER } from './sample-wallet.ts';
import { show } from './show.tsx';
import { goOn, signWith, type Tab, tabs, told } from './tabs.tsx';

const QUEUE = { id: 'queue-1', paymentToken: { symbol: 'USDX', decimals: 6 } } as Queue;
const HOLDING = {
  walletId: 'wallet-1',
  walletAddress: OWNER,
  amountBaseUnits: '100000000',
  decimals: 6,
  symbol: 'EXTF',
} as Holding;
const YES = {
  allowed: true,
  obstacles: [],
  shares: '7000000',
  estimate: null,
  dealing: null,
  transactions: [{ what: 'hand the tokens over', to: OWNER, data: '0x', chainId: 31337 }],
};

describe('a redemption', () => {
  const browser = browserWithWallet(YES, {});

  const page = () => <RedeemForm queue={QUEUE} held={[HOLDING]} initial={HOLDING} />;
  const tokens = (tab: Tab) => tab.getByLabelText<HTMLInputElement>(/^Tokens/);
  const write = (tab: Tab, amount: string) =>
    fireEvent.change(tokens(tab), { target: { value: amount } });
  const verb = (tab: Tab) => tab.findByRole('button', { name: /with Sample$/ });
  const sign = async (tab: Tab) => signWith(browser, tab, await verb(tab), /^Requested\./);

  it('is there again after a reload until it is signed, and is not signed anew where it was sent', async () => {
    show(page());
    write(screen, '7');
    await goOn(screen);
    fireEvent.click(await verb(screen));
    await waitFor(() => assert.equal(browser.wallet.sent.length, 1));
    // Between the wallet's answer and the block.
    browser.wallet.waits = true;
    await browser.wallet.sign();
    await screen.findByText('Sent, waits for its block');

    browser.letGo();
    show(page());
    assert.equal(tokens(screen).value, '7');
    await goOn(screen);
    fireEvent.click(await screen.findByRole('button', { name: 'Go on with Sample' }));
    browser.wallet.waits = false;
    await screen.findByText(/^Requested\./);
    assert.equal(browser.wallet.sent.length, 1);

    show(page());
    assert.equal(tokens(screen).value, '');
  });

  it('that another tab has signed is told, and signed once more only by who asks for it', async () => {
    const [one, other] = tabs(page());
    for (const tab of [one, other]) {
      write(tab, '7');
      await goOn(tab);
    }
    await sign(one);
    await told();
    await other.findByText('You have given just this order already');
    assert.equal(other.queryByRole('button', { name: /with Sample$/ }), null);
    assert.equal(one.queryByText('You have given just this order already'), null);
    fireEvent.click(other.getByRole('button', { name: 'Give it once more' }));
    await sign(other);
    assert.equal(browser.wallet.sent.length, 2);
  });
});
