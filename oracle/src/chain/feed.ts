import { FEED_STATUSES } from '@cadastre/contracts';
import { isError, ZeroAddress } from 'ethers';
import type { FeedLimits, LastRound } from '../decide/decide.js';
import { FEED } from './abi.js';
import { RpcError, type Log, type Rpc } from './rpc.js';

/** A report that waits for two approvals on-chain. */
export interface ParkedReport {
  digest: string;
  round: number;
  answer: bigint;
  valuationTime: number;
  /** The account that delivered it: it cannot approve. */
  proposer: string;
  /** Who approved it already; one more is needed. */
  firstApprover: string | null;
  /** Unix seconds; after it only a new report helps. */
  approvableUntil: number;
}

/** A feed as the chain has it now. */
export interface FeedState {
  last: LastRound | null;
  limits: FeedLimits;
  parked: ParkedReport | null;
  paused: boolean;
}

const PAUSED = BigInt(FEED_STATUSES.indexOf('PAUSED'));
const ZERO_HASH = `0x${'00'.repeat(32)}`;

interface Policy {
  minAnswer: bigint;
  maxAnswer: bigint;
  minInterval: bigint;
  maxValuationAge: bigint;
  heartbeat: bigint;
  valuationStaleness: bigint;
  approvalWindow: bigint;
  dailyDeviationBps: bigint;
  maxDeviationBps: bigint;
  alwaysApprove: boolean;
}

interface Parked {
  digest: string;
  answer: bigint;
  valuationTime: bigint;
  round: bigint;
  parkedAt: bigint;
  proposer: string;
  firstApprover: string;
}

/** @throws RpcError, RpcUnreachable */
export async function readFeed(
  rpc: Rpc,
  feed: string,
  block: number | 'latest' = 'latest',
): Promise<FeedState> {
  const [latest, policies, waiting] = await Promise.all([
    read(rpc, feed, 'latest', block),
    read(rpc, feed, 'policy', block),
    read(rpc, feed, 'parked', block),
  ]);
  const [answer, valuationTime, updatedAt, round, state] = latest as [
    bigint,
    bigint,
    bigint,
    bigint,
    bigint,
  ];
  const [policy] = policies as [Policy];
  const [parked] = waiting as [Parked];
  return {
    last:
      round === 0n
        ? null
        : {
            round: Number(round),
            answer,
            valuationTime: Number(valuationTime),
            updatedAt: Number(updatedAt),
          },
    limits: {
      minAnswer: policy.minAnswer,
      maxAnswer: policy.maxAnswer,
      minIntervalSeconds: Number(policy.minInterval),
      // Zero switches a limit off.
      maxValuationAgeSeconds: Number(policy.maxValuationAge) || Number.POSITIVE_INFINITY,
      publicationStaleness: Number(policy.heartbeat) || Number.POSITIVE_INFINITY,
      valuationStaleness: Number(policy.valuationStaleness) || Number.POSITIVE_INFINITY,
      maxDeviationBps: policy.maxDeviationBps || null,
      dailyDeviationBps: policy.dailyDeviationBps || null,
      alwaysApprove: policy.alwaysApprove,
    },
    parked:
      parked.digest === ZERO_HASH
        ? null
        : {
            digest: parked.digest,
            round: Number(parked.round),
            answer: parked.answer,
            valuationTime: Number(parked.valuationTime),
            proposer: parked.proposer,
            firstApprover: parked.firstApprover === ZeroAddress ? null : parked.firstApprover,
            approvableUntil: Number(parked.parkedAt + policy.approvalWindow),
          },
    paused: state === PAUSED,
  };
}

/** Number of a feed's newest round, 0 before the first. @throws RpcError, RpcUnreachable */
export async function readNewestRound(rpc: Rpc, feed: string): Promise<number> {
  const [, , , round] = (await read(rpc, feed, 'latest')) as [bigint, bigint, bigint, bigint];
  return Number(round);
}

/**
 * The answer of a feed that stood at a time: of the newest round that was not published later, or of the
 * first where all were. Found by halving, so a feed of a million rounds is asked twenty times.
 * @param newest number of the feed's newest round, from 1
 * @param time Unix seconds
 * @throws RpcError, RpcUnreachable
 */
export async function answerAt(
  rpc: Rpc,
  feed: string,
  newest: number,
  time: number,
): Promise<bigint> {
  const roundOf = async (round: number) => {
    const data = FEED.encodeFunctionData('roundOf', [round]);
    const [found] = FEED.decodeFunctionResult('roundOf', await rpc.read(feed, data));
    return found as { answer: bigint; updatedAt: bigint };
  };
  let [low, high] = [1, newest];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (Number((await roundOf(middle)).updatedAt) <= time) low = middle;
    else high = middle - 1;
  }
  return (await roundOf(low)).answer;
}

/** Whom a feed listens to, and which asset it speaks of (bytes32). */
export interface FeedIdentity {
  committee: string;
  assetId: string;
}

/** Null where there is no feed. @throws RpcUnreachable */
export async function identify(rpc: Rpc, feed: string): Promise<FeedIdentity | null> {
  try {
    const [[committee], [assetId]] = (await Promise.all([
      read(rpc, feed, 'committee'),
      read(rpc, feed, 'assetId'),
    ])) as [[string], [string]];
    return { committee, assetId };
  } catch (error) {
    if (error instanceof RpcError) return null;
    // An address without code answers nothing.
    if (isError(error, 'BAD_DATA')) return null;
    throw error;
  }
}

export type RoundOutcome = 'accepted' | 'parked';

/**
 * What became of a report by its digest, from the logs of the transaction that brought it: the committee tells of all
 * its feeds.
 */
export function outcomeOf(
  logs: readonly Log[],
  committee: string,
  feed: string,
  digest: string,
): RoundOutcome | null {
  for (const log of logs) {
    if (log.address.toLowerCase() !== committee.toLowerCase()) continue;
    const parsed = FEED.parseLog(log);
    if (parsed?.args['digest'] !== digest) continue;
    if (String(parsed.args['feed']).toLowerCase() !== feed.toLowerCase()) continue;
    if (parsed.name === 'ReportAccepted') return 'accepted';
    if (parsed.name === 'ReportParked') return 'parked';
  }
  return null;
}

/** What a feed of ours says of its own age, and the limits it goes by, seconds; 0 switches one off. */
export interface Staleness {
  status: string;
  heartbeat: number;
  valuationStaleness: number;
}

/** @param from who asks @throws RpcError, RpcUnreachable */
export async function readStaleness(
  rpc: Rpc,
  feed: string,
  block: number | 'latest',
  from?: string,
): Promise<Staleness> {
  const [[status], [policy]] = (await Promise.all([
    read(rpc, feed, 'status', block, from),
    read(rpc, feed, 'policy', block, from),
  ])) as [[bigint], [{ heartbeat: bigint; valuationStaleness: bigint }]];
  return {
    status: FEED_STATUSES[Number(status)] ?? String(status),
    heartbeat: Number(policy.heartbeat),
    valuationStaleness: Number(policy.valuationStaleness),
  };
}

type View = 'latest' | 'policy' | 'parked' | 'committee' | 'assetId' | 'status';

async function read(
  rpc: Rpc,
  feed: string,
  name: View,
  block: number | 'latest' = 'latest',
  from?: string,
): Promise<unknown[]> {
  const answer = await rpc.read(feed, FEED.encodeFunctionData(name), block, from);
  return FEED.decodeFunctionResult(name, answer).toArray() as unknown[];
}
