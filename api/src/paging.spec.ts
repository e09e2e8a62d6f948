import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { OpenAPIObject } from '@nestjs/swagger';
import { z } from 'zod';
import { ROLES } from './platform/context.js';
import type { Page } from './platform/page.js';
import { type Route, Routes } from './platform/routes.js';
import { ELSEWHERE, WHOLE } from './testing/bounded-answers.js';
import { writeDeployment } from './testing/deployment.js';
import {
  account,
  bytes,
  expectedOf,
  HOLDERS,
  LISTS,
  newest,
  nextList,
  type People,
  type Row,
  SECOND,
  SECOND_TOKEN,
  two,
} from './testing/paged-lists.js';
import { RowPlanter } from './testing/rows.js';
import { startTestApp, type TestApp } from './testing/test-app.js';

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
let people: People;
let planter: RowPlanter;

beforeAll(async () => {
  t = await startTestApp();
  writeDeployment(t);
  const answer = await t.anonymous.raw('get', '/api/docs-json').expect(200);
  document = answer.body as OpenAPIObject;
  routes = t.get(Routes).list();
  const personas = await Promise.all(ROLES.map((role) => t.signIn(role)));
  people = Object.fromEntries(personas.map((one) => [one.role, one])) as People;
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
  const over = { ...(await shownOf(route, table)), ...list.over?.(parent, people) };
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
  nextList();
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
