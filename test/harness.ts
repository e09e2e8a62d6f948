import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { inRoot, NODE } from '../scripts/lib/paths.ts';
import { ended } from '../scripts/lib/processes.ts';
import { resetWorld } from '../scripts/lib/reset.ts';
import { readRunFile, type RunFile } from '../scripts/lib/run-file.ts';

/** A folder that is gone at the end. */
export class Folder {
  readonly path = mkdtempSync(join(tmpdir(), 'cadastre-test-'));

  remove(): void {
    // Under root the cluster may live elsewhere, because this folder is closed to the server's user.
    resetWorld(this.path);
    rmSync(this.path, { recursive: true, force: true });
  }
}

/** What a command as a person runs it finds in its environment; of ours only where Node keeps what it has compiled. */
export const environment = {
  PATH: process.env['PATH'],
  HOME: process.env['HOME'],
  NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
};

/** The launcher as a person runs it: a process with arguments, an environment and what it says. */
export class Launcher {
  private readonly child: ChildProcess;
  private said = '';

  constructor(args: string[], env: Record<string, string> = {}) {
    this.child = spawn(NODE, [inRoot('scripts', 'start.ts'), ...args], {
      env: {
        ...environment,
        PORT: '0',
        // What no test looks at is not played beside it.
        DEMO_CHAPTERS: 'opening',
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.setEncoding('utf8');
      stream?.on('data', (chunk: string) => {
        this.said += chunk;
      });
    }
  }

  get output(): string {
    return this.said;
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** Waits for the end. @returns the exit code; null where a signal ended it */
  async ended(): Promise<number | null> {
    await ended(this.child);
    return this.child.exitCode;
  }

  /** Waits until the world in the folder is ready. @throws Error with what was said instead */
  async ready(dataDir: string, patienceMs = 120_000): Promise<RunFile> {
    const deadline = Date.now() + patienceMs;
    while (Date.now() < deadline) {
      const run = readRunFile(dataDir);
      if (run?.ready && run.pids.launcher === this.child.pid && this.said.includes('  ready')) {
        return run;
      }
      if (this.child.exitCode !== null) break;
      await sleep(50);
    }
    throw new Error(`the world did not become ready:\n${this.said}`);
  }

  /** Ctrl-C, and the wait until everything is put away. */
  async stop(): Promise<number | null> {
    if (this.child.exitCode === null && this.child.signalCode === null) this.child.kill('SIGINT');
    return this.ended();
  }

  /** Pulls the plug: nothing is put away. */
  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await ended(this.child);
  }
}
