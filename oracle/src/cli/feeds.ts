import { createHash } from 'node:crypto';
import { deviationBps, formatDecimal } from '@cadastre/core';
import { z } from 'zod';
import { FEED } from '../chain/abi.js';
import type { FeedState } from '../chain/feed.js';
import type { Work } from './desk.js';
import { readBytes } from './key.js';
import { CliError, type Terminal } from './terminal.js';

/** Of what `GET /feeds` answers, what the list shows. */
const listed = z.object({
  items: z.array(
    z.object({
      address: z.string(),
      kind: z.string(),
      assetId: z.string(),
      status: z.string(),
      reason: z.string(),
      lastRound: z.object({ round: z.number(), answer: z.string() }).nullable(),
    }),
  ),
});

/** What the running oracle answers. @throws CliError where it does not */
export async function ask(env: NodeJS.ProcessEnv, path: string): Promise<unknown> {
  const base = env['ORACLE_URL'] ?? 'http://127.0.0.1:3001';
  let answer: Response;
  try {
    answer = await fetch(new URL(path, base), { signal: AbortSignal.timeout(10_000) });
  } catch {
    throw new CliError(`The oracle does not answer at ${base}: start it, or give ORACLE_URL.`);
  }
  if (answer.ok) return answer.json();
  throw new CliError(`The oracle at ${base} answers ${answer.status} to ${path}.`);
}

/** Every feed in a line, with why it stands as it does. */
export async function list(env: NodeJS.ProcessEnv, terminal: Terminal): Promise<void> {
  const { items } = listed.parse(await ask(env, '/feeds'));
  for (const { address, kind, assetId, status, reason, lastRound } of items) {
    const value = lastRound
      ? `#${lastRound.round} ${usd(BigInt(lastRound.answer))}`
      : 'no round yet';
    terminal.say(
      `${address}  ${kind.padEnd(7)}  ${status.padEnd(11)}  ${value.padEnd(24)}  ${assetId}`,
    );
    if (status !== 'OK') terminal.say(`${' '.repeat(44)}${reason}`);
  }
  terminal.say(`${items.length} feeds`);
}

/** A feed with its whole policy, as the oracle tells it. */
export async function show(
  env: NodeJS.ProcessEnv,
  terminal: Terminal,
  feed: string,
): Promise<void> {
  terminal.say(JSON.stringify(await ask(env, `/feeds/${feed}`), null, 2));
}

/** Stops a feed, or lets it go on. @throws CliError where it is in that state already */
export async function setPaused(
  { desk, wallet, terminal, sure }: Work,
  feed: string,
  paused: boolean,
): Promise<void> {
  const state = await desk.feed(feed);
  if (state.paused === paused) {
    throw new CliError(`${feed} is ${paused ? 'paused already' : 'not paused'}.`);
  }
  terminal.say(`feed        ${feed}`);
  terminal.say(`newest      ${newest(state)}`);
  await sure(paused ? 'Stop it now? It keeps its answer and takes no report.' : 'Let it go on?');
  const done = await desk.send(wallet, feed, FEED, paused ? 'pause' : 'unpause');
  if (done) terminal.say(paused ? 'paused' : 'goes on');
}

/** One person's approval of the parked report with this very digest. */
export async function approve(
  { desk, wallet, terminal, sure }: Work,
  feed: string,
  { digest, reason, evidence }: { digest: string; reason: string; evidence: string },
): Promise<void> {
  const state = await desk.feed(feed);
  const { parked, last } = state;
  if (!parked) throw new CliError(`${feed} has no parked report.`);
  if (parked.digest !== digest) {
    throw new CliError(`Another report is parked: ${parked.digest}. Look at it first.`);
  }
  if ([parked.proposer, parked.firstApprover].includes(wallet.address)) {
    const what = parked.proposer === wallet.address ? 'delivered it' : 'approved it already';
    throw new CliError(`${wallet.address} ${what}: somebody else has to approve.`);
  }
  if ((await desk.now()) > parked.approvableUntil) {
    throw new CliError(
      `It could be approved until ${iso(parked.approvableUntil)}: a new report is needed.`,
    );
  }
  const sha256 = createHash('sha256').update(readBytes(evidence)).digest('hex');
  const moved =
    last && last.answer !== 0n ? `, ${deviationBps(last.answer, parked.answer)} bps` : '';
  terminal.say(`feed        ${feed}, round ${parked.round}`);
  terminal.say(`published   ${newest(state)}`);
  terminal.say(`parked      ${usd(parked.answer)} of ${iso(parked.valuationTime)}${moved}`);
  terminal.say(`digest      ${parked.digest}`);
  terminal.say(`evidence    ${sha256}  ${evidence}`);
  terminal.say(`why         /feeds/${feed}/rounds/${parked.round}/why`);
  terminal.say(
    parked.firstApprover
      ? `approval    the second, after ${parked.firstApprover}: it publishes the report`
      : 'approval    the first: somebody else has to approve too',
  );
  await sure('Approve it? Reason and hash stand on-chain for ever.');
  const done = await desk.send(wallet, feed, FEED, 'approveParked', [
    digest,
    reason,
    `0x${sha256}`,
  ]);
  if (done) terminal.say(`now         ${newest(await desk.feed(feed))}`);
}

const newest = ({ last }: FeedState): string =>
  last ? `#${last.round} ${usd(last.answer)} of ${iso(last.valuationTime)}` : 'no round yet';
const usd = (answer: bigint) => formatDecimal(answer, 6, { group: ',' });
const iso = (seconds: number) => new Date(seconds * 1000).toISOString();
