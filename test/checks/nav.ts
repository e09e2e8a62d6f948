import { CONSIDERATIONS } from '@cadastre/api/demo';
import { civil, sixteenInNewYork } from '../model/days.ts';
import { type Fund, fundNav, sharesBought } from '../model/nav.ts';
import { decimal } from '../model/rational.ts';
import { FEED_ABI, latestRound, mints, type Round, whole } from './chain.ts';
import type { Subject } from './subject.ts';

interface Statement {
  statedOn: string;
  positions: { cusip: string; faceCents: string }[];
  feeAccruedSince: string;
  feeBpsPerYear: string | number;
  seedShares: string;
}

/**
 * On-chain NAV and reserves are those that the official files give for the portfolio the issuer handed
 * in. A round may stand for the fund before or after a mint that preceded it; the reserve says which.
 */
export async function checkNav(subject: Subject): Promise<void> {
  const { world, rpc, dataDir, checks } = subject;
  const nav = await latestRound(rpc, world.know('navFeed'));
  const reserve = await latestRound(rpc, world.know('reserveFeed'));
  checks.equal('the NAV feed has six decimals', await feedDecimals(subject, 'navFeed'), 6n);
  checks.equal('the reserve feed has six decimals', await feedDecimals(subject, 'reserveFeed'), 6n);

  const statement = await statementOf(subject);
  const given = world.options.portfolio;
  checks.equal(
    'the public statement holds the portfolio as it was handed in',
    sorted(statement.positions),
    sorted(given.positions),
  );
  const states = await fundStates(subject);
  const matching = possibleAt(states, reserve).find(
    ({ fund, supply }) =>
      fundNav(fund, supply, reserve.updatedAt, dataDir).totalAssetsUsd6 === reserve.answer,
  );
  checks.holds(
    `on-chain reserves (round ${reserve.id}) = total assets recomputed from the files`,
    matching !== undefined,
    `${decimal(reserve.answer, 6)} USD${matching ? `, with ${matching.mints} mints in it` : ''}`,
  );
  compareNav(subject, nav, states);
}

function compareNav({ checks, dataDir }: Subject, nav: Round, states: FundState[]): void {
  const answers = possibleAt(states, nav).map(({ fund, supply }) =>
    fundNav(fund, supply, nav.updatedAt, dataDir),
  );
  const expected = answers.find((a) => a.navPerShareUsd6 === nav.answer) ?? answers[0];
  if (!expected) throw new Error('the fund has no state');
  checks.equal(
    `on-chain NAV per share (round ${nav.id}) = NAV recomputed from the files for ${expected.valuationDate}`,
    decimal(nav.answer, 6),
    decimal(expected.navPerShareUsd6, 6),
  );
  checks.equal(
    'the NAV’s valuation time is 16:00 in New York on the curve’s day',
    nav.valuationTime,
    sixteenInNewYork(civil(expected.valuationDate)),
  );
}

/** Every mint gave what its consideration buys at the NAV of the feed, by the model's own division. */
export async function checkMints({ world, rpc, checks }: Subject): Promise<void> {
  const done = await mints(rpc, world.know('tokenAddress'));
  const paid = [CONSIDERATIONS.first, CONSIDERATIONS.second];
  checks.equal('the token was minted exactly twice', done.length, paid.length);
  for (const [i, mint] of done.entries()) {
    const nav = await latestRound(rpc, world.know('navFeed'), mint.block);
    checks.equal(
      `mint ${i + 1} in block ${mint.block} = consideration / NAV of that block, rounded down`,
      mint.amount,
      sharesBought(paid[i] ?? 0n, nav.answer),
    );
  }
}

/** A round cannot know of a mint that came after it. */
const possibleAt = (states: FundState[], round: Round): FundState[] =>
  states.filter((state) => state.since <= round.updatedAt);

export interface FundState {
  mints: number;
  /** Time of the last mint in it, Unix seconds. */
  since: number;
  supply: bigint;
  fund: Fund;
}

const statementOf = ({ world }: Subject): Promise<Statement> =>
  world.stranger().get<Statement>(`/public/assets/${world.know('assetId')}/statement`);

/** The fund before the first mint, after it, after the second: cash and supply move together. */
export async function fundStates(subject: Subject): Promise<FundState[]> {
  const { world, rpc } = subject;
  const given = world.options.portfolio;
  const { statedOn, feeAccruedSince } = await statementOf(subject);
  const paid = [CONSIDERATIONS.first, CONSIDERATIONS.second];
  const done = await mints(rpc, world.know('tokenAddress'));
  return [...done.keys(), done.length].map((n) => ({
    mints: n,
    since: done[n - 1]?.time ?? 0,
    supply: done.slice(0, n).reduce((sum, mint) => sum + mint.amount, 0n),
    fund: {
      statedOn,
      positions: given.positions.map(({ cusip, faceCents }) => ({
        cusip,
        faceCents: BigInt(faceCents),
      })),
      cashCents: paid.slice(0, n).reduce((sum, cents) => sum + cents, BigInt(given.cashCents)),
      liabilitiesCents: BigInt(given.liabilitiesCents),
      feeBpsPerYear: BigInt(given.feeBpsPerYear),
      feeAccruedSince,
      seedShares: BigInt(given.seedShares),
    },
  }));
}

const feedDecimals = ({ world, rpc }: Subject, feed: 'navFeed' | 'reserveFeed') =>
  whole(rpc, FEED_ABI, world.know(feed), 'decimals');

const sorted = (positions: { cusip: string; faceCents: string }[]) =>
  positions
    .map((p) => `${p.cusip}:${p.faceCents}`)
    .sort()
    .join(' ');
