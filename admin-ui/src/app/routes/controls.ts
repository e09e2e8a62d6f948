import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { inside } from '../frames.ts';

const approvalRules = createRoute({
  getParentRoute: () => inside,
  path: '/approval-rules',
  component: lazyRouteComponent(
    () => import('../../pages/approval-rules/ApprovalRules.tsx'),
    'ApprovalRules',
  ),
});
const parkedReports = createRoute({
  getParentRoute: () => inside,
  path: '/parked-reports',
  component: lazyRouteComponent(
    () => import('../../pages/compliance/ParkedReports.tsx'),
    'ParkedReports',
  ),
});
const jobs = createRoute({
  getParentRoute: () => inside,
  path: '/jobs',
  component: lazyRouteComponent(() => import('../../pages/operator/Jobs.tsx'), 'Jobs'),
});

/** Who decides what, what waits for it, and the machine room. */
export const controlRoutes = [approvalRules, parkedReports, jobs] as const;
