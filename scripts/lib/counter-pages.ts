import type { Persona } from './counter.ts';

/** The published assets that the counter is looked at with, by their kind. */
export type Assets = Partial<Record<'treasury' | 'commodity' | 'real_estate', string>>;

/** @returns the first published asset of each kind */
export async function publishedAssets(url: string): Promise<Assets> {
  const answer = await fetch(`${url}/api/v1/public/assets`);
  const { items } = (await answer.json()) as { items: { id: string; kind: keyof Assets }[] };
  return Object.fromEntries(items.toReversed().map(({ id, kind }) => [kind, id]));
}

/** Sheets that every asset has. */
const SHEETS = [
  '',
  '/papers',
  '/due-diligence',
  '/token',
  '/supply',
  '/offerings',
  '/redemptions',
  '/distributions',
  '/votes',
  '/actions',
  '/cap-table',
  '/nav',
  '/reports',
  '/wind-down',
];

const sheets = (id: string | undefined, names: readonly string[]): string[] =>
  id ? names.map((name) => `/assets/${id}${name}`) : [];

/** Every page of the counter that has a fixed address, by whose it is; '' is a visitor. */
export function counterPages(assets: Assets): Record<string, string[]> {
  const { treasury: fund, commodity: gold, real_estate: house } = assets;
  const published = [fund, gold, house].filter((id) => id !== undefined);
  return {
    '': [
      '/sign-in',
      '/register',
      '/invitation',
      '/public',
      '/verify',
      ...published.map((id) => `/public/assets/${id}`),
    ],
    issuer: [
      '/today',
      '/assets',
      '/assets/new',
      '/organisation',
      '/team',
      '/approvals',
      '/api-keys',
      '/webhooks',
      '/messages',
      ...sheets(fund, SHEETS),
    ],
    compliance: [
      '/inbox',
      '/cases',
      '/issuers',
      '/wallets',
      '/screening',
      '/approvals',
      '/imports',
      '/recoveries',
      '/tax-forms',
      '/approval-rules',
      '/parked-reports',
      ...sheets(fund, ['/controls']),
      ...sheets(gold, ['', '/bars']),
      ...sheets(house, ['', '/property']),
    ],
    investor: [
      '/portfolio',
      '/market',
      '/income',
      '/transfer',
      '/wallets',
      '/identity',
      '/tax-form',
      '/votes',
      '/corporate-actions',
      '/board',
      '/statements',
      '/messages',
    ],
    auditor: ['/reports', '/register-of-entries'],
    operator: ['/system', '/operations', '/parked-reports', '/jobs', '/team'],
  };
}

/** Lists whose members have a page of their own, by who reads them. */
const MEMBERS: Record<string, [list: string, page: string][]> = {
  issuer: [
    ['/offerings', '/offerings'],
    ['/webhooks', '/webhooks'],
  ],
  compliance: [
    ['/kyc-cases', '/cases'],
    ['/issuers', '/issuers'],
    ['/approvals', '/approvals'],
    ['/investor-imports', '/imports'],
  ],
  investor: [['/subscriptions', '/orders']],
  operator: [['/operations', '/operations']],
};

/** The page of the newest member of each list that the person reads; lists that are empty have none. */
export async function memberPages(url: string, person: Persona): Promise<string[]> {
  const api = `${url}/api/v1`;
  const { email, password } = person;
  const entered = await fetch(`${api}/auth/login`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ email, password }),
  });
  if (!entered.ok) throw new Error(`${email} cannot sign in: ${await entered.text()}`);
  const { accessToken } = (await entered.json()) as { accessToken: string };
  const pages = (MEMBERS[person.role] ?? []).map(async ([list, page]) => {
    const answer = await fetch(api + list, { headers: { Authorization: `Bearer ${accessToken}` } });
    if (!answer.ok) throw new Error(`${list}: ${await answer.text()}`);
    const { items } = (await answer.json()) as { items: { id: string }[] };
    return items.slice(0, 1).map(({ id }) => `${page}/${id}`);
  });
  return (await Promise.all(pages)).flat();
}
