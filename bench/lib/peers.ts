import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Told } from '../../scripts/lib/report.ts';
import { inRoot, ROOT } from '../../scripts/lib/paths.ts';
import { run } from '../../scripts/lib/run.ts';

const FOLDER = inRoot('bench', 'peers');

interface Lock {
  packages: Record<string, { version?: string; optional?: boolean }>;
}

/** A contract as its makers published it. */
export interface Artifact {
  abi: object[];
  bytecode: string;
}

/**
 * Installs what others have built in a folder of its own, unless it stands there in the lockfile's
 * versions. @throws Told with npm's words
 */
export async function installPeers(say: (message: string) => void, folder = FOLDER): Promise<void> {
  if (isInstalled(folder)) return;
  say(`installing what others have built into ${relative(ROOT, folder)} ...`);
  // They carry compiled artifacts or plain JavaScript: no script of theirs needs to run.
  const { code, output } = await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: folder,
  });
  if (code !== 0) throw new Told(`Installing ${relative(ROOT, folder)} failed:\n${output.trim()}`);
}

/** The published artifact of a contract: `artifactOf('@onchain-id/solidity', 'contracts/Identity')`. */
export function artifactOf(pkg: string, path: string): Artifact {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const file = inRoot('bench/peers/node_modules', pkg, 'artifacts', `${path}.sol`, `${name}.json`);
  return JSON.parse(readFileSync(file, 'utf8')) as Artifact;
}

function isInstalled(folder: string): boolean {
  const installed = join(folder, 'node_modules', '.package-lock.json');
  if (!existsSync(installed)) return false;
  const read = (file: string): Lock => JSON.parse(readFileSync(file, 'utf8')) as Lock;
  const present = read(installed).packages;
  return Object.entries(read(join(folder, 'package-lock.json')).packages).every(
    ([path, { version, optional }]) =>
      // Of the packages for other platforms npm installs none.
      path === '' || (present[path] ? present[path].version === version : Boolean(optional)),
  );
}
