import { Interface } from 'ethers';
import type { Rpc } from './rpc.js';

/** What every consumer knows of a feed: Chainlink's `AggregatorV3Interface`. */
const FACE = new Interface([
  'function decimals() view returns (uint8)',
  'function latestRoundData() view returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound)',
  'function getRoundData(uint80) view returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound)',
]);

/** A round as a consumer is told of it; times in Unix seconds, all zero where there is none. */
export interface ConsumerRound {
  round: bigint;
  answer: bigint;
  startedAt: bigint;
  updatedAt: bigint;
  answeredInRound: bigint;
}

/** The newest round. @param from who asks: a contract, as a consumer is one. @throws RpcError, RpcUnreachable */
export async function readLatest(
  rpc: Rpc,
  feed: string,
  block: number | 'latest',
  from?: string,
): Promise<ConsumerRound> {
  const answer = await rpc.read(feed, FACE.encodeFunctionData('latestRoundData'), block, from);
  return roundOf(FACE.decodeFunctionResult('latestRoundData', answer).toArray() as bigint[]);
}

/** A round of the history. @throws RpcError, RpcUnreachable */
export async function readRound(
  rpc: Rpc,
  feed: string,
  round: bigint,
  block: number | 'latest',
  from?: string,
): Promise<ConsumerRound> {
  const data = FACE.encodeFunctionData('getRoundData', [round]);
  const answer = await rpc.read(feed, data, block, from);
  return roundOf(FACE.decodeFunctionResult('getRoundData', answer).toArray() as bigint[]);
}

/** @throws RpcError, RpcUnreachable */
export async function readDecimals(
  rpc: Rpc,
  feed: string,
  block: number | 'latest',
  from?: string,
): Promise<number> {
  const answer = await rpc.read(feed, FACE.encodeFunctionData('decimals'), block, from);
  return Number(FACE.decodeFunctionResult('decimals', answer)[0]);
}

function roundOf([round, answer, startedAt, updatedAt, answeredInRound]: bigint[]): ConsumerRound {
  const known = (word: bigint | undefined) => word ?? 0n;
  return {
    round: known(round),
    answer: known(answer),
    startedAt: known(startedAt),
    updatedAt: known(updatedAt),
    answeredInRound: known(answeredInRound),
  };
}
