import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inRoot, NODE } from './paths.ts';
import { Told } from './report.ts';
import { run } from './run.ts';

const SIGN_IN = 'SIGN-IN ';

interface Played {
  playedAt: string;
  /** `role  name  e-mail / password`, one line each. */
  signIns: string[];
}

/**
 * Lives the demonstration world through the API, once per world. A play that was interrupted is
 * taken up again by the next start.
 * @returns the sign-ins to show. @throws Told with the play's own words when it fails
 */
export async function playDemo(
  dataDir: string,
  env: NodeJS.ProcessEnv,
  say: (message: string) => void,
): Promise<string[]> {
  const marker = join(dataDir, 'demo.json');
  if (existsSync(marker)) return (JSON.parse(readFileSync(marker, 'utf8')) as Played).signIns;
  say('playing the demonstration world ...');
  const signIns: string[] = [];
  let rest = '';
  const { code, seconds } = await run(NODE, [inRoot('api', 'dist', 'demo', 'play.js')], {
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
      'The demonstration world could not be played; it says why above. ' +
        'Begin anew with `npm start -- --reset`, or without it: `npm start -- --no-demo`.',
    );
  }
  const played: Played = { playedAt: new Date().toISOString(), signIns };
  writeFileSync(marker, `${JSON.stringify(played, null, 2)}\n`, { mode: 0o600 });
  say(`the demonstration world is ready after ${seconds.toFixed(1)} s`);
  return signIns;
}
