import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { migrate } from '../../migrations/run.ts';
import { advanceTime, type RunningAnvil, startAnvil, YEAR_BEFORE } from './anvil.ts';
import { buildAll } from './build.ts';
import { DATA_DIR, type LaunchConfig, type Secrets } from './config.ts';
import { deploy } from './deploy.ts';
import { waitHealthy } from './health.ts';
import type { StartOptions } from './options.ts';
import {
  NODE_ARGS,
  nodeEnvironment,
  ORACLE_NODES,
  oracleUrls,
  type OracleNode,
} from './oracle-nodes.ts';
import { inRoot } from './paths.ts';
import { freePort } from './ports.ts';
import { type RunningPostgres, startPostgres } from './postgres.ts';
import { isAlive } from './processes.ts';
import { Told } from './report.ts';
import { clusterDir } from './reset.ts';
import { removeRunFile, type RunFile, writeRunFile } from './run-file.ts';
import { settleSecrets } from './secrets.ts';
import { Service } from './service.ts';
import { compareWithDatabase, isDeployed } from './world.ts';

const READY_PATIENCE_MS = 180_000;
const WATCH_MS = 2_000;

/** The demonstration's people and the tests' all come from this machine. */
const AT_HOME = {
  SIGN_IN_ACCOUNTS: process.env['SIGN_IN_ACCOUNTS'] ?? '10000',
  REGISTRATIONS: process.env['REGISTRATIONS'] ?? '10000',
};

type Say = (message: string) => void;

/** One running world: database, chain, API with the UI, the oracle's committee. */
export class Stack {
  private readonly options: StartOptions;
  private readonly config: LaunchConfig;
  private readonly say: Say;
  private postgres: RunningPostgres | undefined;
  private anvil: RunningAnvil | undefined;
  private api: Service | undefined;
  private oracles: Service[] = [];
  private run: RunFile | undefined;
  private embedded: Promise<unknown> | undefined;
  private stopped: Promise<void> | undefined;

  constructor(options: StartOptions, config: LaunchConfig, say: Say) {
    this.options = options;
    this.config = config;
    this.say = say;
  }

  /** Brings everything up until /health is 200. @throws Told with what keeps it from that */
  async start(): Promise<{ run: RunFile; env: NodeJS.ProcessEnv }> {
    const { dataDir } = this.options;
    mkdirSync(join(dataDir, 'logs'), { recursive: true });
    mkdirSync(join(dataDir, 'documents'), { recursive: true });
    const secrets = settleSecrets(dataDir, this.config.secrets);
    const built = this.build();
    const embedded = settleBoth(this.database(), this.chain());
    this.embedded = embedded;
    const [databaseUrl, rpcUrl] = await embedded;
    const deployed = await this.belongs(databaseUrl, rpcUrl);
    const ran = await migrate(databaseUrl);
    if (ran.length > 0) this.say(`migrated the database: ${ran.join(', ')}`);
    await built;
    if (!deployed) await this.contracts(rpcUrl);
    const run = await this.describe(databaseUrl, rpcUrl, secrets);
    this.run = run;
    const env = this.environment(run, secrets);
    if (this.stopped) throw new Told('stopped');
    this.services(run, env);
    await this.ready(run);
    this.watch(run);
    return { run, env };
  }

  /** What the API and the oracle get, and those who act beside them. */
  private environment(run: RunFile, secrets: Secrets): NodeJS.ProcessEnv {
    const { config } = this;
    return {
      ...process.env,
      ...secrets,
      NODE_ENV: process.env['NODE_ENV'] ?? 'development',
      PORT: new URL(run.url).port,
      PUBLIC_URL: config.publicUrl ?? run.url,
      DATABASE_URL: run.databaseUrl,
      RPC_URL: run.rpcUrl,
      DEPLOYMENT_FILE: run.deploymentFile,
      API_URL: run.url,
      ORACLE_URL: run.oracleUrl,
      CLOCK: config.clock,
      CONFIRMATIONS: String(config.confirmations),
      DOCUMENTS_DIR: process.env['DOCUMENTS_DIR'] ?? join(run.dataDir, 'documents'),
      DATA_DIR: process.env['DATA_DIR'] ?? DATA_DIR,
      ...(this.options.ui && { UI_DIR: process.env['UI_DIR'] ?? inRoot('admin-ui', 'dist') }),
      ...(config.devMnemonic !== undefined && { DEV_MNEMONIC: config.devMnemonic }),
      ...(config.demo && { DEMO: '1' }),
      ...(!config.production && AT_HOME),
    };
  }

  /** Puts everything away, in the order of who needs whom. The second call waits for the first. */
  stop(): Promise<void> {
    this.stopped ??= this.putAway();
    return this.stopped;
  }

  private async putAway(): Promise<void> {
    if (this.run) removeRunFile(this.run.dataDir);
    await Promise.all([...this.oracles.map((one) => one.stop()), this.api?.stop()]);
    await this.embedded?.catch(() => undefined);
    await Promise.all([this.anvil?.stop(), this.postgres?.stop()]);
    if (this.options.ephemeral) rmSync(this.options.dataDir, { recursive: true, force: true });
  }

  private build(): Promise<void> {
    const built = buildAll(this.say, this.options.ui ? [] : ['admin-ui']).then((ran) => {
      if (ran.length === 0) this.say('everything is built already');
    });
    // Whoever fails first is told; this one is awaited later.
    built.catch(() => undefined);
    return built;
  }

