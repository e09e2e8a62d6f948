import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { OpenAPIObject } from '@nestjs/swagger';
import { z } from 'zod';
import { ROLES, type Role } from './platform/context.js';
import type { Page } from './platform/page.js';
import { type Route, Routes } from './platform/routes.js';
import { ELSEWHERE, WHOLE } from './testing/bounded-answers.js';
import { writeDeployment } from './testing/deployment.js';
import { RowPlanter } from './testing/rows.js';
import { type Persona, startTestApp, type TestApp } from './testing/test-app.js';

type Row = Record<string, unknown>;

interface List {
  /** Whose rows are listed; the last part of the path where it is not said. */
  table?: string;
  /** The first of these who may ask is asked for. Auditors see no personal data, which planted rows have none of. */
  role?: Role;
  /** Columns that the list looks at. */
  over?: (parent: Row) => Row;
  /** The columns that order the list, of the nth row. */
  key?: (n: number) => Row;
  /** How an item shows which row it is. */
  mark?: (n: number) => [field: string, value: unknown];
  /** Where the list begins: with the newest, unless it says so. */
  from?: 'oldest';
  /** Each row comes apart: once for each account that holds the token. */
  parts?: true;
}

const two = (n: number): string => String(n).padStart(2, '0');
/** Which list it is: two of them may have one table. */
let place = 10;
/** Sorts after everything that is there. */
const newest = (n: number): string => `ffffffff-ffff-7fff-8fff-00000000${place}${two(n)}`;
/** Sorts before it, and before what was planted so for another list. */
const oldest = (n: number): string => `00000000-0000-7000-8000-00000000${99 - place}${two(n)}`;
const account = (n: number): string => `0x${'00'.repeat(19)}${two(n)}`;
const bytes = (hex: string): string => hex.replace('0x', '\\x');
const at = (n: number): string => new Date(Date.UTC(2026, 0, 1) + n * 1_000).toISOString();

/** Of the investor who asks for what is theirs: they hold the token; a page of two ends among them. */
const HOLDERS = [1, 2, 3].map(account);
/** Beside the planted ones. */
const SECOND = '00000000-0000-7000-8000-000000000200';
const SECOND_TOKEN = `0x${'00'.repeat(19)}22`;

const byAccount = {
  key: (n: number) => ({ account: bytes(account(n)) }),
  mark: (n: number): [string, string] => ['account', account(n)],
  from: 'oldest',
} satisfies List;

const byAge = {
  key: (n: number) => ({ id: oldest(n) }),
  mark: (n: number): [string, string] => ['id', oldest(n)],
  from: 'oldest',
} satisfies List;

const byToken = {
  table: 'token',
  role: 'auditor',
  key: (n: number) => ({ id: oldest(n), address: bytes(`0x${'33'.repeat(18)}${place}${two(n)}`) }),
  mark: (n: number): [string, string] => ['tokenAddress', `0x${'33'.repeat(18)}${place}${two(n)}`],
  from: 'oldest',
} satisfies List;

/** What the chain knows under a number. */
const CHAINED = { ballot: bytes(account(2)), chain_number: 1 };

/** What is told to holders shows no id: it is known by its second. */
const toHolders = (subject: string): List => ({
  table: 'notice',
  over: ({ id }) => ({ topic: 'holders_rights', subject_type: subject, subject_id: id }),
  key: (n) => ({ id: newest(n), created_at: at(n) }),
  mark: (n) => ['toldAt', at(n)],
});

/** Of a schedule, whose dates are shown. */
const MONTHLY = {
  ...{ kind: 'rent', taxation: 'by_holder', taxAccount: null, rule: { type: 'income_sheet' } },
  ...{ paymentToken: `0x${'1'.repeat(40)}`, documentId: newest(1), claimYears: 3 },
  ...{ firstDate: '2026-05-15', lastDate: null, everyMonths: 1, recordDaysBefore: 5 },
  ...{ market: 'us-federal', convention: 'modified_following' },
};

