import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { inRoot, NODE } from './paths.ts';
import { dieWithUs, ended, isAlive } from './processes.ts';
import { Told } from './report.ts';
import { run } from './run.ts';

const PLAY = inRoot('api', 'dist', 'demo', 'play.js');
const SIGN_IN = 'SIGN-IN ';
const DONE = 'DONE ';

interface Played {
  playedAt: string;
  /** `role  name  e-mail / password`, one line each. */
  signIns: string[];
  /** The later chapters that are done, by name. */
  done?: string[];
  /** All of them are. */
  over?: boolean;
  /** The process that plays them. */
  player?: number;
}

const markerOf = (dataDir: string): string => join(dataDir, 'demo.json');
const readMarker = (dataDir: string): Played =>
  JSON.parse(readFileSync(markerOf(dataDir), 'utf8')) as Played;
const writeMarker = (dataDir: string, played: Played): void =>
  writeFileSync(markerOf(dataDir), `${JSON.stringify(played, null, 2)}\n`, { mode: 0o600 });

/** Whether later chapters are being played: then the chain's clock is moved on, evening by evening. */
export function isBeingPlayed(dataDir: string): boolean {
  if (!existsSync(markerOf(dataDir))) return false;
  const { over, player } = readMarker(dataDir);
  return !over && player !== undefined && isAlive(player);
}

/**
 * Lives the opening of the demonstration through the API, once per world. A play that was interrupted is
 * taken up again by the next start.
 * @returns the sign-ins to show. @throws Told with the play's own words when it fails
 */
export async function playDemo(
  dataDir: string,
  env: NodeJS.ProcessEnv,
  say: (message: string) => void,
): Promise<string[]> {
  if (existsSync(markerOf(dataDir))) return readMarker(dataDir).signIns;
  say('playing the demonstration world ...');
  const signIns: string[] = [];
  let rest = '';
  const { code, seconds } = await run(NODE, [PLAY], {
    env,
    onOutput: (chunk) => {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        if (line.startsWith(SIGN_IN)) signIns.push(line.slice(SIGN_IN.length));
        else if (line.trim() !== '') say(`  ${line}`);
      }
    },
  });
  if (code !== 0) {
    throw new Told(
      'The demonstration world could not be played to its opening; it says why above. `npm start` takes ' +
        'it up where it stopped; `npm start -- --reset` begins anew, `npm start -- --no-demo` does without.',
    );
  }
  writeMarker(dataDir, { playedAt: new Date().toISOString(), signIns });
  say(`the demonstration world is ready after ${seconds.toFixed(1)} s`);
  return signIns;
}

/** The later chapters on their way, beside a world that is ready. */
export interface LaterChapters {
  /** Ends them where they are; the next start goes on there. */
  stop(): Promise<void>;
}

/**
 * Plays the chapters after the opening in the background and tells how far they are.
 * @returns undefined where they have all been played
 */
export function playLater(
  dataDir: string,
  env: NodeJS.ProcessEnv,
  say: (message: string) => void,
): LaterChapters | undefined {
  const { over, done = [] } = readMarker(dataDir);
  if (over) return undefined;
  const child = spawn(NODE, [PLAY, 'later', ...done], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  dieWithUs(child, 'SIGTERM');
  writeMarker(dataDir, { ...readMarker(dataDir), player: child.pid });
  let stopping = false;
  const hear = (line: string): void => {
    if (line.startsWith(DONE)) {
      done.push(line.slice(DONE.length));
      writeMarker(dataDir, { ...readMarker(dataDir), done });
    } else if (line.trim() !== '' && !stopping) say(`demonstration ${line}`);
  };
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', hear);
  }
  child.once('exit', (code) => {
    if (code === 0) {
      writeMarker(dataDir, { ...readMarker(dataDir), over: true });
      say('the demonstration has been played to its end');
    } else if (!stopping)
      say('the demonstration stopped there, see above; the next `npm start` takes it up again');
  });
  return {
    stop: () => {
      stopping = true;
      child.kill('SIGTERM');
      return ended(child);
    },
  };
}