  private async database(): Promise<string> {
    if (this.config.databaseUrl) return this.config.databaseUrl;
    const { dataDir, ephemeral } = this.options;
    this.postgres = await startPostgres({
      ...(ephemeral ? { ephemeral } : { dataDir: clusterDir(dataDir) }),
      logFile: join(dataDir, 'logs', 'postgres.log'),
    });
    this.say(`PostgreSQL 18 is up on port ${this.postgres.port}`);
    return this.postgres.url;
  }

  private async chain(): Promise<string> {
    const { dataDir, ephemeral, advanceSeconds } = this.options;
    let url = this.config.rpcUrl;
    if (!url) {
      this.anvil = await startAnvil({
        ...(!ephemeral && { stateDir: join(dataDir, 'chain') }),
        ...(this.config.devMnemonic !== undefined && { mnemonic: this.config.devMnemonic }),
        // Whoever plays the later chapters lives a year up to their end.
        ...(this.config.demo && this.config.laterChapters && { genesisTimestamp: YEAR_BEFORE }),
        logFile: join(dataDir, 'logs', 'anvil.log'),
      });
      url = this.anvil.url;
      this.say(`the local chain is up on port ${this.anvil.port}`);
    }
    if (advanceSeconds > 0) {
      const time = await advanceTime(url, advanceSeconds);
      this.say(`the world's time is now ${new Date(time * 1000).toISOString()}`);
    }
    return url;
  }

  /** Looked at before anything is changed. @returns whether the contracts are deployed already */
  private async belongs(databaseUrl: string, rpcUrl: string): Promise<boolean> {
    const { deploymentFile } = this.config;
    const place = { rpcUrl, databaseUrl, deploymentFile };
    const deployed = await isDeployed(place);
    const notice = await compareWithDatabase(place, deployed);
    if (notice) this.say(notice);
    return deployed;
  }

  private async contracts(rpcUrl: string): Promise<void> {
    const { deploymentFile } = this.config;
    const count = await deploy(rpcUrl, deploymentFile, this.config);
    this.say(`deployed ${count} contracts, see ${deploymentFile}`);
  }

  private async describe(databaseUrl: string, rpcUrl: string, secrets: Secrets): Promise<RunFile> {
    const { dataDir } = this.options;
    const { config } = this;
    const port = config.port === 0 ? await freePort() : config.port;
    // In production the other members of the committee run their nodes elsewhere.
    const nodes = config.devMnemonic === undefined ? 1 : ORACLE_NODES.length;
    const urls = await oracleUrls(nodes, process.env['ORACLE_PORT']);
    return {
      url: `http://127.0.0.1:${port}`,
      rpcUrl,
      databaseUrl,
      oracleUrl: urls[0] ?? '',
      oracleUrls: urls,
      dataDir,
      deploymentFile: config.deploymentFile,
      startedAt: new Date().toISOString(),
      ready: false,
      pids: {
        launcher: process.pid,
        ...(this.postgres && { postgres: this.postgres.pid }),
        ...(this.anvil && { anvil: this.anvil.pid }),
      },
      ...(!config.production && {
        operator: { email: secrets.OPERATOR_EMAIL, password: secrets.OPERATOR_PASSWORD },
      }),
    };
  }

  private services(run: RunFile, env: NodeJS.ProcessEnv): void {
    const { rpcUrls } = this.config;
    const several = rpcUrls.length > 1 ? { RPC_URL: rpcUrls.join(',') } : {};
    const service = (name: 'api' | OracleNode, args: string[], own: NodeJS.ProcessEnv): Service =>
      new Service({
        name,
        args,
        env: { ...env, ...several, ...own },
        logFile: join(run.dataDir, 'logs', `${name}.log`),
        onStart: (pid) => {
          run.pids[name] = pid;
          writeRunFile(run);
        },
        onCrash: (how, inMs) => {
          this.say(`the ${name} process went away (${how}); started again in ${inMs / 1000} s`);
        },
      });
    this.api = service('api', [inRoot('api', 'dist', 'main.js')], {});
    const place = {
      dataDir: run.dataDir,
      urls: run.oracleUrls,
      mnemonic: this.config.devMnemonic,
    };
    this.oracles = ORACLE_NODES.slice(0, run.oracleUrls.length).map((name, index) =>
      service(name, NODE_ARGS, nodeEnvironment(index, place)),
    );
  }

  /** Database and chain are not started again by themselves: a person should know why they went. */
  private watch(run: RunFile): void {
    const watched = { postgres: run.pids.postgres, anvil: run.pids.anvil };
    const timer = setInterval(() => {
      for (const [name, pid] of Object.entries(watched)) {
        if (this.stopped) clearInterval(timer);
        else if (pid !== undefined && !isAlive(pid)) {
          clearInterval(timer);
          this.say(
            `the ${name} process (${pid}) went away, see ${join(run.dataDir, 'logs', `${name}.log`)}: ` +
              'stop with Ctrl-C and start again',
          );
        }
      }
    }, WATCH_MS);
    timer.unref();
  }

  private async ready(run: RunFile): Promise<void> {
    const services = [this.api, ...this.oracles];
    const problem = await waitHealthy(
      run.url,
      READY_PATIENCE_MS,
      () => services.find((one) => one?.refused !== undefined)?.refused,
      (waitingFor) => this.say(`waiting: ${waitingFor.join('; ')}`),
    );
    if (problem) {
      throw new Told(
        `Cadastre did not become ready: ${problem}\nLogs: ${join(run.dataDir, 'logs')}`,
      );
    }
    run.ready = true;
    writeRunFile(run);
  }
}

/** Both results, and no failure before both have come to an end (so that both can be stopped). */
async function settleBoth<A, B>(a: Promise<A>, b: Promise<B>): Promise<[A, B]> {
  await Promise.allSettled([a, b]);
  return [await a, await b];
}
