import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { router } from '../src/app/router.tsx';

/** What the page at an address is given of it. */
const given = (path: string, search: Record<string, unknown>) =>
  router.matchRoutes(path, search).at(-1)?.search;

describe('what a page takes from its address', () => {
  it('is a page to go on to, and nobody else’s', () => {
    assert.deepEqual(given('/sign-in', { next: '/assets' }), { next: '/assets' });
    for (const next of ['https://example.org/', '//example.org', '/\\example.org', 7]) {
      assert.deepEqual(given('/sign-in', { next }), { next: undefined });
    }
  });

  it('is dropped where it does not fit', () => {
    const moment = (search: object) => given('/assets/1/cap-table', { ...search });
    assert.deepEqual(moment({ block: 12 }), { block: 12, at: undefined });
    assert.deepEqual(moment({ at: 'once', block: -1 }), { block: undefined, at: undefined });
    assert.deepEqual(given('/board', { asset: { id: 1 } }), { asset: undefined });
  });
});
