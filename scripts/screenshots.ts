/** `npm run screenshots [-- URL]`: a picture of each persona's screen, from a running product. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { launchBrowser } from './lib/browser.ts';
import { type Persona, personasOf, Window } from './lib/counter.ts';
import { inRoot } from './lib/paths.ts';
import { say, tell, Told } from './lib/report.ts';
import { readRunFile } from './lib/run-file.ts';

interface Picture {
  file: string;
  /** Whose screen it is; null for what anybody sees. */
  role: string | null;
  open: (window: Window, assetId: string) => Promise<void>;
  width: number;
  height: number;
  dark?: boolean;
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

const desk = { width: 1440, height: 1000 };

const PICTURES: Picture[] = [
  { file: 'issuer', role: 'issuer', open: at((id) => `/assets/${id}`), ...desk },
  {
    file: 'investor',
    role: 'investor',
    open: at(() => '/portfolio'),
    width: 390,
    height: 560,
    dark: true,
  },
  { file: 'compliance', role: 'compliance', open: oldestCase, ...desk },
  { file: 'auditor', role: 'auditor', open: at(() => '/register-of-entries'), ...desk },
  { file: 'operator', role: 'operator', open: at(() => '/system'), ...desk },
  { file: 'public', role: null, open: at((id) => `/public/assets/${id}`), ...desk },
];

async function firstAsset(url: string): Promise<string> {
  const answer = await fetch(`${url}/api/v1/public/assets`);
  const { items } = (await answer.json()) as { items: { id: string; kind: string }[] };
  const chosen = items.find(({ kind }) => kind === 'treasury') ?? items[0];
  if (!chosen) throw new Told(`${url} publishes no asset: let the demonstration play first`);
  return chosen.id;
}

function personOf(personas: Persona[], role: string): Persona {
  const person = personas.find((persona) => persona.role === role);
  if (!person) throw new Told(`the demonstration has nobody in the role ${role}`);
  return person;
}

async function main(given: string | undefined): Promise<void> {
  const url = (given ?? readRunFile(inRoot('.cadastre'))?.url)?.replace(/\/$/, '');
  if (!url) throw new Told('Nothing runs here: `npm start` first, or name its URL after `--`.');
  const [personas, assetId] = await Promise.all([personasOf(url), firstAsset(url)]);
  const folder = inRoot('docs', 'screenshots');
  mkdirSync(folder, { recursive: true });
  const browser = await launchBrowser();
  try {
    for (const { file, role, open, ...look } of PICTURES) {
      const window = await Window.open(browser, url, look);
      if (role) await window.enterAs(personOf(personas, role));
      await open(window, assetId);
      await window.picture(join(folder, `${file}.png`));
      await window.close();
      say(`docs/screenshots/${file}.png`);
    }
  } finally {
    await browser.close();
  }
}

main(process.argv[2]).catch((error: unknown) => {
  tell(error);
  process.exitCode = 1;
});
