import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { migrate } from '../../migrations/run.ts';
import { startAnvil } from '../../scripts/lib/anvil.ts';
import { readLaunchConfig } from '../../scripts/lib/config.ts';
import { deploy } from '../../scripts/lib/deploy.ts';
import { createDatabase, startPostgres } from '../../scripts/lib/postgres.ts';
import { Told } from '../../scripts/lib/report.ts';
import { rpc } from '../../scripts/lib/rpc.ts';
import { type BenchResult, grid, type Row } from '../lib/rows.ts';
import { deployAssets, mineEvery, Watch } from './chain.ts';
import { Committee } from './committee.ts';
import { keepHeartbeat, roundTrips } from './measure.ts';
import { planFor, type Source, startSource } from './source.ts';

const BLOCK_SECONDS = 1;
const TRIPS = 30;

type Say = (message: string) => void;

/** A chain, a database on disk and a source; what is measured runs on them. */
interface Stage {
  rpcUrl: string;
  databaseUrl: string;
  deploymentFile: string;
  folder: string;
  committee: string;
  source: Source;
}

/** How long a number takes to the chain, and what it takes to keep a thousand of them fresh. */
export async function measureOracle(say: Say, args: string[]): Promise<BenchResult> {
  const { values } = parseArgs({
    args,
    options: {
      feeds: { type: 'string', default: '1000' },
      minutes: { type: 'string', default: '3' },
    },
  });
  const [feeds, minutes] = [Number(values.feeds), Number(values.minutes)];
  if (!Number.isSafeInteger(feeds) || feeds < 2 || feeds % 2 === 1 || !(minutes >= 1)) {
    throw new Told('--feeds takes an even number from 2 on, --minutes 1 or more');
  }
  const rows = [
    ...(await onStage(say, 2, 100, (stage, watch) => roundTrips(stage.source, watch, TRIPS))),
    ...(await onStage(say, feeds, 1_000, (stage, watch, nodes) =>
      keepHeartbeat({ source: stage.source, watch, nodes, minutes, say }),
    )),
  ].map((row) => ({ ...row, system: 'Cadastre' }));
  return { rows, table: table(rows) };
}

/** Five nodes on so many feeds, each of which has its first round. */
async function onStage(
  say: Say,
  feeds: number,
  pollMs: number,
  measure: (stage: Stage, watch: Watch, nodes: Committee) => Promise<Omit<Row, 'system'>[]>,
): Promise<Omit<Row, 'system'>[]> {
  const running: { stop(): Promise<void> }[] = [];
  const folder = mkdtempSync(join(tmpdir(), 'cadastre-bench-'));
  // The server's own user must reach the cluster.
  chmodSync(folder, 0o755);
  try {
    const stage = await setUp(folder, feeds, running, say);
    const { source, ...places } = stage;
    const watch = new Watch(stage.rpcUrl, stage.committee);
    running.push(watch);
    await mineEvery(stage.rpcUrl, BLOCK_SECONDS);
    const plan = planFor(source);
    const nodes = await Committee.start({ ...places, apiUrl: source.url, plan, pollMs });
    running.push(nodes);
    await watch.until(feeds, 300_000);
    say(`${feeds} feeds have their first round`);
    return await measure(stage, watch, nodes);
  } finally {
    for (const one of running.toReversed()) await one.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function setUp(
  folder: string,
  feeds: number,
  running: { stop(): Promise<void> }[],
  say: Say,
): Promise<Stage> {
  // Not `ephemeral`: that would not wait for the disk.
  const postgres = await startPostgres({ dataDir: join(folder, 'postgres') });
  running.push(postgres);
  const anvil = await startAnvil({ genesisTimestamp: wallClock() });
  running.push(anvil);
  // The source says the wall clock's time, which went on while the node started: never the chain's future.
  await rpc(anvil.url, 'evm_setTime', [wallClock() + 1]);
  const databaseUrl = await createDatabase(postgres.url, 'bench');
  await migrate(databaseUrl);
  const deploymentFile = join(folder, 'deployment.json');
  const options = {
    dataDir: folder,
    ephemeral: true,
    reset: false,
    advanceSeconds: 0,
    demo: false,
    ui: false,
  };
  await deploy(anvil.url, deploymentFile, readLaunchConfig({}, options).config);
  const deployment = JSON.parse(readFileSync(deploymentFile, 'utf8')) as Parameters<
    typeof deployAssets
  >[1];
  const source = await startSource();
  running.push(source);
  say(`deploying ${feeds} feeds ...`);
  source.assets = await deployAssets(anvil.url, deployment, feeds / 2);
  const committee = deployment.addresses.OracleCommittee;
  return { rpcUrl: anvil.url, databaseUrl, deploymentFile, folder, committee, source };
}

const wallClock = (): number => Math.floor(Date.now() / 1_000);

const table = (rows: readonly Row[]): string =>
  grid([
    ['', 'value', 'unit'],
    ...rows.map(({ case: name, value, unit }) => [name, value.toLocaleString('en-US'), unit]),
  ]);
