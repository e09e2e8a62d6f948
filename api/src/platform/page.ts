import {
  type EntityManager,
  type EntityTarget,
  type FindOptionsOrder,
  type FindOptionsWhere,
  LessThan,
  LessThanOrEqual,
  MoreThan,
} from 'typeorm';
import { z } from 'zod';
import { Malformed } from './problem.js';

/** `?limit=&after=`: take it as `@Query({ schema: pageQuery }) query: PageQuery`, or extend it. */
export const pageQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  after: z.string().max(200).optional(),
});
export type PageQuery = z.output<typeof pageQuery>;

/** For lists that can be read from either end. */
export const pageOrder = z.enum(['newest', 'oldest']).default('newest');

export interface Page<View> {
  items: View[];
  /** Give it as `after` to get the next page; null on the last one. */
  nextCursor: string | null;
}

/** Response schema of a list. */
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() });

/**
 * One page of rows, newest first unless asked otherwise. Ids are time-ordered (uuidv7), so the id
 * alone is the key: no row is skipped or repeated while others are added.
 */
export async function page<Row extends { id: string }, View>(
  em: EntityManager,
  entity: EntityTarget<Row>,
  query: PageQuery & { order?: z.output<typeof pageOrder> },
  where: FindOptionsWhere<Row>,
  view: (rows: Row[]) => View[] | Promise<View[]>,
): Promise<Page<View>> {
  const oldest = query.order === 'oldest';
  const beyond = oldest ? MoreThan : LessThan;
  const after = query.after ? { id: beyond(openCursor(query.after)) } : {};
  const rows = await em.find(entity, {
    where: { ...where, ...after } as FindOptionsWhere<Row>,
    order: { id: oldest ? 'ASC' : 'DESC' } as FindOptionsOrder<Row>,
    take: query.limit + 1,
  });
  return cut(rows, query.limit, view, (row) => row.id);
}

/** For hand-written SQL that fetched `limit + 1` rows: cuts the page and makes its cursor. */
export async function cut<Row, View>(
  rows: Row[],
  limit: number,
  view: (rows: Row[]) => View[] | Promise<View[]>,
  key: (row: Row) => string,
): Promise<Page<View>> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const nextCursor = rows.length > limit && last ? cursorOf(key(last)) : null;
  return { items: await view(shown), nextCursor };
}

/** What a row comes apart into, e.g. what a motion means to one of somebody's accounts. */
export interface Part<View> {
  /** Its account; each once within its row. */
  account: string;
  view: View;
}

/**
 * One page of the parts of rows: the newest row first, each one's parts by account. The two together are the key, so
 * that no part is skipped or repeated while rows or parts are added.
 */
export async function pageOfParts<Row extends { id: string }, View>(
  em: EntityManager,
  entity: EntityTarget<Row>,
  { limit, after }: PageQuery,
  where: FindOptionsWhere<Row>,
  partsOf: (row: Row) => Promise<Part<View>[]>,
): Promise<Page<View>> {
  const [first, behind = ''] = after ? openCursor(after, PART).split('|') : [];
  const found: (Part<View> & { row: string })[] = [];
  let bound = first && LessThanOrEqual(first);
  for (;;) {
    const rows: Row[] = await em.find(entity, {
      where: { ...where, ...(bound ? { id: bound } : {}) } as FindOptionsWhere<Row>,
      order: { id: 'DESC' } as FindOptionsOrder<Row>,
      take: limit + 1,
    });
    for (const row of rows) {
      const parts = (await partsOf(row)).map((part) => ({
        ...part,
        account: part.account.toLowerCase(),
        row: row.id,
      }));
      parts.sort((a, b) => (a.account < b.account ? -1 : 1));
      found.push(...parts.filter(({ account }) => row.id !== first || account > behind));
      if (found.length > limit) break;
    }
    const last = rows.at(-1);
    if (found.length > limit || rows.length <= limit || !last) break;
    bound = LessThan(last.id);
  }
  return cut(
    found,
    limit,
    (shown) => shown.map(({ view }) => view),
    ({ row, account }) => `${row}|${account}`,
  );
}

/**
 * One page of what is only known as a whole, in an order that every row keeps.
 * @throws Malformed `bad_cursor` where none of them has that key
 */
export function pageOfWhole<Row, View>(
  rows: Row[],
  { limit, after }: PageQuery,
  view: (rows: Row[]) => View[],
  key: (row: Row) => string,
): Promise<Page<View>> {
  const last = after === undefined ? null : openCursor(after, /^.+$/);
  const at = last === null ? -1 : rows.findIndex((row) => key(row) === last);
  if (last !== null && at === -1) throw badCursor();
  return cut(rows.slice(at + 1, at + limit + 2), limit, view, key);
}

/** What a key is called as `after`. */
export const cursorOf = (key: string): string => Buffer.from(key).toString('base64url');

/** The key inside a cursor. @throws Malformed `bad_cursor` */
export function openCursor(cursor: string, shape: RegExp = UUID): string {
  const key = Buffer.from(cursor, 'base64url').toString('utf8');
  if (!shape.test(key)) {
    throw badCursor();
  }
  return key;
}

const badCursor = () =>
  new Malformed('bad_cursor', 'Give `after` exactly as an earlier page named it.');

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const PART = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\|0x[0-9a-f]{40}$/;
