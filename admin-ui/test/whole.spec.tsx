import { screen } from '@testing-library/react';
import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { useWhole, useWholeOf } from '../src/api/whole.ts';
import { show } from './show.tsx';

/** Of a list of two pages. */
const PAGES: Record<string, object> = {
  first: { block: 7, items: [{ name: 'Anna' }, { name: 'Ben' }], nextCursor: 'second' },
  second: { block: 8, items: [{ name: 'Clara' }], nextCursor: null },
};

function Names() {
  const { data } = useWhole('/api/v1/holdings');
  return <p>{data ? `${data.block}: ${data.items.map(({ name }) => name).join(', ')}` : ''}</p>;
}

function Files() {
  const { data, error } = useWholeOf('/api/v1/tokens/{id}/documents', 'of-gold');
  return <p>{error ? 'refused' : data?.items.map(({ name }) => name).join(', ')}</p>;
}

describe('a list that a page needs whole', () => {
  const real = globalThis.fetch;
  afterEach(() => {
    globalThis.fetch = real;
  });

  const answering = (answer: (url: URL) => object | null): string[] => {
    const asked: string[] = [];
    globalThis.fetch = (input) => {
      const url = new URL(input instanceof Request ? input.url : String(input), 'http://here');
      asked.push(`${url.pathname}${url.search}`);
      const body = answer(url);
      return Promise.resolve(Response.json(body ?? { code: 'x' }, { status: body ? 200 : 409 }));
    };
    return asked;
  };
  const page = (url: URL) => PAGES[url.searchParams.get('after') ?? 'first'] ?? null;

  it('is read page by page to its end, beside what its first page says', async () => {
    const asked = answering(page);
    show(<Names />);
    await screen.findByText('7: Anna, Ben, Clara');
    assert.deepEqual(asked, [
      '/api/v1/holdings?limit=200',
      '/api/v1/holdings?limit=200&after=second',
    ]);
  });

  it('of one token, and is refused as its page is refused', async () => {
    const asked = answering(page);
    show(<Files />);
    await screen.findByText('Anna, Ben, Clara');
    assert.match(asked[0] ?? '', /\/tokens\/of-gold\/documents\?limit=200$/);
    answering((url) => (url.searchParams.has('after') ? null : page(url)));
    show(<Files />);
    await screen.findByText('refused');
  });
});
