import { createRoute, createRouter, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { asOfSearch } from '../pages/asset/asOf.ts';
import { PageError } from '../pages/PageProblem.tsx';
import { currentPerson } from '../session/session.ts';
import { home } from '../shell/places.ts';
import { asset, inside, open, root } from './frames.ts';
import { controlRoutes } from './routes/controls.ts';
import { investorRoutes } from './routes/investor.ts';
import { assetLifeRoutes, lifeRoutes } from './routes/life.ts';
import { assetPropertyRoutes, propertyRoutes } from './routes/property.ts';
import { assetRightsRoutes, rightsRoutes } from './routes/rights.ts';
import { isOwnPage, textsOf } from './search.ts';

const first = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: () => {
    const person = currentPerson();
    redirect({ to: person ? home[person.role] : '/sign-in', throw: true });
  },
});

/** Pages before signing in stand alone, without the frame. */
const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: textsOf(['next'], isOwnPage),
  component: lazyRouteComponent(() => import('../pages/account/SignIn.tsx'), 'SignIn'),
});
const register = createRoute({
  getParentRoute: () => root,
  path: '/register',
  component: lazyRouteComponent(() => import('../pages/account/Register.tsx'), 'Register'),
});
const invitation = createRoute({
  getParentRoute: () => root,
  path: '/invitation',
  component: lazyRouteComponent(() => import('../pages/account/Invitation.tsx'), 'Invitation'),
});

const publicAssets = createRoute({
  getParentRoute: () => open,
  path: '/public',
  component: lazyRouteComponent(() => import('../pages/public/PublicAssets.tsx'), 'PublicAssets'),
});
const publicAsset = createRoute({
  getParentRoute: () => open,
  path: '/public/assets/$assetId',
  component: lazyRouteComponent(() => import('../pages/public/PublicAsset.tsx'), 'PublicAsset'),
});
const verify = createRoute({
  getParentRoute: () => open,
  path: '/verify',
  component: lazyRouteComponent(() => import('../pages/verify/Verify.tsx'), 'Verify'),
});

const today = createRoute({
  getParentRoute: () => inside,
  path: '/today',
  component: lazyRouteComponent(() => import('../pages/issuer/Today.tsx'), 'Today'),
});
const organisation = createRoute({
  getParentRoute: () => inside,
  path: '/organisation',
  component: lazyRouteComponent(() => import('../pages/issuer/Organisation.tsx'), 'Organisation'),
});
const team = createRoute({
  getParentRoute: () => inside,
  path: '/team',
  component: lazyRouteComponent(() => import('../pages/account/Team.tsx'), 'Team'),
});

const assets = createRoute({
  getParentRoute: () => inside,
  path: '/assets',
  component: lazyRouteComponent(() => import('../pages/asset/Assets.tsx'), 'Assets'),
});
const newAsset = createRoute({
  getParentRoute: () => inside,
  path: '/assets/new',
  component: lazyRouteComponent(() => import('../pages/issuer/NewAsset.tsx'), 'NewAsset'),
});
const assetOverview = createRoute({
  getParentRoute: () => asset,
  path: '/',
  component: lazyRouteComponent(() => import('../pages/asset/Overview.tsx'), 'Overview'),
});
const assetPapers = createRoute({
  getParentRoute: () => asset,
  path: '/papers',
  component: lazyRouteComponent(() => import('../pages/asset/Papers.tsx'), 'Papers'),
});
const assetDiligence = createRoute({
  getParentRoute: () => asset,
  path: '/due-diligence',
  component: lazyRouteComponent(() => import('../pages/asset/DueDiligence.tsx'), 'DueDiligence'),
});
const assetToken = createRoute({
  getParentRoute: () => asset,
  path: '/token',
  component: lazyRouteComponent(() => import('../pages/asset/Token.tsx'), 'TokenTab'),
});
const assetSupply = createRoute({
  getParentRoute: () => asset,
  path: '/supply',
  component: lazyRouteComponent(() => import('../pages/asset/Supply.tsx'), 'Supply'),
});
const assetCapTable = createRoute({
  getParentRoute: () => asset,
  path: '/cap-table',
  validateSearch: asOfSearch,
  component: lazyRouteComponent(() => import('../pages/asset/CapTable.tsx'), 'CapTable'),
});
const assetNav = createRoute({
  getParentRoute: () => asset,
  path: '/nav',
  component: lazyRouteComponent(() => import('../pages/asset/Nav.tsx'), 'Nav'),
});
const assetReports = createRoute({
  getParentRoute: () => asset,
  path: '/reports',
  component: lazyRouteComponent(() => import('../pages/asset/Reports.tsx'), 'AssetReports'),
});

