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
  path: (assetId: string) => string;
  width: number;
  height: number;
  dark?: boolean;
}

const PICTURES: Picture[] = [
  { file: 'issuer', role: 'issuer', path: (id) => `/assets/${id}`, width: 1440, height: 1000 },
  {
    file: 'investor',
    role: 'investor',
    path: () => '/portfolio',
    width: 390,
    height: 844,
    dark: true,
  },
  { file: 'compliance', role: 'compliance', path: () => '/inbox', width: 1440, height: 1000 },
  {
    file: 'auditor',
    role: 'auditor',
    path: () => '/register-of-entries',
    width: 1440,
    height: 1000,
  },
  { file: 'operator', role: 'operator', path: () => '/system', width: 1440, height: 1000 },
  { file: 'public', role: null, path: (id) => `/public/assets/${id}`, width: 1440, height: 1000 },
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
    for (const { file, role, path, ...look } of PICTURES) {
      const window = await Window.open(browser, url, look);
      if (role) await window.enterAs(personOf(personas, role));
      await window.visit(path(assetId));
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
