import type { Database } from '@cadastre/api/embedded';
import type { Browser } from 'playwright-core';
import pg from 'pg';
import { launchBrowser } from '../../scripts/lib/browser.ts';
import { type Persona, personasOf, Window } from '../../scripts/lib/counter.ts';
import { playDemo } from '../../scripts/lib/demo.ts';
import { type OwnWorld, startOwnWorld } from '../../scripts/lib/own-world.ts';
import { type BenchResult, grid, type Row } from '../lib/rows.ts';
import { seedWallets } from '../platform/seed.ts';
import { firstLoad, median, steps } from './measure.ts';

const WALLETS = 100_000;
const INVESTORS = 5_000;
const LOADS = 3;
/** The longest a person should wait, in milliseconds. */
const MOST = { load: 1_500, step: 200 };

/** Pages that people land on or live in, by whose they are; null for a visitor's. */
const PAGES: readonly [role: string | null, name: string, path: (fund: string) => string][] = [
  [null, 'sign-in', () => '/sign-in'],
  [null, 'public asset', (fund) => `/public/assets/${fund}`],
  ['issuer', 'today', () => '/today'],
  ['issuer', 'asset', (fund) => `/assets/${fund}`],
  ['issuer', 'cap table', (fund) => `/assets/${fund}/cap-table`],
  ['compliance', 'inbox', () => '/inbox'],
  ['compliance', 'people', () => '/cases'],
  ['investor', 'portfolio', () => '/portfolio'],
  ['investor', 'market', () => '/market'],
  ['auditor', 'register', () => '/register-of-entries'],
  ['operator', 'system', () => '/system'],
];

/** How long people wait at the counter: for a page on a slow machine, for a step in a long table. */
export async function measureUi(say: (message: string) => void): Promise<BenchResult> {
  const world = await startOwnWorld(say, { ui: true, demo: true });
  try {
    await playDemo(world.run.dataDir, world.env, say);
    const browser = await launchBrowser();
    try {
      const personas = await personasOf(world.run.url);
      const loads = await measureLoads(browser, world, personas, say);
      await seed(world, say);
      const rows = [...loads, ...(await measureTable(browser, world, personas))].map((row) => ({
        ...row,
        system: 'Cadastre',
      }));
      const slow = rows
        .filter(({ case: name, value }) => value > (name.includes('rows') ? MOST.step : MOST.load))
        .map(({ case: name, value }) => `${name}: ${value} ms`);
      return {
        rows,
        table: grid(rows.map((one) => [one.case, String(one.value), one.unit])),
        ...(slow.length > 0 ? { failure: `too slow: ${slow.join('; ')}` } : {}),
      };
    } finally {
      await browser.close();
    }
  } finally {
    await world.stop();
  }
}

type Figure = Omit<Row, 'system'>;

const personOf = (personas: Persona[], role: string): Persona => {
  const person = personas.find((one) => one.role === role);
  if (!person) throw new Error(`the demonstration has nobody in the role ${role}`);
  return person;
};

async function measureLoads(
  browser: Browser,
  { run }: OwnWorld,
  personas: Persona[],
  say: (message: string) => void,
): Promise<Figure[]> {
  const answer = await fetch(`${run.url}/api/v1/public/assets`);
  const { items } = (await answer.json()) as { items: { id: string; kind: string }[] };
  const fund = items.find(({ kind }) => kind === 'treasury')?.id ?? '';
  const figures: Figure[] = [];
  for (const [role, pages] of Map.groupBy(PAGES, ([whose]) => whose)) {
    const window = await Window.open(browser, run.url);
    if (role) await window.enterAs(personOf(personas, role));
    for (const [, name, path] of pages) {
      say(`${role ?? 'visitor'}: ${name}`);
      const times: number[] = [];
      for (let i = 0; i < LOADS; i += 1) times.push(await firstLoad(window, path(fund)));
      figures.push({
        case: `first load, 4x slower, ${role ?? 'visitor'}: ${name}`,
        value: Math.round(median(times)),
        unit: 'ms',
      });
    }
    await window.close();
  }
  return figures;
}

/** Wallets by the hundred thousand, as the platform's own steps leave them. */
async function seed({ run }: OwnWorld, say: (message: string) => void): Promise<void> {
  say(`${WALLETS} wallets by SQL`);
  const pool = new pg.Pool({ connectionString: run.databaseUrl, max: 1 });
  try {
    const sql = async (text: string, values?: unknown[]) =>
      (await pool.query(text, values)).rows as never;
    const db = { sql, transaction: (work: () => Promise<unknown>) => work() } as unknown;
    const [officer] = (await pool.query('SELECT id FROM api.user_account LIMIT 1')).rows as {
      id: string;
    }[];
    await seedWallets(db as Pick<Database, 'transaction' | 'sql'>, officer?.id ?? '', {
      investors: INVESTORS,
      wallets: WALLETS,
    });
    await pool.query('ANALYZE');
  } finally {
    await pool.end();
  }
}

async function measureTable(
  browser: Browser,
  { run }: OwnWorld,
  personas: Persona[],
): Promise<Figure[]> {
  const window = await Window.open(browser, run.url);
  await window.enterAs(personOf(personas, 'compliance'));
  await window.visit('/wallets');
  const times = await steps(window);
  await window.close();
  return Object.entries(times).map(([step, all]) => ({
    case: `${WALLETS} rows, ${step}, slowest of ${all.length}`,
    value: Math.round(Math.max(...all)),
    unit: 'ms',
  }));
}
