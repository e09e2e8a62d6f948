import { fork } from 'node:child_process';
import { once } from 'node:events';
import { inRoot } from '../../scripts/lib/paths.ts';
import type { Loop } from './closed-loop.ts';
import type { LoadOrder } from './http-load.ts';

/** Sends requests from a process beside this one. @throws Error where one of them failed */
export async function loadOverHttp(order: LoadOrder): Promise<Loop> {
  const child = fork(inRoot('bench', 'lib', 'http-load.ts'), {
    // JSON knows no Infinity.
    serialization: 'advanced',
  });
  child.send(order);
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`the load generator ended with code ${String(code)} and no figure`);
  });
  const [loop] = (await Promise.race([once(child, 'message'), ended])) as [Loop];
  await ended.catch(() => undefined);
  return loop;
}
