import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, configure, render, type RenderResult } from '@testing-library/react';
import { afterEach } from 'node:test';
import { type ReactNode, useState } from 'react';

/** Puts components into the light DOM as the counter's frame would, in place of what was there. */
export function show(children: ReactNode): RenderResult {
  cleanup();
  const client = new QueryClient({
    // Nothing is thrown away later: a timer would keep the process.
    defaultOptions: { queries: { retry: false, gcTime: Infinity } },
  });
  return render(
    <MantineProvider env="test">
      <QueryClientProvider client={client}>{children}</QueryClientProvider>
    </MantineProvider>,
  );
}

/** A field and the text that is written into it, as a form would keep it. */
export function Held({
  field,
}: {
  field: (value: string, onChange: (text: string) => void) => ReactNode;
}) {
  const [value, setValue] = useState('');
  return field(value, setValue);
}

afterEach(cleanup);
// The whole page in each failure hides what failed.
configure({ getElementError: (message) => new Error(message ?? 'not found') });
