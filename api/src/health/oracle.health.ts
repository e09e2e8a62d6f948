import { z } from 'zod';
import type { PartHealth } from '../platform/health-parts.js';

const PATIENCE_MS = 1_500;

const answer = z.object({
  state: z.string(),
  parts: z.record(z.string(), z.object({ state: z.string(), problem: z.string().optional() })),
  feeds: z.array(z.unknown()),
});

/**
 * The oracle, asked over HTTP as the stranger it is. Without it every price goes stale but nothing
 * here stops working, so its trouble is for somebody to look at; while it starts we are not ready.
 */
export async function oracleHealth(oracleUrl: string): Promise<PartHealth> {
  let response: Response;
  try {
    response = await fetch(new URL('/health', oracleUrl), {
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
  } catch {
    return { state: 'down', detail: 'The oracle does not answer.' };
  }
  const said = answer.safeParse(await response.json());
  if (!said.success)
    return { state: 'degraded', detail: 'What the oracle answers is not understood.' };
  const troubles = Object.entries(said.data.parts)
    .filter(([, part]) => part.state !== 'ok')
    .map(([name, part]) => `${name}: ${part.problem ?? part.state}`);
  if (!response.ok) return { state: 'starting', detail: troubles.join('; ') };
  const figures = { feeds: said.data.feeds.length };
  return troubles.length === 0
    ? { state: 'ok', figures }
    : { state: 'degraded', detail: troubles.join('; '), figures };
}
