import { $api } from '../api/client.ts';
import { useWhole } from '../api/whole.ts';
import { actionWords, countryName, formatTime, words } from '../design/format.ts';
import type { Role } from '../session/role.ts';
import { places } from './places.ts';

/** Something with a page of its own. */
export interface Finding {
  to: string;
  label: string;
  detail?: string;
  /** What else it is found by: a number, a hash. */
  keywords?: string[];
}

interface Findings {
  assets: Finding[];
  people: Finding[];
  operations: Finding[];
}

const newest = { params: { query: { limit: 200 } } };
const KEPT_MS = 30_000;

/** What the role may see, of most the newest two hundred: a role that has no place for it is not asked. */
export function useFindings(role: Role): Findings {
  const goesTo = (place: string) =>
    places[role].some((group) => group.places.some(({ to }) => to === place));
  const option = (enabled: boolean) => ({ enabled, staleTime: KEPT_MS });
  const investor = role === 'investor';
  const published = useWhole('/api/v1/public/assets', option(investor));
  const assets = $api.useQuery('get', '/api/v1/assets', newest, option(goesTo('/assets')));
  const cases = $api.useQuery('get', '/api/v1/kyc-cases', newest, option(goesTo('/cases')));
  const issuers = $api.useQuery('get', '/api/v1/issuers', newest, option(goesTo('/issuers')));
  const operations = $api.useQuery(
    'get',
    '/api/v1/operations',
    newest,
    option(goesTo('/operations')),
  );
  return {
    assets: [
      ...(assets.data?.items ?? []).map((asset) => ({
        to: `/assets/${asset.id}`,
        label: asset.name,
        detail: `${words(asset.kind)} · ${asset.organisationName}`,
      })),
      ...(published.data?.items ?? []).map((asset) => ({
        to: `/public/assets/${asset.id}`,
        label: asset.name,
        detail: `${asset.symbol} · ${asset.issuerName}`,
      })),
    ],
    people: [
      ...(cases.data?.items ?? []).map((one) => ({
        to: `/cases/${one.id}`,
        label: one.investorReference,
        detail: one.country ? countryName(one.country) : undefined,
      })),
      ...(issuers.data?.items ?? []).map((issuer) => ({
        to: `/issuers/${issuer.id}`,
        label: issuer.legalName,
        detail: countryName(issuer.country),
        keywords: [issuer.lei],
      })),
    ],
    operations: (operations.data?.items ?? []).map((one) => ({
      to: `/operations/${one.id}`,
      label: actionWords(one.kind),
      detail: formatTime(one.createdAt),
      keywords: one.transactionHash ? [one.transactionHash, one.id] : [one.id],
    })),
  };
}
