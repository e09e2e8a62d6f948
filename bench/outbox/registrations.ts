import { setTimeout as sleep } from 'node:timers/promises';
import { Workers } from '@cadastre/api/embedded';
import { Told } from '../../scripts/lib/report.ts';
import { approveOverHttp } from './over-http.ts';
import type { Platform } from '../platform/platform.ts';

const CALLERS = 16;
const LOOK_MS = 100;
/** Slower than this per registration it is not worth waiting for. */
const PATIENCE_MS = 200;

export interface Registrations {
  count: number;
  /** Until every request was answered, and until the ledger had said of every wallet that it is registered. */
  acceptedSeconds: number;
  registeredSeconds: number;
}

/**
 * Wallets from the officer's request to the ledger's word: HTTP, outbox, chain, ledger, with
 * everything running in the platform's process. @throws Told where some never arrive
 */
export async function register(platform: Platform, ids: readonly string[]): Promise<Registrations> {
  const { app, db } = platform;
  app.get(Workers).start();
  const began = performance.now();
  const since = (): number => (performance.now() - began) / 1000;
  const { done } = await approveOverHttp(platform, CALLERS, Infinity, ids);
  const acceptedSeconds = since();
  const deadline = performance.now() + ids.length * PATIENCE_MS + 60_000;
  for (;;) {
    const [row] = await db.sql<{ registered: string; stuck: string }>(
      `SELECT count(*) FILTER (WHERE w.state = 'registered' AND c.state = 'confirmed') AS registered,
              count(*) FILTER (WHERE c.state IN ('rejected', 'reverted')) AS stuck
       FROM api.wallet w JOIN api.chain_command c ON c.id = w.operation_id`,
    );
    const [registered, stuck] = [Number(row?.registered), Number(row?.stuck)];
    if (registered === ids.length) {
      return { count: done, acceptedSeconds, registeredSeconds: since() };
    }
    if (stuck > 0 || performance.now() > deadline) {
      throw new Told(`${registered} of ${ids.length} wallets are registered, ${stuck} refused`);
    }
    await sleep(LOOK_MS);
  }
}
