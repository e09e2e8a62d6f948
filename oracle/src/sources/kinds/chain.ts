import { formatDecimal } from '@cadastre/core';
import { getAddress, Interface, isAddress, isError } from 'ethers';
import { z } from 'zod';
import { RpcError, type Rpc } from '../../chain/rpc.js';
import { Refusal } from '../../platform/refusal.js';
import { source, type Figure, type Yield } from '../source.js';

const address = z.string().refine(isAddress, 'must be an address').transform(getAddress);
const seconds = z.int().min(1).max(31_536_000);
const whole = z
  .string()
  .regex(/^-?(0|[1-9][0-9]{0,77})$/, 'must be a whole number')
  .transform(BigInt);

const options = z.discriminatedUnion('read', [
  z.strictObject({
    read: z.literal('supply'),
    token: address,
    unit: z.string().min(1).default('token'),
    scale: z.int().min(0).max(36),
  }),
  z.strictObject({
    read: z.literal('balance'),
    token: address,
    account: address,
    unit: z.string().min(1).default('token'),
    scale: z.int().min(0).max(36),
  }),
  z.strictObject({
    /** Any `AggregatorV3Interface`: a Chainlink feed, or one of ours. */
    read: z.literal('feed'),
    feed: address,
    unit: z.string().min(1),
    /** Older rounds are refused, seconds since the feed's own `updatedAt`. */
    maxAge: seconds,
    /** Answers outside are refused, in the feed's own decimals, both inclusive. */
    min: whole,
    max: whole,
  }),
]);
type Options = z.output<typeof options>;
type FeedOptions = Extract<Options, { read: 'feed' }>;

const CALLS = new Interface([
  'function totalSupply() view returns (uint256)',
  'function balanceOf(address) view returns (uint256)',
  'function decimals() view returns (uint8)',
  'function latestRoundData() view returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound)',
]);

/** `chain`: a supply, a balance or another feed's answer, all at one block. */
export const chain = source({
  kind: 'chain',
  about: 'A supply, a balance, or the answer of any AggregatorV3 feed, at the newest block.',
  options,
  async read(from, { rpc, now }) {
    const block = await rpc.block('latest');
    if (from.read === 'feed') return readFeed(from, rpc, block.number, now);
    const [value] =
      from.read === 'supply'
        ? await call(rpc, from.token, 'totalSupply', [], block.number)
        : await call(rpc, from.token, 'balanceOf', [from.account], block.number);
    const figure = {
      value: value as bigint,
      scale: from.scale,
      unit: from.unit,
      at: block.timestamp,
    };
    return yields(figure, describe(from), `${from.read} of ${from.token} at block ${block.number}`);
  },
});

/** The lessons of stuck, zero and mis-scaled feeds: age, sign, bounds and decimals are all looked at. */
async function readFeed(from: FeedOptions, rpc: Rpc, block: number, now: number): Promise<Yield> {
  const [decimals] = await call(rpc, from.feed, 'decimals', [], block);
  const answer = await call(rpc, from.feed, 'latestRoundData', [], block);
  const [round, value, startedAt, updatedAt] = answer as [bigint, bigint, bigint, bigint];
  if (updatedAt === 0n) throw new Refusal('FEED_EMPTY', `${from.feed} has no round yet.`);
  const age = now - Number(updatedAt);
  if (age > from.maxAge) {
    throw new Refusal('STALE', `${from.feed} was updated ${age} s ago: at most ${from.maxAge}.`);
  }
  if (value < from.min || value > from.max) {
    throw new Refusal(
      'OUT_OF_BOUNDS',
      `${from.feed} answers ${value}, outside ${from.min} to ${from.max}.`,
    );
  }
  // Our own feeds tell the valuation's time as startedAt; others the start of the round. Never later.
  const at = Number(startedAt === 0n || startedAt > updatedAt ? updatedAt : startedAt);
  const figure = { value, scale: Number(decimals), unit: from.unit, at };
  return yields(
    figure,
    { ...describe(from), round: round.toString() },
    `round ${round} of ${from.feed}`,
  );
}

function yields(figure: Figure, inputs: Record<string, unknown>, what: string): Yield {
  return {
    figures: { value: figure },
    inputs: { ...inputs, value: figure.value.toString() },
    lines: [`${what}: ${formatDecimal(figure.value, figure.scale)} ${figure.unit}`],
    warnings: [],
    documents: [],
  };
}

/** The options as canonical JSON can hold them. */
function describe(from: Options): Record<string, unknown> {
  return from.read === 'feed'
    ? { ...from, min: from.min.toString(), max: from.max.toString() }
    : { ...from };
}

async function call(
  rpc: Rpc,
  to: string,
  name: string,
  args: unknown[],
  block: number,
): Promise<unknown[]> {
  try {
    const answer = await rpc.read(to, CALLS.encodeFunctionData(name, args), block);
    return [...(CALLS.decodeFunctionResult(name, answer) as Iterable<unknown>)];
  } catch (error) {
    if (!(error instanceof RpcError) && !isError(error, 'BAD_DATA')) throw error;
    throw new Refusal('CHAIN_UNREADABLE', `${name} of ${to} at block ${block}: ${error.message}.`);
  }
}
