import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startAnvil } from '../../scripts/lib/anvil.ts';
import { readLaunchConfig } from '../../scripts/lib/config.ts';
import { deploy } from '../../scripts/lib/deploy.ts';
import { startPostgres } from '../../scripts/lib/postgres.ts';

/** Where the parts of a run are; another process may be told. */
export interface Places {
  databaseUrl: string;
  rpcUrl: string;
  deploymentFile: string;
  /** Whatever a run writes besides. */
  folder: string;
}

/** A database that is really on disk, and a chain with our contracts. Nothing of it is kept. */
export interface Services extends Places {
  stop(): Promise<void>;
}

export async function startServices(): Promise<Services> {
  const folder = mkdtempSync(join(tmpdir(), 'cadastre-bench-'));
  // The server's own user must reach the cluster.
  chmodSync(folder, 0o755);
  const running: { stop(): Promise<void> }[] = [];
  const stop = async (): Promise<void> => {
    for (const one of running.toReversed()) await one.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    // Not `ephemeral`: that would not wait for the disk.
    const postgres = await startPostgres({ dataDir: join(folder, 'postgres') });
    running.push(postgres);
    const anvil = await startAnvil();
    running.push(anvil);
    const deploymentFile = join(folder, 'deployment.json');
    const options = {
      dataDir: folder,
      ephemeral: true,
      reset: false,
      advanceSeconds: 0,
      demo: false,
      ui: false,
    };
    await deploy(anvil.url, deploymentFile, readLaunchConfig({}, options).config);
    return { databaseUrl: postgres.url, rpcUrl: anvil.url, deploymentFile, folder, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
