import { isError } from 'ethers';
import { readDecimals, readLatest, readRound } from '../chain/aggregator.js';
import { readStaleness } from '../chain/feed.js';
import { RpcError, type Block, type Rpc } from '../chain/rpc.js';
import { readToken } from '../chain/token.js';
import type { Belief, Sighting } from '../storage/sightings.js';
import type { Guard } from './guard.js';
import { judge } from './judge.js';
import { judgeGuard } from './judge-guard.js';

/**
 * Reads a feed at a block as a contract does, its token asking, and compares with what is believed of it.
 * What the feed does not answer is a verdict, no error. @throws RpcUnreachable
 */
export async function lookAt(
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
