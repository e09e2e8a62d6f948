import { formatDecimal } from '@cadastre/core';
import { approve, pendingApproval } from './approvals.js';
import { orNull } from './onboarding.js';
import { onChain } from './operations.js';
import { reach, until } from './patience.js';
import type { RoundsView, TokenView } from './views.js';
import type { Step, World } from './world.js';

/** Germany, United Kingdom, United States, Switzerland, Singapore, Japan (ISO 3166-1 numeric). */
export const COUNTRIES = [276, 826, 840, 756, 702, 392];

/** The rules that the contract keeps, whoever asks. */
export const RULES = {
  minTier: 2,
  countries: COUNTRIES,
  maxHolders: 99,
  maxBalanceBaseUnits: '2000000000000',
  maxSupplyBaseUnits: '5000000000000',
  /** A lock-up that ended the day before the story: it is on the books and hinders nobody now. */
  lockUntil: '2026-04-14T00:00:00.000Z',
};

export const tokenIsDesigned: Step = {
  name: 'token-design',
  title: 'the issuer designs the token: countries, tier, holder count, caps and lock-up',
  async run(world) {
    const issuer = await world.as(world.cast.issuer);
    const path = `/assets/${world.know('assetId')}/token`;
    const token = await reach(
      () => orNull(issuer.get<TokenView>(path)),
      (view) => view !== null,
      () => issuer.put(path, { name: tokenName(world), symbol: 'HSTB', rules: RULES }),
      { what: 'the token design' },
    );
    world.learn('tokenId', token?.id ?? '');
    return {
      token: token?.id ?? '',
      countries: RULES.countries.join(' '),
      minTier: RULES.minTier,
      maxHolders: RULES.maxHolders,
      lockUntil: RULES.lockUntil,
    };
  },
};

const tokenName = (world: World) =>
  `Harbour Street T-Bill Fund${world.cast.runId ? ` ${world.cast.runId.toUpperCase()}` : ''}`;

export const tokenIsDeployed: Step = {
  name: 'token-deployment',
  title: 'the issuer proposes the deployment, compliance approves, the factory deploys',
  async run(world) {
    const issuer = await world.as(world.cast.issuer);
    const tokenId = world.know('tokenId');
    const path = `/assets/${world.know('assetId')}/token`;
    const read = () => issuer.get<TokenView>(path);
    if ((await read()).state === 'designed') {
      const approval = await reach(
        () => pendingApproval(world, 'token.deploy', tokenId),
        (found) => found !== undefined,
        async () => {
          if ((await read()).state === 'designed') await issuer.post(`/tokens/${tokenId}/deploy`);
        },
        { what: 'the deployment to await approval' },
      );
      if (approval)
        await approve(world, approval.id, 'Rules agree with the prospectus, section 4.');
    }
    const token = await until(read, (view) => view.state === 'live', {
      what: 'the token to be live',
    });
    world.learn('tokenAddress', token.address ?? '');
    world.learn('navFeed', token.navFeed ?? '');
    world.learn('reserveFeed', token.reserveFeed ?? '');
    return {
      token: token.address ?? '',
      navFeed: token.navFeed ?? '',
      reserveFeed: token.reserveFeed ?? '',
      deployment: await onChain(world, token.operationId),
    };
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
