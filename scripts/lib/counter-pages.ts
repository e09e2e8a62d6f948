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

/** What has a page of its own: where it is listed, its page, and the field that names it there. */
type Member = [list: string, page: string, field?: string];

/** By who reads them; `{asset}` is each of the person's own until one has a member. */
const MEMBERS: Record<string, Member[]> = {
  issuer: [
    ['/offerings', '/offerings'],
    ['/webhooks', '/webhooks'],
    ['/assets/{asset}/distributions', '/distributions'],
    ['/assets/{asset}/corporate-actions', '/corporate-actions'],
    ['/assets/{asset}/buyouts', '/buyouts'],
  ],
  compliance: [
    ['/kyc-cases', '/cases'],
    ['/issuers', '/issuers'],
    ['/approvals', '/approvals'],
    ['/investor-imports', '/imports'],
  ],
  investor: [
    ['/subscriptions', '/orders'],
    ['/holdings', '/redeem', 'tokenId'],
  ],
  auditor: [['/assets/{asset}/reports', '/reports']],
  operator: [['/operations', '/operations']],
};

/** The page of the newest member of each list that the person reads; lists that are empty have none. */
export async function memberPages(url: string, person: Persona): Promise<string[]> {
  const read = await readerOf(`${url}/api/v1`, person);
  const members = MEMBERS[person.role] ?? [];
  const own = members.some(([list]) => list.includes('{asset}')) ? await read('/assets') : [];
  const pages = members.map(async ([list, page, field = 'id']) => {
    const lists = list.includes('{asset}')
      ? own.map(({ id }) => list.replace('{asset}', id ?? ''))
      : [list];
    for (const one of lists) {
      const [newest] = await read(one);
      if (newest) return [`${page}/${newest[field]}`];
    }
    return [];
  });
  return (await Promise.all(pages)).flat();
}

type Item = Record<string, string>;

/** What a person reads of the API: the items of a list, or the one thing there; nothing where there is none yet. */
async function readerOf(api: string, person: Persona): Promise<(path: string) => Promise<Item[]>> {
  const { email, password } = person;
  const entered = await fetch(`${api}/auth/login`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ email, password }),
  });
  if (!entered.ok) throw new Error(`${email} cannot sign in: ${await entered.text()}`);
  const { accessToken } = (await entered.json()) as { accessToken: string };
  return async (path) => {
    const answer = await fetch(api + path, { headers: { Authorization: `Bearer ${accessToken}` } });
    if (answer.status === 404) return [];
    if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
    const said = (await answer.json()) as { items?: Item[] } & Item;
    return said.items ?? [said];
  };
}
