import { addDays, formatDecimal } from '@cadastre/core';
import { deployToken, designToken, productOf } from './desk/tokens.js';
import { onChain } from './operations.js';
import { until } from './patience.js';
import type { RoundsView } from './views.js';
import type { Step, World } from './world.js';

/** Germany, United Kingdom, United States, Switzerland, Singapore, Japan (ISO 3166-1 numeric). */
export const COUNTRIES = [276, 826, 840, 756, 702, 392];

/** The rules that the contract keeps, whoever asks, in a story that begins on a day. */
export const rulesFrom = (begins: string) => ({
  minTier: 2,
  countries: COUNTRIES,
  maxHolders: 99,
  maxBalanceBaseUnits: '2000000000000',
  maxSupplyBaseUnits: '5000000000000',
  /** A lock-up that ended the day before: it is on the books and hinders nobody. */
  lockUntil: `${addDays(begins, -1)}T00:00:00.000Z`,
});

export const tokenIsDesigned: Step = {
  name: 'token-design',
  title: 'the issuer designs the token: countries, tier, holder count, caps and lock-up',
  async run(world) {
    const rules = rulesFrom(world.begins);
    const design = { name: tokenName(world), symbol: 'HSTB', rules };
    const token = await designToken(world, world.cast.issuer, world.know('assetId'), design);
    world.learn('tokenId', token.id);
    return {
      token: token.id,
      countries: rules.countries.join(' '),
      minTier: rules.minTier,
      maxHolders: rules.maxHolders,
      lockUntil: rules.lockUntil,
    };
  },
};

const tokenName = (world: World) =>
  `Harbour Street T-Bill Fund${world.cast.runId ? ` ${world.cast.runId.toUpperCase()}` : ''}`;

export const tokenIsDeployed: Step = {
  name: 'token-deployment',
  title: 'the issuer proposes the deployment, compliance approves, the factory deploys',
  async run(world) {
    const { issuer } = world.cast;
    const live = await deployToken(world, issuer, world.know('assetId'));
    const { token, navFeed, reserveFeed } = productOf(issuer, live);
    world.learn('tokenAddress', token);
    world.learn('navFeed', navFeed);
    world.learn('reserveFeed', reserveFeed);
    return { token, navFeed, reserveFeed, deployment: await onChain(world, live.operationId) };
  },
};

export const navIsPublished: Step = {
  name: 'nav',
  title: 'the oracle prices the portfolio and publishes NAV per share and reserves',
  async run(world) {
    const issuer = await world.as(world.cast.issuer);
    const path = `/assets/${world.know('assetId')}/rounds`;
    const feeds = [world.know('navFeed'), world.know('reserveFeed')].map((a) => a.toLowerCase());
    const rounds = await until(
      async () => (await issuer.get<RoundsView>(path)).items,
      (items) => feeds.every((feed) => items.some((r) => r.feed.toLowerCase() === feed)),
      { what: 'the first NAV and reserve rounds', timeoutMs: 180_000 },
    );
    const [nav, reserve] = feeds.map((feed) => rounds.find((r) => r.feed.toLowerCase() === feed));
    world.learn('navRound', nav?.round ?? '');
    return { nav: told(nav), reserves: told(reserve) };
  },
};

const told = (round: RoundsView['items'][number] | undefined): string =>
  round
    ? `${formatDecimal(BigInt(round.answer), 6)} USD, round ${round.round}, ` +
      `transaction ${round.transactionHash} in block ${round.blockNumber}`
    : 'none';
