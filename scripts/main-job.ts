/**
 * `npm run main-job`: a treasury fund's whole life through the public API, then the checks that an
 * outsider makes over RPC. Without `--url` it takes the instance of `npm start`; where none runs, or
 * its demonstration is still being played, it starts a world of its own on free ports and takes it down again.
 */
import { parseArgs } from 'node:util';
import { buildAll } from './lib/build.ts';
import { DATA_DIR } from './lib/config.ts';
import { isBeingPlayed } from './lib/demo.ts';
import { DEV_MNEMONIC } from './lib/dev-keys.ts';
import { startOwnWorld } from './lib/own-world.ts';
import { inRoot } from './lib/paths.ts';
import { say, tell, Told } from './lib/report.ts';
import { runningWorld } from './lib/run-file.ts';

const USAGE = `usage: npm run main-job [-- options]
  --url URL         an instance that runs already (default: the one of npm start, else an own one)
  --rpc URL         its chain node (default: RPC_URL, else the one of npm start)
  --operator E:P    its operator's e-mail and password (default: OPERATOR_EMAIL, OPERATOR_PASSWORD)
  --data-dir DIR    where npm start keeps its world (default .cadastre)
  --run ID          letters and digits; the same again goes on where the last attempt stopped`;

interface Instance {
  url: string;
  rpcUrl: string;
  operator: { email: string; password: string };
  stop: () => Promise<void>;
}

const nothingToStop = (): Promise<void> => Promise.resolve();

function options() {
  try {
    return parseArgs({
      options: {
        url: { type: 'string' },
        rpc: { type: 'string' },
        operator: { type: 'string' },
        run: { type: 'string' },
        'data-dir': { type: 'string', default: inRoot('.cadastre') },
      },
    }).values;
  } catch (error) {
    throw new Told(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
  }
}

/** The world of `npm start`, if it is up, its operator is known. */
function running(dataDir: string): Instance | null {
  const world = runningWorld(dataDir);
  if (!world?.ready || !world.operator) return null;
  const { url, rpcUrl, operator } = world;
  return { url, rpcUrl, operator, stop: nothingToStop };
}

/** The same, unless its demonstration is still being played. */
function atRest(dataDir: string): Instance | null {
  const world = running(dataDir);
  if (!world || !isBeingPlayed(dataDir)) return world;
  say('the demonstration of npm start is still being played and moves the clock: it is left alone');
  return null;
}

/** An instance that somebody else runs. @throws Told naming what must be given with it */
function given(url: string, { rpc, operator, 'data-dir': dataDir }: ReturnType<typeof options>) {
  const here = running(dataDir);
  const rpcUrl = rpc ?? process.env['RPC_URL'] ?? here?.rpcUrl;
  const { OPERATOR_EMAIL, OPERATOR_PASSWORD } = process.env;
  const colon = operator?.indexOf(':') ?? -1;
  const who = operator
    ? { email: operator.slice(0, colon), password: operator.slice(colon + 1) }
    : OPERATOR_EMAIL && OPERATOR_PASSWORD
      ? { email: OPERATOR_EMAIL, password: OPERATOR_PASSWORD }
      : here?.operator;
  if (!rpcUrl || !who) {
    throw new Told(`--url needs --rpc and --operator of that instance as well\n${USAGE}`);
  }
  return { url: url.replace(/\/+$/, ''), rpcUrl, operator: who, stop: nothingToStop };
}

/** A world of our own, in a temporary folder on free ports, without the demonstration. */
async function ownWorld(): Promise<Instance> {
  const { run, operator, stop } = await startOwnWorld(say);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void stop().finally(() => process.exit(1)));
  }
  return { url: run.url, rpcUrl: run.rpcUrl, operator, stop };
}

async function play({ url, rpcUrl, operator }: Instance, runId: string): Promise<boolean> {
  // Only now: what it imports is built by then.
  const { runOn, verdictLines } = await import('../test/main-job.ts');
  const outcome = await runOn({
    url,
    rpcUrl,
    operator,
    runId,
    mnemonic: process.env['DEV_MNEMONIC'] ?? DEV_MNEMONIC,
    dataDir: process.env['DATA_DIR'] ?? DATA_DIR,
    print: (line) => {
      console.log(line);
    },
  });
  for (const line of verdictLines(outcome)) console.log(line);
  return outcome.failures.length === 0;
}

async function main(): Promise<boolean> {
  const chosen = options();
  const runId = chosen.run ?? Date.now().toString(36);
  if (!/^[a-z0-9]{1,12}$/.test(runId)) {
    throw new Told('--run takes 1 to 12 lower-case letters and digits');
  }
  await buildAll(say, ['admin-ui']);
  const there = chosen.url ? given(chosen.url, chosen) : atRest(chosen['data-dir']);
  const instance = there ?? (await ownWorld());
  try {
    return await play(instance, runId);
  } finally {
    await instance.stop();
  }
}

let passed = false;
try {
  passed = await main();
} catch (error) {
  tell(error);
}
process.exit(passed ? 0 : 1);