/** What the name of a list does not say. */
const LISTS: Readonly<Record<string, List>> = {
  '/audit': {
    table: 'audit_entry',
    key: (n) => ({ id: newest(n), seq: 1_000_000 + n }),
  },
  '/members': {
    table: 'membership',
    role: 'issuer',
    over: () => ({ organisation_id: people.issuer.organisationId }),
  },
  '/api-keys': { role: 'issuer' },
  '/notices': {
    role: 'issuer',
    over: () => ({ organisation_id: people.issuer.organisationId, user_id: people.issuer.userId }),
  },
  '/approvals': { over: () => ({ kind: 'token.pause', payload: '{}' }) },
  '/approval-delegations': {
    role: 'compliance',
    over: () => ({ organisation_id: people.compliance.organisationId }),
  },
  '/operations': { table: 'chain_command' },
  '/operations/reconciliations': {
    table: 'chain_reconciliation',
    key: (n) => ({ id: 10_000 + n }),
    mark: (n) => ['id', String(10_000 + n)],
  },
  '/kyc-cases': {
    table: 'kyc_case',
    key: (n) => ({ id: oldest(n), submitted_at: null }),
    mark: (n) => ['id', oldest(n)],
    from: 'oldest',
  },
  '/kyb-cases': { table: 'kyb_case' },
  '/investor-imports/:id/rows': {
    table: 'investor_import_row',
    key: (n) => ({ line: n }),
    mark: (n) => ['line', n],
    from: 'oldest',
  },
  '/screening/lists': { table: 'sanctions_list_version' },
  '/screening/runs': { table: 'screening_run' },
  '/screening/hits': { table: 'screening_hit' },
  '/wallet-recoveries': { table: 'wallet_recovery' },
  '/tokens/:id/freezes': { table: 'control_order' },
  '/tokens/:id/documents': {
    table: 'asset_paper',
    key: (n) => ({ id: oldest(n), type: `paper ${two(n)}` }),
    mark: (n) => ['type', `paper ${two(n)}`],
    from: 'oldest',
  },
  '/holdings': {
    table: 'holding',
    role: 'investor',
    over: () => ({ token: bytes(SECOND_TOKEN), balance: 7 }),
    key: (n) => ({ holder: bytes(account(n)) }),
    mark: (n) => ['walletAddress', account(n)],
    from: 'oldest',
  },
  '/income': {
    table: 'distribution_line',
    role: 'investor',
    ...byAccount,
    over: () => ({ distribution_id: SECOND, state: 'paid' }),
  },
  '/voting-rights': {
    table: 'vote',
    role: 'investor',
    over: () => ({ state: 'voting', ...CHAINED, record_block: 9, record_log_index: 0 }),
    mark: (n) => ['voteId', newest(n)],
    parts: true,
  },
  '/corporate-actions': {
    table: 'corporate_action',
    role: 'investor',
    over: () => ({ state: 'open', kind: 'conversion', numerator: 2, denominator: 1, ...CHAINED }),
    mark: (n) => ['actionId', newest(n)],
    parts: true,
  },
  '/public/assets': byToken,
  '/public/feeds': byToken,
  '/public/assets/:id/income': {
    table: 'distribution',
    role: 'auditor',
    over: () => ({ chain_number: 1, allocated: 2, remainder: 0, eligible: 1, opened_block: 1 }),
    mark: (n) => ['distributionId', newest(n)],
  },
  '/assets/:id/satellites': { table: 'satellite', ...byAge },
  '/assets/:id/custodian-keys': { table: 'custodian_key', ...byAge },
  '/assets/:id/distribution-schedules': { over: () => ({ terms: MONTHLY }) },
  '/distributions/:id/lines': { table: 'distribution_line', ...byAccount },
  '/offerings/:id/payments': { table: 'subscription_payment' },
  '/redemption-queues/:id/redemptions': { table: 'redemption' },
  '/redemption-queues/:id/orders': { table: 'redemption_order' },
  '/votes/:id/casts': { table: 'vote_cast', ...byAccount },
  '/votes/:id/notices': toHolders('vote'),
  '/corporate-actions/:id/lines': { table: 'corporate_action_line', ...byAccount },
  '/corporate-actions/:id/notices': toHolders('corporate_action'),
  '/buyouts/:id/surrenders': {
    table: 'buyout_surrender',
    key: (n) => ({ operation_id: n, transaction_hash: `\\x${'00'.repeat(31)}${two(n)}` }),
    mark: (n) => ['transactionHash', `0x${'00'.repeat(31)}${two(n)}`],
    from: 'oldest',
  },
  '/buyouts/:id/notices': toHolders('buyout'),
  '/otc-orders/:id/trades': {
    table: 'otc_trade',
    key: (n) => ({ traded_at: at(n), transaction_hash: `\\x${'00'.repeat(31)}${two(n)}` }),
    mark: (n) => ['tradedAt', at(n)],
    from: 'oldest',
  },
  '/assets/:id/attestations': { table: 'custodian_attestation' },
  '/webhooks': { table: 'webhook_endpoint', role: 'issuer' },
  '/webhooks/:id/deliveries': { table: 'webhook_delivery', role: 'issuer' },
};

