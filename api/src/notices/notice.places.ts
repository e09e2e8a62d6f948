import type { Role } from '../platform/context.js';

/** Where investors find what they are told of. */
const OF_INVESTORS: Readonly<Record<string, (id: string) => string>> = {
  asset: (id) => `/public/assets/${id}`,
  distribution: () => '/income',
  kyc_case: () => '/identity',
  subscription: (id) => `/orders/${id}`,
  otc_order: () => '/board',
  wallet: () => '/wallets',
  wallet_recovery: () => '/wallets',
  vote: (id) => `/votes/${id}`,
  corporate_action: (id) => `/corporate-actions/${id}`,
  buyout: (id) => `/buyouts/${id}`,
};

/** Where the desks do. */
const OF_DESKS: Readonly<Record<string, (id: string) => string>> = {
  approval: (id) => `/approvals/${id}`,
  asset: (id) => `/assets/${id}`,
  distribution: (id) => `/distributions/${id}`,
  issuer: (id) => `/issuers/${id}`,
  kyc_case: (id) => `/cases/${id}`,
  report: (id) => `/reports/${id}`,
  webhook: (id) => `/webhooks/${id}`,
};

/** The page of a subject at the counter for whoever has the role; `/` is everybody's first page. */
export function placeOf(subjectType: string, id: string, role: Role): string {
  if (role === 'issuer' && subjectType === 'issuer') return '/organisation';
  return (role === 'investor' ? OF_INVESTORS : OF_DESKS)[subjectType]?.(id) ?? '/';
}