const inbox = createRoute({
  getParentRoute: () => inside,
  path: '/inbox',
  component: lazyRouteComponent(() => import('../pages/compliance/Inbox.tsx'), 'Inbox'),
});
const cases = createRoute({
  getParentRoute: () => inside,
  path: '/cases',
  component: lazyRouteComponent(() => import('../pages/compliance/Cases.tsx'), 'Cases'),
});
const kycCase = createRoute({
  getParentRoute: () => inside,
  path: '/cases/$caseId',
  component: lazyRouteComponent(() => import('../pages/compliance/Case.tsx'), 'CasePage'),
});
const issuers = createRoute({
  getParentRoute: () => inside,
  path: '/issuers',
  component: lazyRouteComponent(() => import('../pages/compliance/Issuers.tsx'), 'Issuers'),
});
const issuer = createRoute({
  getParentRoute: () => inside,
  path: '/issuers/$issuerId',
  component: lazyRouteComponent(() => import('../pages/compliance/Issuer.tsx'), 'IssuerPage'),
});
const screening = createRoute({
  getParentRoute: () => inside,
  path: '/screening',
  component: lazyRouteComponent(() => import('../pages/compliance/Screening.tsx'), 'ScreeningPage'),
});
const approvals = createRoute({
  getParentRoute: () => inside,
  path: '/approvals',
  component: lazyRouteComponent(() => import('../pages/compliance/Approvals.tsx'), 'Approvals'),
});
const approval = createRoute({
  getParentRoute: () => inside,
  path: '/approvals/$approvalId',
  component: lazyRouteComponent(() => import('../pages/compliance/Approval.tsx'), 'ApprovalPage'),
});

/** One address, two tables: the investor's own wallets, or everybody's for the officers. */
const wallets = createRoute({
  getParentRoute: () => inside,
  path: '/wallets',
  component: lazyRouteComponent(() => import('../pages/Wallets.tsx'), 'Wallets'),
});

const reports = createRoute({
  getParentRoute: () => inside,
  path: '/reports',
  component: lazyRouteComponent(() => import('../pages/auditor/Reports.tsx'), 'Reports'),
});
const report = createRoute({
  getParentRoute: () => inside,
  path: '/reports/$reportId',
  component: lazyRouteComponent(() => import('../pages/auditor/Report.tsx'), 'ReportPage'),
});
const entries = createRoute({
  getParentRoute: () => inside,
  path: '/register-of-entries',
  component: lazyRouteComponent(() => import('../pages/auditor/AuditLog.tsx'), 'AuditLog'),
});

const system = createRoute({
  getParentRoute: () => inside,
  path: '/system',
  component: lazyRouteComponent(() => import('../pages/operator/System.tsx'), 'System'),
});
const operations = createRoute({
  getParentRoute: () => inside,
  path: '/operations',
  component: lazyRouteComponent(() => import('../pages/operator/Operations.tsx'), 'Operations'),
});
const operation = createRoute({
  getParentRoute: () => inside,
  path: '/operations/$operationId',
  component: lazyRouteComponent(() => import('../pages/operator/Operation.tsx'), 'OperationPage'),
});

const tree = root.addChildren([
  first,
  signIn,
  register,
  invitation,
  open.addChildren([publicAssets, publicAsset, verify]),
  inside.addChildren([
    today,
    organisation,
    team,
    assets,
    newAsset,
    asset.addChildren([
      assetOverview,
      assetPapers,
      assetDiligence,
      assetToken,
      assetSupply,
      assetCapTable,
      assetNav,
      assetReports,
      ...assetLifeRoutes,
      ...assetRightsRoutes,
      ...assetPropertyRoutes,
    ]),
    inbox,
    cases,
    kycCase,
    issuers,
    issuer,
    screening,
    approvals,
    approval,
    wallets,
    ...investorRoutes,
    ...lifeRoutes,
    ...rightsRoutes,
    ...controlRoutes,
    ...propertyRoutes,
    reports,
    report,
    entries,
    system,
    operations,
    operation,
  ]),
]);

export const router = createRouter({
  routeTree: tree,
  defaultErrorComponent: PageError,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
