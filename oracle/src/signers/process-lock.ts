import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** The lock is held by a process that lives. */
export class Locked extends Error {
  constructor(
    readonly path: string,
    readonly holder: number,
  ) {
    super(`process ${holder} holds ${path}`);
  }
}

/**
 * Holds a file for this process alone until it is released or the process ends, however it ends. The file names
 * process and start time, so that a lock that a killed process left is told from one of a process that lives.
 * @returns gives the lock up
 * @throws Locked
 */
export function holdFile(path: string): () => void {
  mkdirSync(dirname(path), { recursive: true });
  const me = `${process.pid} ${startedAt(process.pid)}`;
  // Written aside and then linked: nobody ever reads a lock without its holder.
  const aside = `${path}.${process.pid}`;
  writeFileSync(aside, me);
  try {
    while (!link(aside, path)) {
      const found = read(path);
      const [pid, started] = found.split(' ');
      if (pid && startedAt(Number(pid)) === started) {
        throw new Locked(path, Number(pid));
      }
      removeStale(path, found);
    }
  } finally {
    rmSync(aside, { force: true });
  }
  return () => rmSync(path, { force: true });
}

function link(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Two processes may find the same stale lock: only the one that moved *that* one away has removed it. */
function removeStale(path: string, stale: string): void {
  const moved = `${path}.stale.${process.pid}`;
  try {
    renameSync(path, moved);
  } catch {
    return;
  }
  // Another was quicker and this is its lock: it gets it back.
  if (read(moved) !== stale) link(moved, path);
  rmSync(moved, { force: true });
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** When a process began, in the system's own count; '' when there is none of that number. */
function startedAt(pid: number): string {
  try {
    // Field 22 of proc(5); the name before it may hold blanks and brackets.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? '' : (fields[19] ?? '');
  } catch {
    return alive(pid) ? 'unknown' : '';
  }
}

/** For systems without /proc. */
function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
