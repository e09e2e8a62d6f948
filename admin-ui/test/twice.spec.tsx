import { Button, MantineProvider, Modal } from '@mantine/core';
import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { useState } from 'react';
import { api } from '../src/api/client.ts';
import { ReasonDialog } from '../src/design/ReasonDialog.tsx';
import { useAction } from '../src/design/useAction.ts';
import { theme } from '../src/theme/theme.ts';
import { WalletSteps } from '../src/wallet/WalletSteps.tsx';
import { Locks, OWNER, wallet } from './sample-wallet.ts';
import { show } from './show.tsx';

const STEP = { what: 'pay for the order', to: OWNER, data: '0x', chainId: 31337 };

/** The same order in one tab or two: what a browser's tabs share is its storage and its locks. */
const tabs = (count: number) =>
  show(
    <>
      {Array.from({ length: count }, (_, tab) => (
        <section key={tab} aria-label={`tab ${tab + 1}`}>
          <WalletSteps id="order.1" steps={[STEP]} address={OWNER} verb="Pay" done="It is paid." />
        </section>
      ))}
    </>,
  );
const tab = (number: number) => within(screen.getByRole('region', { name: `tab ${number}` }));
const press = (number: number) =>
  act(async () => {
    fireEvent.click(await tab(number).findByRole('button'));
  });

describe('what a wallet is asked to sign', () => {
  let signer: ReturnType<typeof wallet>;
  let locks: Locks;
  beforeEach(() => {
    localStorage.clear();
    locks = new Locks();
    Object.defineProperty(navigator, 'locks', { value: locks, configurable: true });
    signer = wallet();
  });
  afterEach(() => {
    signer.leave();
    Reflect.deleteProperty(navigator, 'locks');
  });

  it('is asked by one tab alone; the other says where to go on, and later sends nothing again', async () => {
    tabs(2);
    await press(1);
    await waitFor(() => assert.equal(signer.sent.length, 1));
    await press(2);
    await tab(2).findByText('Another tab of this browser is signing this: go on there.');
    assert.equal(signer.sent.length, 1);
    await signer.sign();
    await tab(1).findByText('It is paid.');
    await waitFor(() => assert.equal(locks.held.size, 0));
    await press(2);
    await tab(2).findByText('It is paid.');
    assert.equal(signer.sent.length, 1);
  });

  it('is asked once, however often the button is clicked', async () => {
    tabs(1);
    const button = await tab(1).findByRole<HTMLButtonElement>('button');
    await act(async () => {
      fireEvent.click(button);
      fireEvent.click(button);
      await Promise.resolve();
    });
    await waitFor(() => assert.equal(signer.sent.length, 1));
    await signer.sign();
    await tab(1).findByText('It is paid.');
    assert.equal(signer.sent.length, 1);
  });
});

/** A decision about money, as every page asks for one. */
function Decide({ id = '1' }: { id?: string }) {
  const action = useAction();
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button onClick={() => setAsking(true)}>Decide</Button>
      <ReasonDialog
        about={`approval.${id}.approve`}
        opened={asking}
        onClose={() => setAsking(false)}
        title="Issue 12,500.50"
        verb="Approve issuing"
        onConfirm={(reason) =>
          action.attempt(() =>
            api.POST('/api/v1/approvals/{id}/approve', {
              params: { path: { id: '1' } },
              body: { payloadHash: 'ab'.repeat(32), reason },
            }),
          )
        }
      />
    </>
  );
}

describe('a dialog', () => {
  it('that the first half of a double click opens is not closed by the second', () => {
    let closed = false;
    show(
      <MantineProvider env="test" theme={theme}>
        <Modal opened onClose={() => (closed = true)} title="Fund the queue">
          What is written here stays.
        </Modal>
      </MantineProvider>,
    );
    const beside = document.querySelector('.mantine-Modal-overlay');
    assert.ok(beside);
    fireEvent.click(beside);
    assert.equal(closed, false);
    fireEvent.keyDown(screen.getByRole('dialog'), { key: 'Escape' });
    assert.equal(closed, true);
  });
});

describe('a decision', () => {
  const real = globalThis.fetch;
  afterEach(() => {
    globalThis.fetch = real;
  });

  it('is sent once with a double click', async () => {
    const asked: string[] = [];
    let answer: (response: Response) => void = () => undefined;
    globalThis.fetch = (input) => {
      asked.push(input instanceof Request ? input.url : String(input));
      return new Promise((resolve) => {
        answer = resolve;
      });
    };
    show(<Decide />);
    fireEvent.click(screen.getByRole('button', { name: 'Decide' }));
    fireEvent.change(await screen.findByLabelText(/^Reason/), { target: { value: 'Read.' } });
    const verb = screen.getByRole('button', { name: 'Approve issuing' });
    fireEvent.click(verb);
    fireEvent.click(verb);
    await waitFor(() => assert.equal(asked.length, 1));
    await act(() => {
      answer(new Response('{}', { status: 200 }));
      return Promise.resolve();
    });
    await waitFor(() => assert.equal(screen.queryByRole('dialog'), null));
    assert.equal(asked.length, 1);
  });

  it('keeps its words over a reload and a step back, for this decision alone, until it is sent', async () => {
    sessionStorage.clear();
    const dialog = (about: string) => (
      <ReasonDialog
        opened
        about={about}
        onClose={() => undefined}
        title="Issue 12,500.50"
        verb="Approve issuing"
        onConfirm={() => Promise.resolve()}
      />
    );
    const reason = () => screen.findByLabelText<HTMLTextAreaElement>(/^Reason/);
    show(dialog('approval.1.approve'));
    fireEvent.change(await reason(), { target: { value: 'Read line by line.' } });
    show(dialog('approval.2.approve'));
    assert.equal((await reason()).value, '');
    show(dialog('approval.1.approve'));
    assert.equal((await reason()).value, 'Read line by line.');
    fireEvent.click(screen.getByRole('button', { name: 'Approve issuing' }));
    await waitFor(() => assert.equal(sessionStorage.length, 0));
  });
});
