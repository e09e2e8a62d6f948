import { type ChildProcess, spawn } from 'node:child_process';
import { ROOT } from './paths.ts';
import { endGroup, groupDiesWithUs } from './processes.ts';

export interface RunResult {
  code: number;
  /** Standard output and error, in the order they came. */
  output: string;
  seconds: number;
}

export interface RunOptions {
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  /** Sees the output while it comes. */
  onOutput?: (chunk: string) => void;
  /** After this it is ended, with everything it started. */
  limitSeconds?: number;
}

/** Runs a command to its end and keeps what it said. Never throws for a failing command. */
export function run(command: string, args: string[], options: RunOptions = {}): Promise<RunResult> {
  const began = performance.now();
  const { promise, resolve, reject } = Promise.withResolvers<RunResult>();
  const child = spawn(command, args, {
    cwd: options.cwd ?? ROOT,
    env: options.env ?? process.env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: options.limitSeconds !== undefined,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (chunk: string) => {
      output += chunk;
      options.onOutput?.(chunk);
    });
  }
  const limit = limited(child, options.limitSeconds, (told) => (output += told));
  child.once('error', reject);
  child.once('close', (code, signal) => {
    clearTimeout(limit);
    if (signal) output += `\n(ended by ${signal})`;
    resolve({ code: code ?? 1, output, seconds: (performance.now() - began) / 1000 });
  });
  return promise;
}

function limited(
  child: ChildProcess,
  seconds: number | undefined,
  tell: (line: string) => void,
): NodeJS.Timeout | undefined {
  const { pid } = child;
  if (seconds === undefined || pid === undefined) return undefined;
  groupDiesWithUs(child);
  return setTimeout(() => {
    tell(`\n(it did not end within ${seconds} s)`);
    endGroup(pid);
  }, seconds * 1000);
}
