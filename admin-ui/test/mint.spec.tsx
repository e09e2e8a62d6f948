import { fireEvent, screen, waitFor } from '@testing-library/react';
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { MintForm } from '../src/pages/asset/MintForm.tsx';
import type { Token } from '../src/pages/asset/useAsset.ts';
import { writeKept } from '../src/session/kept.ts';
import { show } from './show.tsx';
import { type Tab, tabs, told } from './tabs.tsx';

const TOKEN = { id: 'token-1', decimals: 6 } as Token;
const WALLET = {
  id: 'wallet-1',
  address: '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed',
  investorReference: 'INV-000001',
  state: 'registered',
};
const STRIKE = {
  amountBaseUnits: '7000000',
  nav: '1000000',
  navRound: '1',
  navAsOf: '2026-04-15T20:30:00.000Z',
  residual: '0',
};
const json = (body: object) => new Response(JSON.stringify(body), { status: 200 });
const paid = () => screen.getByLabelText<HTMLInputElement>(/^Paid/).value;
const reason = () => screen.getByLabelText<HTMLTextAreaElement>(/^Reason/).value;

describe('an order to issue shares', () => {
  const real = globalThis.fetch;
  let keys: (string | null)[];
  let answer: () => Promise<Response>;
  beforeEach(() => {
    keys = [];
    sessionStorage.clear();
    localStorage.clear();
    const kept = { wallet: WALLET, dollars: '', reason: '' };
    writeKept('', 'mint.token-1', kept);
    globalThis.fetch = (input) => {
      const { url, headers } = input as Request;
      if (url.endsWith('/preflight')) {
        return Promise.resolve(json({ allowed: true, reason: null, strike: STRIKE }));
      }
      if (!url.endsWith('/mints')) return Promise.resolve(json({ items: [], nextCursor: null }));
      keys.push(headers.get('Idempotency-Key'));
      return answer();
    };
  });
  afterEach(() => {
    globalThis.fetch = real;
  });

  const propose = async () => {
    fireEvent.click(await screen.findByRole('button', { name: 'Propose 7 shares' }));
  };

  it('is there again after a reload, and is the same order where its answer was lost', async () => {
    show(<MintForm token={TOKEN} />);
    fireEvent.change(screen.getByLabelText(/^Paid/), { target: { value: '7' } });
    fireEvent.change(screen.getByLabelText(/^Reason/), { target: { value: 'As paid.' } });
    answer = () => Promise.reject(new TypeError('Failed to fetch'));
    await propose();
    await screen.findByText('The register cannot be reached');

    show(<MintForm token={TOKEN} />);
    assert.deepEqual([paid(), reason()], ['7', 'As paid.']);
    answer = () => Promise.resolve(json({}));
    await propose();
    await waitFor(() => assert.equal(paid(), ''));
    assert.equal(keys.length, 2);
    assert.ok(keys[0]);
    assert.equal(keys[1], keys[0]);

    show(<MintForm token={TOKEN} />);
    assert.deepEqual([paid(), reason()], ['', '']);
  });

  it('is another order for who was told that the one before was taken, and asks again', async () => {
    show(<MintForm token={TOKEN} />);
    fireEvent.change(screen.getByLabelText(/^Paid/), { target: { value: '7' } });
    const code = 'idempotency_key_reused';
    const refusal = JSON.stringify({ code, title: 'Refused', detail: 'The key was used.' });
    answer = () => Promise.resolve(new Response(refusal, { status: 422 }));
    await propose();
    await screen.findByText('Another order was taken before this one');
    await propose();
    await waitFor(() => assert.equal(keys.length, 2));
    assert.notEqual(keys[1], keys[0]);
  });

  const both = () => tabs(<MintForm token={TOKEN} />);
  const write = (tab: Tab, dollars: string) => {
    fireEvent.change(tab.getByLabelText(/^Paid/), { target: { value: dollars } });
  };
  const verb = (tab: Tab) =>
    tab.findByRole<HTMLButtonElement>('button', { name: 'Propose 7 shares' });

  it('is one order where two tabs give it at once', async () => {
    const waiting = Promise.withResolvers<Response>();
    answer = () => waiting.promise.then((response) => response.clone());
    const [one, other] = both();
    write(one, '7');
    write(other, '7.00');
    fireEvent.click(await verb(one));
    fireEvent.click(await verb(other));
    await waitFor(() => assert.equal(keys.length, 2));
    assert.ok(keys[0]);
    assert.equal(keys[1], keys[0]);
    waiting.resolve(json({}));
    for (const tab of [one, other]) {
      await waitFor(() => assert.equal(tab.getByLabelText<HTMLInputElement>(/^Paid/).value, ''));
    }
  });

  it('that another tab has given is told, and given once more only to who asks for it', async () => {
    answer = () => Promise.resolve(json({}));
    const [one, other] = both();
    write(one, '7');
    write(other, '7');
    fireEvent.click(await verb(one));
    await waitFor(() => assert.equal(one.getByLabelText<HTMLInputElement>(/^Paid/).value, ''));
    await told();
    await other.findByText('You have given just this order already');
    assert.ok((await verb(other)).disabled);
    write(other, '8');
    assert.equal(other.queryByText('You have given just this order already'), null);
    write(other, '7');
    fireEvent.click(other.getByRole('button', { name: 'Give it once more' }));
    fireEvent.click(await verb(other));
    await waitFor(() => assert.equal(keys.length, 2));
    assert.notEqual(keys[1], keys[0]);
  });
});
