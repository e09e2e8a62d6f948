import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { $api } from './client.ts';
import { authorisedFetch } from './token.ts';
import type { Answer } from './types.ts';

export type Operation = Answer<'/api/v1/operations/{id}', 'get'>;

const FINAL = new Set(['confirmed', 'rejected', 'reverted', 'replaced']);

/**
 * An operation that keeps itself current: server-sent events tell when to look again, and a slow
 * poll does where a proxy holds the stream back.
 */
export function useOperation(operationId: string) {
  const client = useQueryClient();
  const query = $api.useQuery(
    'get',
    '/api/v1/operations/{id}',
    { params: { path: { id: operationId } } },
    {
      refetchInterval: (running) => {
        const state = running.state.data?.state;
        return state && FINAL.has(state) ? false : 4_000;
      },
    },
  );
  const done = query.data ? FINAL.has(query.data.state) : false;
  const { refetch } = query;

  useEffect(() => {
    if (done) return undefined;
    const stop = new AbortController();
    void inSlot((signal) => follow(operationId, signal, () => void refetch()), stop.signal);
    return () => stop.abort();
  }, [operationId, done, refetch]);

  useEffect(() => {
    // What the operation was for has moved too: orders, wallets, tokens are read again.
    if (done) void client.invalidateQueries({ predicate: (q) => q.queryKey[1] !== '/health' });
  }, [done, client]);

  return query;
}

/**
 * Streams that all tabs of a browser hold open together. It has six connections to a server (HTTP/1.1), and a stream
 * keeps one until its operation ends: with more of them nothing else would be loaded while a chain is slow.
 */
const STREAMS = 2;

/** Follows while one of the streams is free, or not at all: the poll goes on either way. */
async function inSlot(
  run: (signal: AbortSignal) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  // A page that came without TLS from another machine has no locks, and no streams.
  if (!('locks' in navigator)) return;
  for (let slot = 0; slot < STREAMS && !signal.aborted; slot += 1) {
    const ran = await navigator.locks.request(
      `cadastre.stream.${slot}`,
      { ifAvailable: true },
      async (lock) => {
        if (lock) await run(signal);
        return lock !== null;
      },
    );
    if (ran) return;
  }
}

/** EventSource cannot carry the bearer token, so the stream is read with fetch. */
async function follow(id: string, signal: AbortSignal, onEvent: () => void): Promise<void> {
  try {
    const response = await authorisedFetch(
      new Request(`${window.location.origin}/api/v1/operations/${id}/events`, {
        headers: { Accept: 'text/event-stream' },
        signal,
      }),
    );
    const reader = response.ok ? response.body?.getReader() : undefined;
    if (!reader) return;
    const decoder = new TextDecoder();
    let rest = '';
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      const events = (rest + decoder.decode(value, { stream: true })).split('\n\n');
      rest = events.pop() ?? '';
      if (events.some((event) => event.includes('data:'))) onEvent();
    }
  } catch {
    // Aborted or cut off: the poll goes on.
  }
}
