import { fork } from 'node:child_process';
import { once } from 'node:events';
import { inRoot } from '../../scripts/lib/paths.ts';
import type { Loop } from '../lib/closed-loop.ts';
import type { LoadOrder } from './http-load.ts';
import type { Platform } from '../platform/platform.ts';

/** Approves wallets over HTTP, from a process beside this one. @throws Error where a request failed */
export async function approveOverHttp(
  { url, officers }: Platform,
  callers: number,
  milliseconds: number,
  ids: readonly string[],
): Promise<Loop> {
  const child = fork(inRoot('bench', 'outbox', 'http-load.ts'), {
    // JSON knows no Infinity.
    serialization: 'advanced',
  });
  const requests = ids.map((id, i) => ({
    path: `/api/v1/wallets/${id}/approve`,
    token: officers[i % officers.length]?.token ?? '',
    key: `http-${id}`,
  }));
  child.send({ url, callers, milliseconds, requests } satisfies LoadOrder);
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`the load generator ended with code ${String(code)} and no figure`);
  });
  const [loop] = (await Promise.race([once(child, 'message'), ended])) as [Loop];
  await ended.catch(() => undefined);
  return loop;
}
