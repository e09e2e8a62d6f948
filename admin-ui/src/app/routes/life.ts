import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { asset, inside } from '../frames.ts';

const assetOfferings = createRoute({
  getParentRoute: () => asset,
  path: '/offerings',
  component: lazyRouteComponent(
    () => import('../../pages/offering/AssetOfferings.tsx'),
    'AssetOfferings',
  ),
});
const assetRedemptions = createRoute({
  getParentRoute: () => asset,
  path: '/redemptions',
  component: lazyRouteComponent(
    () => import('../../pages/redemption/AssetRedemptions.tsx'),
    'AssetRedemptions',
  ),
});
const assetDistributions = createRoute({
  getParentRoute: () => asset,
  path: '/distributions',
  component: lazyRouteComponent(
    () => import('../../pages/distribution/AssetDistributions.tsx'),
    'AssetDistributions',
  ),
});
const assetBars = createRoute({
  getParentRoute: () => asset,
  path: '/bars',
  component: lazyRouteComponent(() => import('../../pages/bars/AssetBars.tsx'), 'AssetBars'),
});

const assetWindDown = createRoute({
  getParentRoute: () => asset,
  path: '/wind-down',
  component: lazyRouteComponent(() => import('../../pages/asset/WindDown.tsx'), 'WindDown'),
});

/** Sheets of an asset's life once its token is on the chain. */
export const assetLifeRoutes = [
  assetOfferings,
  assetRedemptions,
  assetDistributions,
  assetBars,
  assetWindDown,
] as const;

const offering = createRoute({
  getParentRoute: () => inside,
  path: '/offerings/$offeringId',
  component: lazyRouteComponent(
    () => import('../../pages/offering/OfferingPage.tsx'),
    'OfferingPage',
  ),
});
const distribution = createRoute({
  getParentRoute: () => inside,
  path: '/distributions/$distributionId',
  component: lazyRouteComponent(
    () => import('../../pages/distribution/DistributionPage.tsx'),
    'DistributionPage',
  ),
});
const apiKeys = createRoute({
  getParentRoute: () => inside,
  path: '/api-keys',
  component: lazyRouteComponent(() => import('../../pages/integration/ApiKeys.tsx'), 'ApiKeys'),
});
const webhooks = createRoute({
  getParentRoute: () => inside,
  path: '/webhooks',
  component: lazyRouteComponent(() => import('../../pages/integration/Webhooks.tsx'), 'Webhooks'),
});
const webhook = createRoute({
  getParentRoute: () => inside,
  path: '/webhooks/$webhookId',
  component: lazyRouteComponent(
    () => import('../../pages/integration/WebhookPage.tsx'),
    'WebhookPage',
  ),
});
const imports = createRoute({
  getParentRoute: () => inside,
  path: '/imports',
  component: lazyRouteComponent(() => import('../../pages/compliance/Imports.tsx'), 'Imports'),
});
const importOf = createRoute({
  getParentRoute: () => inside,
  path: '/imports/$importId',
  component: lazyRouteComponent(() => import('../../pages/compliance/Import.tsx'), 'ImportPage'),
});
const recoveries = createRoute({
  getParentRoute: () => inside,
  path: '/recoveries',
  component: lazyRouteComponent(
    () => import('../../pages/compliance/Recoveries.tsx'),
    'Recoveries',
  ),
});
const taxForms = createRoute({
  getParentRoute: () => inside,
  path: '/tax-forms',
  component: lazyRouteComponent(() => import('../../pages/compliance/TaxForms.tsx'), 'TaxForms'),
});

/** Pages of what is sold, paid and taken in, and of the programs that hear of it. */
export const lifeRoutes = [
  offering,
  distribution,
  apiKeys,
  webhooks,
  webhook,
  imports,
  importOf,
  recoveries,
  taxForms,
] as const;
