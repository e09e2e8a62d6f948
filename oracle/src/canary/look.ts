import { setTimeout as sleep } from 'node:timers/promises';
import { isError } from 'ethers';
import { readDecimals, readLatest, readRound } from '../chain/aggregator.js';
import { readStaleness } from '../chain/feed.js';
import { RpcError, type Block, type Rpc } from '../chain/rpc.js';
import { readToken } from '../chain/token.js';
import { pool } from '../platform/pool.js';
import type { Belief, Sighting } from '../storage/sightings.js';
import { readGuards, type Guard } from './guard.js';
import { judge } from './judge.js';
import { judgeGuard } from './judge-guard.js';

/** Feeds looked at together: enough to be quick, few enough to leave the node to others. */
const AT_ONCE = 4;
/** Before a feed that seems to disagree is looked at once more. */
const PAUSE_MS = 200;

export interface LookOptions {
  /** Mint guards to look at too, by their addresses. */
  guards: readonly string[];
  /** No feed is looked at any more once this is aborted. */
  stop?: AbortSignal;
}

/**
 * Looks at the feeds, all at one block, and once more at those that do not agree: a node that is making a block
 * answers for the one before from the new state for some milliseconds, and that is nobody's fault.
 * @param tell takes what was seen of a feed
 * @throws RpcUnreachable; RpcError where a guard is none
 */
export async function lookAtAll(
  rpc: Rpc,
  beliefs: readonly Belief[],
  options: LookOptions,
  tell: (sighting: Sighting) => Promise<void>,
): Promise<void> {
  const doubted: Belief[] = [];
  await lookOnce(rpc, beliefs, options, async (sighting, belief) => {
    if (sighting.verdict === 'AGREES') await tell(sighting);
    else doubted.push(belief);
  });
  if (doubted.length === 0) return;
  await sleep(PAUSE_MS);
  await lookOnce(rpc, doubted, options, tell);
}

async function lookOnce(
  rpc: Rpc,
  beliefs: readonly Belief[],
  { guards: addresses, stop }: LookOptions,
  tell: (sighting: Sighting, belief: Belief) => Promise<void>,
): Promise<void> {
  const block = await rpc.block('latest');
  const guards = await readGuards(rpc, addresses, block.number);
  await pool(AT_ONCE, beliefs, async (belief) => {
    if (!stop?.aborted) await tell(await lookAt(rpc, belief, block, guards), belief);
  });
}

/**
 * Reads a feed at a block as a contract does, its token asking, and compares with what is believed of it.
 * What the feed does not answer is a verdict, no error. @throws RpcUnreachable
 */
async function lookAt(
  rpc: Rpc,
  belief: Belief,
  block: Block,
  guards: readonly Guard[],
): Promise<Sighting> {
  const { feed, token, round: ours } = belief;
  const at = block.number;
  try {
    const [latest, believed, decimals, staleness, supply] = await Promise.all([
      readLatest(rpc, feed, at, token),
      ours ? readRound(rpc, feed, BigInt(ours.round), at, token) : null,
      readDecimals(rpc, feed, at, token),
      readStaleness(rpc, feed, at, token),
      readToken(rpc, token, at),
    ]);
    const look = { latest, believed, decimals, ...staleness, blockTime: block.timestamp };
    const seen = {
      round: Number(latest.round),
      answer: latest.answer,
      valuationTime: Number(latest.startedAt),
      updatedAt: Number(latest.updatedAt),
      decimals,
      status: staleness.status,
    };
    const verdict = judge(belief, look);
    const open = guards
      .filter(({ rules }) => rules.feed === feed)
      .map((guard) => judgeGuard(guard, seen, supply, block.timestamp))
      .find((one) => one !== null);
    const worst = verdict.verdict === 'AGREES' ? (open ?? verdict) : verdict;
    return { feed, block: at, seen, supply, ...worst };
  } catch (error) {
    if (!(error instanceof RpcError || isError(error, 'BAD_DATA'))) throw error;
    const nothing = { seen: null, supply: null };
    return { feed, block: at, verdict: 'UNREADABLE', reason: error.message, ...nothing };
  }
}
