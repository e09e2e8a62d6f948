import { cleanup, waitFor } from '@testing-library/react';
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { OperationSteps } from '../src/design/Timeline.tsx';
import { Locks } from './sample-wallet.ts';
import { show } from './show.tsx';

const SENT = { state: 'sent', timeline: [] };

describe('operations that are followed live', () => {
  const real = globalThis.fetch;
  /** Which streams are open, and which operations were asked about. */
  let open: Set<string>;
  let asked: Set<string>;
  beforeEach(() => {
    [open, asked] = [new Set(), new Set()];
    Object.defineProperty(navigator, 'locks', { value: new Locks(), configurable: true });
    globalThis.fetch = (input) => {
      const { url, signal } = input as Request;
      if (!url.endsWith('/events')) {
        asked.add(url);
        return Promise.resolve(new Response(JSON.stringify(SENT), { status: 200 }));
      }
      open.add(url);
      const stream = new ReadableStream({
        start: (events) =>
          signal.addEventListener('abort', () => {
            open.delete(url);
            events.error(signal.reason);
          }),
      });
      return Promise.resolve(new Response(stream, { status: 200 }));
    };
  });
  afterEach(() => {
    cleanup();
    globalThis.fetch = real;
    Reflect.deleteProperty(navigator, 'locks');
  });

  it('leave a browser connections for everything else, however many there are', async () => {
    const many = Array.from({ length: 12 }, (_, n) => (
      <OperationSteps key={n} operationId={`${n}`} />
    ));
    show(many);
    await waitFor(() => assert.equal(asked.size, 12));
    await waitFor(() => assert.equal(open.size, 2));
    show(<OperationSteps operationId="another" />);
    await waitFor(() =>
      assert.deepEqual(
        [...open].map((url) => url.split('/').at(-2)),
        ['another'],
      ),
    );
  });
});
