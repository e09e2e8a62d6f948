import { pow10 } from '@cadastre/core';
import type { Seen, SeenSupply } from '../storage/sightings.js';
import type { Guard } from './guard.js';
import type { Verdict } from './judge.js';

const ALL_BPS = 10_000n;

/**
 * Whether a mint guard covers what the published reserve allows, and no more; null when it does, or when
 * it stops minting, as it must when in doubt. Pure.
 */
export function judgeGuard(
  { address, rules, cover }: Guard,
  seen: Seen,
  token: SeenSupply,
  blockTime: number,
): Verdict | null {
  if (cover.stop !== 'OK') return null;
  const old =
    blockTime - seen.updatedAt > rules.maxPublicationAge ||
    blockTime - seen.valuationTime > rules.maxValuationAge ||
    seen.status !== 'OK';
  if (old) {
    const reason = `${address} lets mint on a reserve of status ${seen.status} updated at ${seen.updatedAt}`;
    return { verdict: 'GUARD_OPEN', reason };
  }
  const usable = usableOf(seen, token.decimals, rules.marginBps);
  const headroom = usable > token.supply ? usable - token.supply : 0n;
  if (cover.usable === usable && cover.headroom === headroom) return null;
  return {
    verdict: 'MARGIN_DIFFERS',
    reason: `${address} covers ${cover.usable} and leaves ${cover.headroom}; the reserve allows ${usable} and ${headroom}`,
  };
}

/** floor(reserve × (1 − margin)) in base units of the token; rounded once, as `ReserveMath` does. */
function usableOf({ answer, decimals }: Seen, tokenDecimals: number, marginBps: number): bigint {
  const counted = answer * (ALL_BPS - BigInt(marginBps)) * pow10(tokenDecimals);
  return counted / (ALL_BPS * pow10(decimals));
}
