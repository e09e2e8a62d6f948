import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { inRoot } from './paths.ts';
import { Told } from './report.ts';

export interface StartOptions {
  /** Everything the running world keeps lives here. */
  dataDir: string;
  /** The world ends with the process: unsynced, in a temporary folder. */
  ephemeral: boolean;
  reset: boolean;
  /** Seconds to move the world's time by; 0 for not at all. */
  advanceSeconds: number;
  demo: boolean;
  /** Without it only the API and its documentation are served. */
  ui: boolean;
}

export const USAGE = `usage: npm start [-- options]
  --reset           begin anew: forget the database, the chain, the documents and the secrets
  --advance 30d     move the world's time forward (s, m, h, d, w); a running one at once
  --no-demo         start empty, without the demonstration world
  --no-ui           serve the API without the pages
  --data-dir DIR    keep the world in DIR instead of .cadastre
  --ephemeral       keep nothing: a world in a temporary folder, gone at the end
  --help            this text`;

const UNIT_SECONDS: Record<string, number> = {
  s: 1,
  m: 60,
  h: 3_600,
  d: 86_400,
  w: 7 * 86_400,
};
const TEN_YEARS = 10 * 366 * 86_400;

/** Reads the command line. @throws Told naming every problem */
export function readOptions(args: string[]): StartOptions | 'help' {
  let values;
  try {
    ({ values } = parseArgs({
      args,
      options: {
        reset: { type: 'boolean', default: false },
        advance: { type: 'string' },
        'no-demo': { type: 'boolean', default: false },
        'no-ui': { type: 'boolean', default: false },
        'data-dir': { type: 'string' },
        ephemeral: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }));
  } catch (error) {
    throw new Told(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
  }
  if (values.help) return 'help';
  if (values.ephemeral && values.reset) {
    throw new Told('--ephemeral begins anew anyway: leave out --reset');
  }
  return {
    dataDir: dataDir(values['data-dir'], values.ephemeral),
    ephemeral: values.ephemeral,
    reset: values.reset,
    advanceSeconds: values.advance === undefined ? 0 : seconds('--advance', values.advance),
    demo: !values['no-demo'],
    ui: !values['no-ui'],
  };
}

function dataDir(given: string | undefined, ephemeral: boolean): string {
  if (given) return resolve(given);
  return ephemeral ? mkdtempSync(join(tmpdir(), 'cadastre-')) : inRoot('.cadastre');
}

/** `30d`, `12h`, `90s` as seconds. @throws Told for anything else, and beyond ten years */
export function seconds(option: string, text: string): number {
  const match = /^(\d{1,9})([smhdw])$/.exec(text);
  const total = match ? Number(match[1]) * (UNIT_SECONDS[match[2] ?? ''] ?? 0) : 0;
  if (total > 0 && total <= TEN_YEARS) return total;
  throw new Told(
    `${option} ${text}: give a whole number and a unit (s, m, h, d, w), up to ten years, e.g. 30d`,
  );
}
