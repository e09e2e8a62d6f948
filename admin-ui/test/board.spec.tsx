import { screen } from '@testing-library/react';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { useOrder } from '../src/design/useOrder.ts';
import type { BoardToken } from '../src/pages/board/board.ts';
import { SignOrder } from '../src/pages/board/SignOrder.tsx';
import type { OwnWallet } from '../src/pages/investor/useOwnWallet.ts';
import { browserWithWallet, OWNER } from './sample-wallet.ts';
import { show } from './show.tsx';
import { signWith } from './tabs.tsx';

const TERMS = {
  walletId: 'wallet-1',
  sells: true,
  amountBaseUnits: '10000000',
  priceBaseUnits: '101500000',
  paymentToken: OWNER,
  deadline: '2026-12-01T12:00:00.000Z',
};
const ALLOWANCE = {
  what: 'let the board move the tokens',
  to: OWNER,
  data: '0x',
  chainId: 31337,
};

const DRAFT = {
  allowed: true,
  obstacles: [],
  nonce: '1',
  hash: '0x1',
  typedData: { domain: {}, types: {}, primaryType: 'Order' as const, message: {} },
};

function Order({ transactions }: { transactions: (typeof ALLOWANCE)[] }) {
  return (
    <SignOrder
      token={{ id: 'token-1', symbol: 'EXTF', decimals: 6 } as BoardToken}
      wallet={{ id: 'wallet-1', address: OWNER } as OwnWallet}
      terms={TERMS}
      draft={{ ...DRAFT, transactions }}
      order={useOrder('otc.token-1', TERMS)}
      onChange={() => undefined}
      onDone={() => undefined}
    />
  );
}

describe('an order that is written for the board', () => {
  const browser = browserWithWallet({}, {});
  const sign = () =>
    screen.findByRole<HTMLButtonElement>('button', { name: 'Sign the order with Sample' });

  it('is signed once the contract may settle it: before that nobody could take it', async () => {
    show(<Order transactions={[ALLOWANCE]} />);
    assert.equal((await sign()).disabled, true);
    screen.getByText(/^Two signatures: first/);
    const allow = await screen.findByRole('button', { name: 'Allow the contract with Sample' });
    await signWith(browser, screen, allow, /^The contract may settle this order/);
    assert.equal((await sign()).disabled, false);
    assert.equal(screen.queryByText(/^Two signatures: first/), null);
  });

  it('is signed at once where the contract may already', async () => {
    show(<Order transactions={[]} />);
    assert.equal((await sign()).disabled, false);
    assert.equal(screen.queryByRole('button', { name: /^Allow the contract/ }), null);
  });
});
