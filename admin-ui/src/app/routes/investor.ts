import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { currentPerson } from '../../session/session.ts';
import { inside } from '../frames.ts';
import { textsOf } from '../search.ts';

const portfolio = createRoute({
  getParentRoute: () => inside,
  path: '/portfolio',
  component: lazyRouteComponent(() => import('../../pages/investor/Portfolio.tsx'), 'Portfolio'),
});
const transfer = createRoute({
  getParentRoute: () => inside,
  path: '/transfer',
  validateSearch: textsOf(['token', 'wallet']),
  component: lazyRouteComponent(() => import('../../pages/investor/Transfer.tsx'), 'Transfer'),
});
const identity = createRoute({
  getParentRoute: () => inside,
  path: '/identity',
  component: lazyRouteComponent(() => import('../../pages/investor/Identity.tsx'), 'Identity'),
});

const market = createRoute({
  getParentRoute: () => inside,
  path: '/market',
  component: lazyRouteComponent(() => import('../../pages/investor/Market.tsx'), 'Market'),
});
const offer = createRoute({
  getParentRoute: () => inside,
  path: '/offers/$offeringId',
  component: lazyRouteComponent(() => import('../../pages/investor/Subscribe.tsx'), 'Subscribe'),
});
const order = createRoute({
  getParentRoute: () => inside,
  path: '/orders/$orderId',
  component: lazyRouteComponent(() => import('../../pages/investor/Order.tsx'), 'Order'),
});
const income = createRoute({
  getParentRoute: () => inside,
  path: '/income',
  component: lazyRouteComponent(() => import('../../pages/investor/Income.tsx'), 'Income'),
});
const redeem = createRoute({
  getParentRoute: () => inside,
  path: '/redeem/$tokenId',
  component: lazyRouteComponent(() => import('../../pages/investor/Redeem.tsx'), 'Redeem'),
});
const bars = createRoute({
  getParentRoute: () => inside,
  path: '/bars/$tokenId',
  component: lazyRouteComponent(() => import('../../pages/investor/Bars.tsx'), 'Bars'),
});
const taxForm = createRoute({
  getParentRoute: () => inside,
  path: '/tax-form',
  component: lazyRouteComponent(() => import('../../pages/investor/TaxForm.tsx'), 'TaxForm'),
});
const messages = createRoute({
  getParentRoute: () => inside,
  path: '/messages',
  // A message may repeat a request of the desks, and its codes are words only there.
  loader: async () => {
    if (currentPerson()?.role !== 'investor') await import('../../i18n/staff.ts');
  },
  component: lazyRouteComponent(() => import('../../pages/account/Notices.tsx'), 'Notices'),
});

/** Where an investor buys, holds and is paid; messages are everybody's. */
export const investorRoutes = [
  portfolio,
  transfer,
  identity,
  market,
  offer,
  order,
  income,
  redeem,
  bars,
  taxForm,
  messages,
] as const;
