/**
 * `npm run screenshots [-- URL]`: the pictures of README and tour, from a running product.
 * `npm run screenshots -- --every DIR [--language de] [URL]`: every page at a desk and on a small phone, light
 * and dark, to be looked at.
 */
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Browser } from 'playwright-core';
import { launchBrowser } from './lib/browser.ts';
import { type Persona, personasOf, Window } from './lib/counter.ts';
import { type Assets, counterPages, memberPages, publishedAssets } from './lib/counter-pages.ts';
import { inRoot } from './lib/paths.ts';
import { say, tell, Told } from './lib/report.ts';
import { readRunFile } from './lib/run-file.ts';

interface Picture {
  file: string;
  /** Whose screen it is; null for what anybody sees. */
  role: string | null;
  /** A word of what the story says of the person, where several have the role. */
  about?: string;
  open: (window: Window, assetId: string) => Promise<void>;
  look: { width: number; height: number; dark?: boolean };
}

const at =
  (path: (assetId: string) => string): Picture['open'] =>
  (window, assetId) =>
    window.visit(path(assetId));

/** The oldest case that waits, papers beside the decision. */
async function oldestCase(window: Window): Promise<void> {
  await window.visit('/inbox');
  await window.page
    .getByRole('link', { name: /^Review investor/ })
    .first()
    .click();
  await window.page.getByRole('region', { name: 'Papers' }).waitFor();
}

/** A request as the second officer sees it. */
async function oldestApproval(window: Window): Promise<void> {
  await window.visit('/inbox');
  await window.page
    .getByRole('link', { name: /^Decide: / })
    .first()
    .click();
  await window.page.getByRole('table', { name: 'What is approved' }).waitFor();
}

const desk = { width: 1440, height: 1000 };
const phone = { width: 390, height: 700 };
/** The narrowest window that every page has to fit into. */
const small = { width: 360, height: 700 };

const PICTURES: Picture[] = [
  { file: 'sign-in', role: null, open: at(() => '/sign-in'), look: { width: 1280, height: 800 } },
  { file: 'public', role: null, open: at((id) => `/public/assets/${id}`), look: desk },
  { file: 'today', role: 'issuer', open: at(() => '/today'), look: desk },
  { file: 'issuer', role: 'issuer', open: at((id) => `/assets/${id}`), look: desk },
  { file: 'cap-table', role: 'issuer', open: at((id) => `/assets/${id}/cap-table`), look: desk },
  { file: 'inbox', role: 'compliance', open: at(() => '/inbox'), look: desk },
  { file: 'compliance', role: 'compliance', open: oldestCase, look: desk },
  {
    file: 'approval',
    role: 'compliance',
    about: 'decides',
    open: oldestApproval,
    look: { ...desk, dark: true },
  },
  {
    file: 'investor',
    role: 'investor',
    open: at(() => '/portfolio'),
    look: { width: 390, height: 560, dark: true },
  },
  { file: 'market', role: 'investor', open: at(() => '/market'), look: phone },
  { file: 'transfer', role: 'investor', open: at(() => '/transfer'), look: phone },
  { file: 'auditor', role: 'auditor', open: at(() => '/register-of-entries'), look: desk },
  { file: 'reports', role: 'auditor', open: at((id) => `/assets/${id}/reports`), look: desk },
  { file: 'operator', role: 'operator', open: at(() => '/system'), look: desk },
];

function personOf(personas: Persona[], role: string, about = ''): Persona {
  const person = personas.find((one) => one.role === role && one.about.includes(about));
  if (!person) throw new Told(`the demonstration has nobody in the role ${role}`);
  return person;
}

interface World {
  browser: Browser;
  url: string;
  assets: Assets;
  personas: Persona[];
}

async function forTheTour({ browser, url, assets, personas }: World): Promise<void> {
  const { treasury: assetId } = assets;
  if (!assetId) throw new Told(`${url} publishes no fund: let the demonstration play first`);
  const folder = inRoot('docs', 'screenshots');
  mkdirSync(folder, { recursive: true });
  for (const { file, role, about, open, look } of PICTURES) {
    const window = await Window.open(browser, url, look);
    if (role) await window.enterAs(personOf(personas, role, about));
    await open(window, assetId);
    await window.picture(join(folder, `${file}.png`));
    await window.close();
    say(`docs/screenshots/${file}.png`);
  }
}

async function ofEveryPage(
  { browser, url, assets, personas }: World,
  to: string,
  locale: string | undefined,
): Promise<void> {
  mkdirSync(to, { recursive: true });
  const kinds = Object.entries(assets);
  /** `/assets/1f0…/nav` → `assets-treasury-nav`, `/orders/01a…9bd4` → `orders-9bd4`: a file's name. */
  const named = (path: string) =>
    kinds
      .reduce((text, [kind, id]) => text.replace(id, kind), path)
      .replace(/[0-9a-f]{8}-[0-9a-f-]{23}([0-9a-f]{4})/, '$1')
      .slice(1)
      .replaceAll('/', '-');
  const fixed = counterPages(assets);
  const taken = new Set<string>();
  for (const person of [null, ...personas]) {
    const role = person?.role ?? '';
    // The first of a role takes the fixed pages, everybody their own orders, sales and cases.
    const own = person ? await memberPages(url, person) : [];
    const paths = [...(fixed[role] ?? []), ...own].filter((path) => !taken.has(role + path));
    if (paths.length === 0) continue;
    paths.forEach((path) => taken.add(role + path));
    for (const look of [desk, { ...desk, dark: true }, small, { ...small, dark: true }]) {
      const window = await Window.open(browser, url, { ...look, locale, as: person });
      for (const path of paths) {
        const where = `${look.width > 600 ? 'desk' : 'phone'}-${'dark' in look ? 'dark' : 'light'}`;
        await window.visit(path);
        await window.picture(join(to, `${role || 'visitor'}-${named(path)}-${where}.png`), true);
      }
      await window.close();
    }
    say(`${paths.length} pages of ${person?.name ?? 'a visitor'}, four pictures each`);
  }
}

/** @throws Told naming the option that is not known, or wants more */
function read(args: string[]) {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { every: { type: 'string' }, language: { type: 'string' } },
    });
    return { ...values, given: positionals[0] };
  } catch (error) {
    throw new Told(error instanceof Error ? error.message : String(error));
  }
}

async function main(args: string[]): Promise<void> {
  const { every, language, given } = read(args);
  const url = (given ?? readRunFile(inRoot('.cadastre'))?.url)?.replace(/\/$/, '');
  if (!url) throw new Told('Nothing runs here: `npm start` first, or name its URL after `--`.');
  const [personas, assets] = await Promise.all([personasOf(url), publishedAssets(url)]);
  const browser = await launchBrowser();
  try {
    const world = { browser, url, assets, personas };
    if (every) await ofEveryPage(world, resolve(every), language);
    else await forTheTour(world);
  } finally {
    await browser.close();
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  tell(error);
  process.exitCode = 1;
});