/** What a token has once it is on the chain. */
const DEPLOYED = {
  address: randomBytes(20),
  nav_feed: randomBytes(20),
  reserve_feed: randomBytes(20),
  deployed_block: 1,
};

let t: TestApp;
let document: OpenAPIObject;
let routes: Route[];
let people: Record<Role, Persona>;
let planter: RowPlanter;

beforeAll(async () => {
  t = await startTestApp();
  writeDeployment(t);
  const answer = await t.anonymous.raw('get', '/api/docs-json').expect(200);
  document = answer.body as OpenAPIObject;
  routes = t.get(Routes).list();
  const personas = await Promise.all(ROLES.map((role) => t.signIn(role)));
  people = Object.fromEntries(personas.map((one) => [one.role, one])) as Record<Role, Persona>;
  const { userId, organisationId } = people.issuer;
  const [membership] = await t.db.sql<{ id: string }>(
    'SELECT id FROM api.membership WHERE user_id = $1',
    [userId],
  );
  planter = new RowPlanter(
    t.db,
    new Map([
      ['organisation', { id: organisationId }],
      ['user_account', { id: userId }],
      ['membership', { id: membership?.id }],
    ]),
  );
  const token = await planter.plant('token', DEPLOYED);
  await plantInvestor(token);
  // Others are shown with them.
  for (const list of ['/issuers', '/wallets', '/screening/lists']) {
    const route = routes.find((one) => one.method === 'GET' && nameOf(one) === list);
    const table = LISTS[list]?.table ?? tableOf(list.split('/').at(-1));
    if (route) await planter.plant(table, await shownOf(route, table));
  }
});
afterAll(() => t.close());

/** An investor with a hundred wallets, one of which holds the token; what is asked of the chain is in the ledger. */
async function plantInvestor(token: Row): Promise<void> {
  const hundred = [...Array(100).keys()];
  await planter.plant('wallet', { address: `0x${'44'.repeat(20)}` });
  await planter.neighbours(
    'wallet',
    hundred.map((n) => ({
      id: `00000000-0000-7000-8000-0000000001${two(n)}`,
      organisation_id: people.investor.organisationId,
      address: account(n),
    })),
  );
  await planter.plant('holding', { token: token['address'], balance: 0, block_number: 1 });
  await planter.neighbours(
    'holding',
    HOLDERS.map((holder) => ({ holder: bytes(holder), balance: 7 })),
  );
  const second = { id: randomUUID(), asset_id: SECOND, address: bytes(SECOND_TOKEN) };
  await planter.neighbours('token', [second]);
  await planter.plant('distribution', { distributor: randomBytes(20), chain_number: 1 });
  await planter.neighbours('distribution', [{ id: SECOND, state: 'payable' }]);
  await planter.plant('ledger_cursor', { chain_id: 31337, block_number: 9 });
}

const nameOf = ({ path }: Route): string => path.replace('/api/v1', '');
const tableOf = (segment = ''): string => segment.replace(/s$/, '').replaceAll('-', '_');
const PARENTS: Readonly<Record<string, string>> = { webhooks: 'webhook_endpoint' };

/** What the OpenAPI document shows of an item: JSON columns take it. */
function exampleOf({ path }: Route): Row {
  const item = document.paths[path.replace(/:(\w+)/g, '{$1}')] as {
    get: { responses: Record<string, { content: Record<string, { example: { items: Row[] } }> }> };
  };
  return item.get.responses[200]?.content['application/json']?.example.items[0] ?? {};
}

/** Columns of JSON and text that the document shows an example of, under the same name. */
async function shownOf(route: Route, table: string): Promise<Row> {
  const example = exampleOf(route);
  const columns = await t.db.sql<{ name: string }>(
    `SELECT column_name AS name FROM information_schema.columns
     WHERE table_schema = 'api' AND table_name = $1 AND data_type IN ('jsonb', 'text', 'character')`,
    [table],
  );
  const camel = (name: string) => name.replace(/_(.)/g, (_, c: string) => c.toUpperCase());
  const shown = columns.map(({ name }) => [name, example[camel(name)]] as const);
  return Object.fromEntries(shown.filter(([, one]) => one !== undefined && one !== null));
}

