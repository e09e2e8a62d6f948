import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readLaunchConfig } from './config.ts';
import { type RunFile } from './run-file.ts';
import { Told } from './report.ts';
import { Stack } from './stack.ts';

export interface OwnWorld {
  run: RunFile;
  /** What a process that works for this world is told. */
  env: NodeJS.ProcessEnv;
  operator: { email: string; password: string };
  stop: () => Promise<void>;
}

/**
 * A whole world of one's own: free ports, a temporary folder, nothing kept. What the
 * environment says of databases and nodes is not looked at. Pages and demonstration where they are asked for.
 */
export async function startOwnWorld(
  say: (message: string) => void,
  { ui = false, demo = false } = {},
): Promise<OwnWorld> {
  const options = {
    dataDir: mkdtempSync(join(tmpdir(), 'cadastre-')),
    ephemeral: true,
    reset: false,
    advanceSeconds: 0,
    demo,
    ui,
  };
  const { config } = readLaunchConfig({ PORT: '0', DEMO_CHAPTERS: 'opening' }, options);
  const stack = new Stack(options, config, say);
  const stop = (): Promise<void> => stack.stop();
  try {
    const { run, env } = await stack.start();
    if (!run.operator) throw new Told('the world has no operator');
    return { run, env, operator: run.operator, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
