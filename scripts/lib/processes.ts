import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Whether a process with this id lives (also one of another user). */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  // A zombie is dead; it only waits to be told to its parent.
  try {
    return !/^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return true;
  }
}

/** The process's command line, or '' where the system does not tell. */
export function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
  } catch {
    return '';
  }
}

/** Sends a signal and waits for the end; SIGKILL after the patience (ms) is over. */
export async function endProcess(
  pid: number,
  signal: NodeJS.Signals = 'SIGTERM',
  patienceMs = 5_000,
): Promise<void> {
  for (const next of [signal, 'SIGKILL'] as const) {
    try {
      process.kill(pid, next);
    } catch {
      return;
    }
    const deadline = Date.now() + patienceMs;
    while (Date.now() < deadline) {
      if (!isAlive(pid)) return;
      await sleep(20);
    }
  }
}

/** Resolves when the child has ended; at once if it already has. */
export function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  const { promise, resolve } = Promise.withResolvers<void>();
  child.once('exit', () => resolve());
  return promise;
}

const groups = new Set<number>();

/** Ends a process and everything it started, where it was spawned `detached`: as the first of its group. */
export function endGroup(leader: number): void {
  groups.delete(leader);
  try {
    process.kill(-leader, 'SIGKILL');
  } catch {
    // All of them have ended.
  }
}

/** Makes sure that a group does not outlive us: the terminal's interruption does not reach it. */
export function groupDiesWithUs(child: ChildProcess): void {
  const { pid } = child;
  if (pid === undefined) return;
  if (groups.size === 0) {
    process.once('exit', () => groups.forEach(endGroup));
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.once(signal, () => process.exit(1));
    }
  }
  groups.add(pid);
  child.once('exit', () => groups.delete(pid));
}

const owned = new Set<{ child: ChildProcess; signal: NodeJS.Signals }>();

/**
 * Makes sure that a server we started does not outlive us when we end without having stopped it
 * (an uncaught error, process.exit). Nothing helps against SIGKILL.
 */
export function dieWithUs(child: ChildProcess, signal: NodeJS.Signals): void {
  if (owned.size === 0) {
    process.once('exit', () => {
      for (const { child: one, signal: how } of owned) one.kill(how);
    });
  }
  const entry = { child, signal };
  owned.add(entry);
  child.once('exit', () => owned.delete(entry));
}
