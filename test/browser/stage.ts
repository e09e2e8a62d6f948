import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before } from 'node:test';
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../../scripts/lib/browser.ts';
import { type Persona, personasOf, Window } from '../../scripts/lib/counter.ts';
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
/** The fund that the demonstration published. */
export let fund: { id: string; name: string; symbol: string };

before(async () => {
  launcher = new Launcher(['--data-dir', folder.path]);
  [{ url }, browser] = await Promise.all([
    launcher.ready(folder.path, 4 * MINUTE),
    launchBrowser(),
  ]);
  personas = await personasOf(url);
  const { items } = (await (await fetch(`${url}/api/v1/public/assets`)).json()) as {
    items: { id: string; name: string; symbol: string; kind: string }[];
  };
  const found = items.find(({ kind }) => kind === 'treasury');
  assert.ok(found, 'the demonstration has no published fund');
  fund = found;
});

after(async () => {
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

/** Opens a window, lets the person act, and fails on anything the browser complained about. */
export async function at(
  who: Persona | null,
  act: (window: Window) => Promise<void>,
  look: { width?: number; dark?: boolean } = {},
): Promise<void> {
  const window = await Window.open(browser, url, look);
  try {
    if (who) await window.enterAs(who);
    await act(window);
    assert.deepEqual(window.complaints, []);
  } catch (error) {
    // A new error: the stack of the old one keeps its old message.
    const told = error instanceof Error ? error.message : String(error);
    throw new Error(`${told}\nat ${window.page.url()}\n${await window.said()}`, { cause: error });
  } finally {
    await window.close();
  }
}

/** No barrier that axe knows of, and nothing wider than the screen. */
export async function isAccessible(window: Window, path: string): Promise<void> {
  await window.visit(path);
  await hasNoBarrier(window, path);
}

/** The same of what is shown now. */
export async function hasNoBarrier(window: Window, path: string): Promise<void> {
  await window.page.evaluate(axe);
  const { violations } = await window.page.evaluate<{ violations: Violation[] }>(
    `axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'] })`,
  );
  const told = violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes[0]?.html ?? ''}`);
  assert.deepEqual(told, [], `axe at ${path}`);
  assert.ok((await window.overflow()) <= 0, `${path} is wider than the screen`);
}
