import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before } from 'node:test';
import {
  castOf,
  chainDay,
  Committee,
  Dollars,
  type Holder,
  type Investor,
  type Product,
  productOf,
  samplePortfolio,
  until,
  World,
} from '@cadastre/api/demo';
import { SettledProvider } from '@cadastre/contracts';
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../../scripts/lib/browser.ts';
import { DATA_DIR } from '../../scripts/lib/config.ts';
import { type Persona, personasOf, Window } from '../../scripts/lib/counter.ts';
import { DEV_MNEMONIC } from '../../scripts/lib/dev-keys.ts';
import type { RunFile } from '../../scripts/lib/run-file.ts';
import { Folder, Launcher } from '../harness.ts';

/** One product and one browser for all journeys at the counter. */

export const MINUTE = 60_000;
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Violation {
  id: string;
  help: string;
  nodes: { html: string }[];
}

const folder = new Folder();
let launcher: Launcher;
export let browser: Browser;
let personas: Persona[];

/** Where the product answers; known once it runs. */
export let url: string;
/** The processes behind it. */
export let run: RunFile;
/** The fund that the demonstration published. */
export let fund: { id: string; name: string; symbol: string };
/** What no person at the counter does: money is made, the committee signs, time passes. */
export let world: World;
export let dollars: Dollars;
export let committee: Committee;
let rpc: SettledProvider;

/** Dollars that each of the two holders has for buying. */
const POCKET = 200_000n * 1_000_000n;

before(async () => {
  launcher = new Launcher(['--data-dir', folder.path]);
  [run, browser] = await Promise.all([launcher.ready(folder.path, 4 * MINUTE), launchBrowser()]);
  url = run.url;
  personas = await personasOf(url);
  await setTheScene();
  const { items } = (await (await fetch(`${url}/api/v1/public/assets`)).json()) as {
    items: { id: string; name: string; symbol: string; kind: string }[];
  };
  const found = items.find(({ kind }) => kind === 'treasury');
  assert.ok(found, 'the demonstration has no published fund');
  fund = found;
});

async function setTheScene(): Promise<void> {
  rpc = new SettledProvider(run.rpcUrl, undefined, { staticNetwork: true, cacheTimeout: -1 });
  const operator = run.operator ?? { email: '', password: '' };
  world = new World({
    apiUrl: url,
    cast: castOf(null, { name: 'Operator', ...operator }),
    rpc,
    mnemonic: DEV_MNEMONIC,
    dataDir: DATA_DIR,
    deploymentFile: run.deploymentFile,
    portfolio: samplePortfolio(DATA_DIR, await chainDay(rpc)),
  });
  committee = new Committee(world, run.deploymentFile);
  dollars = await Dollars.of(world);
  for (const { wallet } of [persona('investor', 'holds'), persona('investor', 'bought')]) {
    if (wallet) await dollars.topUp(wallet.address, POCKET);
  }
}

/** Lets the chain's time go on by so many days. */
export const pass = (days: number): Promise<void> => passSeconds(days * 86_400);

/** Lets the chain's time go on, and the product's with it. @param seconds whole */
async function passSeconds(seconds: number): Promise<void> {
  await rpc.send('evm_increaseTime', [seconds]);
  await rpc.send('evm_mine', []);
  const block = await rpc.getBlock('latest');
  await until(productTime, (now) => now >= (block?.timestamp ?? 0) * 1000, {
    what: 'the product to know the time of the newest block',
  });
}

/** What the product takes the time for, milliseconds since 1970. */
async function productTime(): Promise<number> {
  const answer = await fetch(`${url}/health`);
  const { parts } = (await answer.json()) as { parts: { clock: { figures: { now: string } } } };
  return Date.parse(parts.clock.figures.now);
}

/** Lets the chain's time go on to a moment, ISO 8601, where it is not there yet. */
export async function passTo(instant: string): Promise<void> {
  const now = (await rpc.getBlock('latest'))?.timestamp ?? 0;
  await passSeconds(Math.max(0, Math.ceil(Date.parse(instant) / 1000) + 1 - now));
}

/** The fund as the desks of the demonstration work with it. */
export async function fundProduct(): Promise<Product> {
  const { issuer } = world.cast;
  const client = await world.as(issuer);
  return productOf(issuer, await client.get(`/assets/${fund.id}/token`));
}

/** The wallet that somebody of the demonstration has registered. */
export async function holderOf(investor: Investor): Promise<Holder> {
  const client = await world.as(investor);
  const { items } = await client.get<{ items: { id: string; state: string }[] }>('/wallets');
  const wallet = items.find(({ state }) => state === 'registered');
  assert.ok(wallet, `${investor.name} has no registered wallet`);
  return { investor, walletId: wallet.id };
}

after(async () => {
  rpc?.destroy();
  await browser?.close();
  await launcher?.stop();
  folder.remove();
});

/** Somebody of the demonstration, by role and by a word of what the story says of them. */
export function persona(role: string, about = ''): Persona {
  const found = personas.find((p) => p.role === role && p.about.includes(about));
  assert.ok(found, `the demonstration has no ${role} who ${about}`);
  return found;
}

/**
 * Opens a window in which the person is signed in, lets them act, and fails on anything the browser complained about but for
 * what the journey itself provokes.
 */
export async function at(
  who: Persona | null,
  act: (window: Window) => Promise<void>,
  look: { width?: number; dark?: boolean; provokes?: RegExp } = {},
): Promise<void> {
  const { provokes, ...size } = look;
  const window = await Window.open(browser, url, { ...size, as: who });
  try {
    await act(window);
    assert.deepEqual(
      window.complaints.filter((told) => !provokes?.test(told)),
      [],
    );
  } catch (error) {
    // A new error: the stack of the old one keeps its old message.
    const told = error instanceof Error ? error.message : String(error);
    throw new Error(`${told}\nat ${window.page.url()}\n${await window.said()}`, { cause: error });
  } finally {
    await window.close();
  }
}

/** A page opened at a desk and found without barriers there, and again on a phone in the dark. */
export async function isAccessible(window: Window, path: string): Promise<void> {
  await window.visit(path);
  await isOpenToAll(window, path);
}

/** The same of what is shown now: in both themes, wide and narrow. */
export async function isOpenToAll(window: Window, path: string): Promise<void> {
  const { page } = window;
  await hasNoBarrier(window, path);
  await page.setViewportSize({ width: 360, height: 900 });
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.locator('html[data-mantine-color-scheme="dark"]').waitFor();
  // Colours that are on their way to the other theme are in neither.
  await page.evaluate(
    `Promise.all(document.getAnimations()
      .filter((one) => Number.isFinite(one.effect.getComputedTiming().endTime))
      .map((one) => one.finished.catch(() => null))).then(() => null)`,
  );
  await hasNoBarrier(window, `${path} (phone, dark)`);
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.emulateMedia({ colorScheme: 'light' });
}

/** No barrier that axe knows of, and nothing wider than the screen. */
export async function hasNoBarrier(window: Window, path: string): Promise<void> {
  const loaded = await window.page.evaluate<boolean>('typeof axe === "object"');
  if (!loaded) await window.page.evaluate(axe);
  const violations = await window.page.evaluate<Violation[]>(
    `axe.run({
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'],
      resultTypes: ['violations'],
      preload: false,
    }).then(({ violations }) => violations)`,
  );
  const told = violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes[0]?.html ?? ''}`);
  assert.deepEqual(told, [], `axe at ${path}`);
  assert.ok((await window.overflow()) <= 0, `${path} is wider than the screen`);
}
