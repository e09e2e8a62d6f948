import { formatDecimal } from '@cadastre/core';
import { getAddress, isAddress } from 'ethers';
import { z } from 'zod';
import { lookAtAll } from '../canary/look.js';
import { Rpc, RpcError, RpcUnreachable } from '../chain/rpc.js';
import { Refusal } from '../platform/refusal.js';
import { fetchJson, readJson } from '../sources/fetch-json.js';
import type { Belief, Sighting } from '../storage/sightings.js';

export interface CanaryOptions {
  /** A running node, for what it believes it published. */
  oracleUrl: string;
  /** Another node of the chain than the oracle's own, if there is one. */
  rpcUrl: string;
  /** Mint guards to look at too. */
  guards: readonly string[];
}

const address = z.string().refine(isAddress, 'must be an address').transform(getAddress);

/** `GET /feeds`, as far as it is of use here. */
const feedsSchema = z.object({
  items: z.array(
    z.object({
      address,
      kind: z.enum(['nav', 'reserve']),
      assetId: z.string(),
      tokenAddress: address,
      lastRound: z
        .object({
          round: z.int(),
          answer: z.string().transform(BigInt),
          valuationTime: z.iso.datetime().transform((text) => Date.parse(text) / 1000),
        })
        .nullable(),
    }),
  ),
});

/**
 * Reads every feed as a contract would and compares with what a running node believes it published:
 * shares neither database nor memory with it.
 * @returns the lines to show, and whether every feed agrees
 */
export async function canary(options: CanaryOptions): Promise<{ ok: boolean; lines: string[] }> {
  try {
    const rpc = new Rpc(options.rpcUrl);
    const beliefs = await beliefsOf(options.oracleUrl);
    const seen = new Map<string, Sighting>();
    await lookAtAll(rpc, beliefs, options, async (sighting) => {
      seen.set(sighting.feed, sighting);
    });
    const looks = beliefs.flatMap((belief) => {
      const sighting = seen.get(belief.feed);
      return sighting ? [{ belief, sighting }] : [];
    });
    const lines = looks.map(({ belief, sighting }) => told(belief, sighting));
    const ok = looks.length > 0 && looks.every(({ sighting }) => sighting.verdict === 'AGREES');
    return { ok, lines: beliefs.length > 0 ? lines : ['the oracle serves no feed'] };
  } catch (error) {
    const known = [Refusal, RpcError, RpcUnreachable].some((kind) => error instanceof kind);
    if (known && error instanceof Error) return { ok: false, lines: [error.message] };
    throw error;
  }
}

async function beliefsOf(oracleUrl: string): Promise<Belief[]> {
  const document = await fetchJson(
    new URL('/feeds', oracleUrl).href,
    Math.floor(Date.now() / 1000),
  );
  const parsed = feedsSchema.safeParse(readJson(document));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new Refusal(
      'LIST_SCHEMA',
      `${document.source}: ${issue?.path.join('.')}: ${issue?.message}`,
    );
  }
  return parsed.data.items.map(({ address: feed, tokenAddress: token, lastRound, ...rest }) => ({
    ...rest,
    feed,
    token,
    round: lastRound,
    decimals: null,
  }));
}

function told({ kind, assetId }: Belief, { feed, verdict, reason, seen, block }: Sighting): string {
  const value = seen ? `${formatDecimal(seen.answer, seen.decimals)} ${seen.status}` : '';
  return `${verdict.padEnd(16)}${feed}  ${kind.padEnd(8)}${assetId}  ${reason}  ${value}  block ${block}`;
}
