import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { asset, inside } from '../frames.ts';

const assetProperty = createRoute({
  getParentRoute: () => asset,
  path: '/property',
  component: lazyRouteComponent(
    () => import('../../pages/property/AssetProperty.tsx'),
    'AssetProperty',
  ),
});
const assetControls = createRoute({
  getParentRoute: () => asset,
  path: '/controls',
  component: lazyRouteComponent(() => import('../../pages/control/Controls.tsx'), 'Controls'),
});

/** Sheets of an asset about its title, and about what compliance holds back. */
export const assetPropertyRoutes = [assetProperty, assetControls] as const;

const buyout = createRoute({
  getParentRoute: () => inside,
  path: '/buyouts/$buyoutId',
  component: lazyRouteComponent(() => import('../../pages/property/BuyoutOf.tsx'), 'BuyoutOf'),
});
const deed = createRoute({
  getParentRoute: () => inside,
  path: '/deeds/$deedId',
  component: lazyRouteComponent(
    () => import('../../pages/investor/PropertyCalls.tsx'),
    'DepositDeed',
  ),
});

/** A whole property bought out, and its title locked by whoever holds it. */
export const propertyRoutes = [buyout, deed] as const;
