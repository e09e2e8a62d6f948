import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { removeCluster } from './postgres-home.ts';

/** All that a world keeps in its folder. Nothing else there is ever deleted. */
const KEPT = [
  'chain',
  'demo.json',
  'deployment.json',
  'documents',
  'logs',
  'run.json',
  'run.json.new',
  'secrets.json',
];

/** The embedded cluster's folder of a world. */
export const clusterDir = (dataDir: string): string => join(dataDir, 'postgres');

/** Forgets a stopped world, and the folder too when nothing of anybody else's is in it. */
export function resetWorld(dataDir: string): void {
  removeCluster(clusterDir(dataDir));
  for (const name of KEPT) rmSync(join(dataDir, name), { recursive: true, force: true });
  if (existsSync(dataDir) && readdirSync(dataDir).length === 0)
    rmSync(dataDir, { recursive: true });
}
