import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { asset, inside } from '../frames.ts';
import { textsOf } from '../search.ts';

const ownVotes = createRoute({
  getParentRoute: () => inside,
  path: '/votes',
  component: lazyRouteComponent(() => import('../../pages/investor/Votes.tsx'), 'Votes'),
});
const ownActions = createRoute({
  getParentRoute: () => inside,
  path: '/corporate-actions',
  component: lazyRouteComponent(() => import('../../pages/investor/OwnActions.tsx'), 'OwnActions'),
});
const board = createRoute({
  getParentRoute: () => inside,
  path: '/board',
  validateSearch: textsOf(['asset']),
  component: lazyRouteComponent(() => import('../../pages/board/Board.tsx'), 'Board'),
});
const statements = createRoute({
  getParentRoute: () => inside,
  path: '/statements',
  component: lazyRouteComponent(() => import('../../pages/investor/Statements.tsx'), 'Statements'),
});
const vote = createRoute({
  getParentRoute: () => inside,
  path: '/votes/$voteId',
  component: lazyRouteComponent(() => import('../../pages/vote/VotePage.tsx'), 'VotePage'),
});
const corporateAction = createRoute({
  getParentRoute: () => inside,
  path: '/corporate-actions/$actionId',
  component: lazyRouteComponent(
    () => import('../../pages/corporate-action/CorporateActionPage.tsx'),
    'CorporateActionPage',
  ),
});
const schedule = createRoute({
  getParentRoute: () => inside,
  path: '/schedules/$scheduleId',
  component: lazyRouteComponent(
    () => import('../../pages/schedule/SchedulePage.tsx'),
    'SchedulePage',
  ),
});

/** What holders may do and are told: votes, corporate actions, trades among each other, statements. */
export const rightsRoutes = [
  ownVotes,
  ownActions,
  board,
  statements,
  vote,
  corporateAction,
  schedule,
] as const;

const assetVotes = createRoute({
  getParentRoute: () => asset,
  path: '/votes',
  component: lazyRouteComponent(() => import('../../pages/vote/AssetVotes.tsx'), 'AssetVotes'),
});
const assetActions = createRoute({
  getParentRoute: () => asset,
  path: '/actions',
  component: lazyRouteComponent(
    () => import('../../pages/corporate-action/CorporateActions.tsx'),
    'CorporateActions',
  ),
});

/** The same as sheets of an asset, for its issuer and the officers. */
export const assetRightsRoutes = [assetVotes, assetActions] as const;
