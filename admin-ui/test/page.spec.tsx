import {
  createMemoryHistory,
  createRootRoute,
  createRouter,
  RouterContextProvider,
} from '@tanstack/react-router';
import { screen } from '@testing-library/react';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ApiProblem } from '../src/api/problem.ts';
import { LoadedPage } from '../src/design/Loaded.tsx';
import { show } from './show.tsx';

describe('a page whose thing cannot be shown', () => {
  const refused = (status: number, title: string, detail: string) => {
    const router = createRouter({ routeTree: createRootRoute(), history: createMemoryHistory() });
    const error = new ApiProblem(status, 'some_code', title, detail);
    const query = { data: undefined, error, isPending: false, refetch: () => undefined };
    show(
      <RouterContextProvider router={router}>
        <LoadedPage query={query}>{() => <h1>Never</h1>}</LoadedPage>
      </RouterContextProvider>,
    );
  };
  const heading = () => screen.getByRole('heading', { level: 1 }).textContent;

  it('that is not there, or not theirs, is headed as no page, with the way to the first one', () => {
    refused(404, 'Not found', 'There is no such asset.');
    assert.equal(heading(), 'No such page');
    screen.getByText('There is no such asset.');
    screen.getByRole('link', { name: 'First page' });
  });

  it('for the moment is headed so, and can be asked for again', () => {
    refused(503, 'Unavailable', 'The node does not answer.');
    assert.equal(heading(), 'This page could not be shown');
    screen.getByRole('button', { name: 'Try again' });
  });
});
