import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readLaunchConfig } from './config.ts';
import { type RunFile } from './run-file.ts';
import { Told } from './report.ts';
import { Stack } from './stack.ts';

export interface OwnWorld {
  run: RunFile;
  operator: { email: string; password: string };
  stop: () => Promise<void>;
}

/**
 * A whole world of one's own: free ports, a temporary folder, nothing kept, no demonstration. What the
 * environment says of databases and nodes is not looked at.
 */
export async function startOwnWorld(say: (message: string) => void): Promise<OwnWorld> {
  const options = {
    dataDir: mkdtempSync(join(tmpdir(), 'cadastre-')),
    ephemeral: true,
    reset: false,
    advanceSeconds: 0,
    demo: false,
    ui: false,
  };
  const { config } = readLaunchConfig({ PORT: '0' }, options);
  const stack = new Stack(options, config, say);
  const stop = (): Promise<void> => stack.stop();
  try {
    const { run } = await stack.start();
    if (!run.operator) throw new Told('the world has no operator');
    return { run, operator: run.operator, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