/** Two, and then what lies behind them: what was added before them is not seen. */
const EXPECTED = {
  newest: [80, 60, 50, 40, 30, 20, 10, 5],
  oldest: [20, 40, 50, 60, 70, 80, 90, 95],
};
/** Where the first page ends within the newest row, all that are older are behind it. */
const EXPECTED_PARTS = [80, 70, 60, 50, 40, 30, 20, 10, 5].flatMap((n) => HOLDERS.map(() => n));
const expectedOf = ({ parts, from }: List): number[] =>
  parts ? EXPECTED_PARTS : EXPECTED[from ?? 'newest'];

/**
 * Four rows; a page of two; rows before, between and behind them; the rest. @returns the rows seen, by number, in
 * their order
 */
async function walk(route: Route): Promise<number[]> {
  const name = nameOf(route);
  const list = LISTS[name] ?? {};
  const parts = name.split('/');
  const table = list.table ?? tableOf(parts.at(-1));
  const nested = name.includes('/:id/');
  const owner = parts[parts.indexOf(':id') - 1] ?? '';
  const parent = nested ? await planter.plant(PARENTS[owner] ?? tableOf(owner)) : {};
  const over = { ...(await shownOf(route, table)), ...list.over?.(parent) };
  await planter.plant(table, over);
  const key = list.key ?? ((n) => ({ id: newest(n) }));
  const mark = list.mark ?? ((n): [string, unknown] => ['id', newest(n)]);
  const insert = (numbers: number[]) =>
    planter.neighbours(
      table,
      numbers.map((n) => ({ ...over, ...key(n) })),
    );
  const role =
    list.role ??
    (['auditor', 'operator', 'issuer', 'compliance'] as const).find((one) =>
      route.access.includes(one),
    );
  if (!role) throw new Error('nobody may ask for it');
  const at = `${name.replace(/:\w+/, String(parent['id']))}?limit=2`;
  const seen: number[] = [];
  const read = async (after: string | null): Promise<string | null> => {
    const answer = await people[role].http.get(`${at}${after ? `&after=${after}` : ''}`);
    const { items, nextCursor } = answer.body as Page<Row>;
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
    for (const item of items) {
      const n = [...Array(100).keys()].find((one) => mark(one)[1] === item[mark(one)[0]]);
      if (n !== undefined) seen.push(n);
    }
    return nextCursor;
  };
  place += 1;
  await insert([20, 40, 60, 80]);
  let after = await read(null);
  await insert([5, 10, 30, 50, 70, 90, 95]);
  while (after !== null && seen.length < expectedOf(list).length) after = await read(after);
  return seen;
}

/** Whether an answer without a cursor holds objects in an array, or is one. */
function holdsSeveral(schema: z.ZodType): boolean {
  if (schema instanceof z.ZodArray) return bare(schema.element as z.ZodType) instanceof z.ZodObject;
  if (!(schema instanceof z.ZodObject) || 'nextCursor' in schema.shape) return false;
  return Object.values(schema.shape).some((field) => {
    const inside = bare(field);
    return inside instanceof z.ZodArray && bare(inside.element as z.ZodType) instanceof z.ZodObject;
  });
}

/** Without what makes it optional or nullable. */
const bare = (schema: z.ZodType): z.ZodType =>
  schema instanceof z.ZodOptional || schema instanceof z.ZodNullable
    ? bare(schema.unwrap() as z.ZodType)
    : schema;

describe('a list', () => {
  it('is read whole, each row once, whatever is added between two pages', async () => {
    const paged = routes.filter(({ returns }) => {
      const schema = returns?.schema;
      return schema instanceof z.ZodObject && 'nextCursor' in schema.shape;
    });
    const wrong: string[] = [];
    for (const route of paged.filter((one) => !(nameOf(one) in ELSEWHERE))) {
      const expected = expectedOf(LISTS[nameOf(route)] ?? {});
      const seen = await walk(route).catch((error: unknown) => String(error));
      if (String(seen) !== String(expected)) wrong.push(`${nameOf(route)}: ${String(seen)}`);
    }
    expect(wrong).toEqual([]);
    expect(paged.length).toBeGreaterThan(60);
  });

  it('is all there is without a cursor only where something bounds it', () => {
    const several = routes.filter(
      ({ method, returns }) => method === 'GET' && returns?.schema && holdsSeveral(returns.schema),
    );
    const names = several.map(nameOf).filter((name) => !(name in ELSEWHERE));
    expect(names.toSorted()).toEqual(Object.keys(WHOLE).toSorted());
  });
});
