import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { type Browser, chromium } from 'playwright-core';
import { inRoot } from './paths.ts';

interface FoundBrowser {
  executablePath: string;
  env: NodeJS.ProcessEnv;
  args: string[];
}

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const QUIET = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-quic',
  '--no-first-run',
];

/**
 * Launches a headless Chromium: CHROMIUM_PATH, else one that is installed, else the one inside the
 * dependencies (Linux on x64), else Playwright's download. @throws Error telling the ways out
 */
export async function launchBrowser(): Promise<Browser> {
  const found = findBrowser();
  // Chromium's sandbox refuses root, and needs kernel features that containers often withhold; the
  // pages it opens here are our own.
  const args = [...QUIET, '--no-sandbox', ...found.args];
  try {
    return await chromium.launch({
      executablePath: found.executablePath,
      args,
      env: Object.fromEntries(
        Object.entries(found.env).filter((entry): entry is [string, string] => !!entry[1]),
      ),
      timeout: 30_000,
    });
  } catch (cause) {
    throw new Error(
      `The browser ${found.executablePath} does not run here. Install one (\`apt-get install ` +
        'chromium`) or name one in CHROMIUM_PATH.',
      { cause },
    );
  }
}

function findBrowser(): FoundBrowser {
  const named = process.env['CHROMIUM_PATH'];
  if (named) {
    if (!existsSync(named))
      throw new Error(`CHROMIUM_PATH=${named} does not exist: correct or unset it`);
    return { executablePath: named, env: process.env, args: [] };
  }
  const installed = onPath();
  if (installed) return { executablePath: installed, env: process.env, args: [] };
  if (process.platform === 'linux' && process.arch === 'x64') return packagedBrowser();
  return downloadedBrowser();
}

function onPath(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(':').filter((folder) => folder !== '');
  return NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find(existsSync);
}

/**
 * The Chromium that comes, compressed, in an npm package. It is unpacked into our own cache and not
 * by the package itself, which would put it under one fixed name in /tmp for all users.
 */
function packagedBrowser(): FoundBrowser {
  const require = createRequire(import.meta.url);
  const entry = require.resolve('@sparticuz/chromium');
  const packed = join(dirname(dirname(entry)), 'bin');
  const manifest = join(dirname(dirname(entry)), 'package.json');
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
  const home = inRoot('node_modules', '.cache', `chromium-${version}`);
  if (!existsSync(home)) unpack(packed, home);
  const executablePath = join(home, 'chromium');
  const env = { ...process.env };
  // The package brings the few libraries that a bare system lacks (NSS above all), and fonts.
  if (lacksLibraries(executablePath)) env['LD_LIBRARY_PATH'] = join(home, 'lib');
  if (!existsSync('/etc/fonts')) env['FONTCONFIG_FILE'] = fontsFile(home);
  return { executablePath, env, args: ['--headless=shell', '--disable-gpu'] };
}

function unpack(packed: string, home: string): void {
  const unfinished = `${home}.${process.pid}`;
  mkdirSync(unfinished, { recursive: true });
  const binary = brotliDecompressSync(readFileSync(join(packed, 'chromium.br')));
  writeFileSync(join(unfinished, 'chromium'), binary, { mode: 0o755 });
  for (const archive of ['al2023', 'fonts', 'swiftshader']) {
    const tar = brotliDecompressSync(readFileSync(join(packed, `${archive}.tar.br`)));
    execFileSync('tar', ['-x', '-C', unfinished], { input: tar });
  }
  try {
    renameSync(unfinished, home);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    // Another process unpacked it meanwhile.
    if (!existsSync(home)) throw error;
  }
}

/** The package's own font list names folders of the cloud it was made for. */
function fontsFile(home: string): string {
  const file = join(home, 'our-fonts.conf');
  writeFileSync(
    file,
    `<?xml version="1.0"?><fontconfig><dir>${join(home, 'fonts')}</dir>` +
      `<cachedir>${join(home, 'fonts-cache')}</cachedir></fontconfig>`,
  );
  return file;
}

function lacksLibraries(binary: string): boolean {
  return spawnSync('ldd', [binary], { encoding: 'utf8' }).stdout.includes('not found');
}

/** Where no browser comes with the dependencies: Playwright's own, downloaded once. */
function downloadedBrowser(): FoundBrowser {
  const executablePath = chromium.executablePath();
  if (!existsSync(executablePath)) {
    const cli = inRoot('node_modules', 'playwright-core', 'cli.js');
    const done = spawnSync(process.execPath, [cli, 'install', 'chromium'], { stdio: 'inherit' });
    if (done.status !== 0 || !existsSync(executablePath)) {
      throw new Error(
        'There is no Chromium here and none could be downloaded. Install Chromium or Chrome, or ' +
          'name one in CHROMIUM_PATH.',
      );
    }
  }
  return { executablePath, env: process.env, args: [] };
}
