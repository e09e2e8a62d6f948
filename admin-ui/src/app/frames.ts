import {
  createRootRoute,
  createRoute,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router';
import { staffWords } from '../i18n/staffWords.ts';
import { askAsset } from '../pages/asset/askAsset.ts';
import { PageMissing } from '../pages/PageProblem.tsx';
import { currentPerson } from '../session/session.ts';

/** The frames that pages stand in, each loaded with the first page that stands in it. */
export const root = createRootRoute({ component: Outlet, notFoundComponent: PageMissing });

export const open = createRoute({
  getParentRoute: () => root,
  id: 'open',
  component: lazyRouteComponent(() => import('../shell/PublicShell.tsx'), 'PublicShell'),
});

/** Everything below needs a person; a visitor signs in first and comes back. */
export const inside = createRoute({
  getParentRoute: () => root,
  id: 'inside',
  component: lazyRouteComponent(() => import('../shell/Shell.tsx'), 'Shell'),
  beforeLoad: ({ location }) => {
    const person = currentPerson();
    if (!person) redirect({ to: '/sign-in', search: { next: location.href }, throw: true });
    else if (person.role !== 'investor') void staffWords();
  },
});

export const asset = createRoute({
  getParentRoute: () => inside,
  path: '/assets/$assetId',
  component: lazyRouteComponent(() => import('../pages/asset/Asset.tsx'), 'AssetPage'),
  loader: ({ params, cause }) => {
    if (cause !== 'stay') askAsset(params.assetId);
  },
});
