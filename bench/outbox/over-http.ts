import type { Loop } from '../lib/closed-loop.ts';
import type { LoadRequest } from '../lib/http-load.ts';
import { loadOverHttp } from '../lib/over-http.ts';
import type { Platform } from '../platform/platform.ts';

/** Approves wallets over HTTP, from a process beside this one. @throws Error where a request failed */
export function approveOverHttp(
  platform: Platform,
  callers: number,
  milliseconds: number,
  ids: readonly string[],
): Promise<Loop> {
  const { url } = platform;
  return loadOverHttp({
    url,
    requests: approvals(platform, ids),
    pace: { callers, milliseconds },
  });
}

/** One approval for each wallet, by the officers in turn. */
export function approvals({ officers }: Platform, ids: readonly string[]): LoadRequest[] {
  return ids.map((id, i) => ({
    method: 'POST',
    path: `/api/v1/wallets/${id}/approve`,
    token: officers[i % officers.length]?.token ?? '',
    key: `http-${id}`,
  }));
}
