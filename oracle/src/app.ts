import type { IncomingMessage } from 'node:http';
import type { DynamicModule, LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { DeploymentFileError, loadDeployment, type Deployment } from '@cadastre/contracts';
import { AppModule } from './app.module.js';
import { Rpc } from './chain/rpc.js';
import { ConfigError, type Config } from './platform/config.js';
import { NodeKey, readKeys } from './platform/keys.js';
import { Journal } from './signers/journal.js';
import { pendingMigrations } from './storage/migrations.js';
import { Database } from './storage/database.js';

/**
 * The whole service, ready to listen. Its heart does not beat yet: `app.get(Heart).start()`.
 * @throws ConfigError when the deployment, the chain or the database is not what it should be
 */
export async function createApp(
  config: Config,
  logger: LoggerService | false,
): Promise<NestExpressApplication> {
  const deployment = readDeployment(config);
  await refuseOtherChain(config, deployment);
  const keys = await readKeys(config);
  const journal = await Journal.open(config.env.ORACLE_JOURNAL, {
    signer: new NodeKey(keys.signer).address,
    chainId: String(deployment.chainId),
    committee: deployment.addresses.OracleCommittee,
  });
  try {
    return await assemble(AppModule.with(config, deployment, { keys, journal }), logger);
  } catch (error) {
    await journal.close();
    throw error;
  }
}

async function assemble(
  module: DynamicModule,
  logger: LoggerService | false,
): Promise<NestExpressApplication> {
  const app = await NestFactory.create<NestExpressApplication>(module, {
    bodyParser: false,
    abortOnError: false,
    forceCloseConnections: true,
    logger,
  });
  app.disable('x-powered-by');
  app.useBodyParser('json', { limit: '16mb', type: hasLines });
  app.useBodyParser('json', { limit: '128kb', type: isForPeers });
  await refuseOldSchema(app);
  return app;
}

/** The lines of a distribution: one for each holder. */
const hasLines = ({ url = '' }: IncomingMessage) => LINES.includes(url);
const LINES = ['/net-roots', '/peer/sign-net-root'];

/** The external adapter reads its own bodies: even what is no JSON it answers in Chainlink's form. */
const isForPeers = ({ url = '' }: IncomingMessage) => url.startsWith('/peer/');

function readDeployment(config: Config): Deployment {
  try {
    return loadDeployment(config.env.DEPLOYMENT_FILE);
  } catch (error) {
    if (error instanceof DeploymentFileError)
      throw new ConfigError([`DEPLOYMENT_FILE: ${error.message}`]);
    throw error;
  }
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

async function refuseOtherChain(config: Config, deployment: Deployment): Promise<void> {
  const rpc = new Rpc(config.env.RPC_URL);
  const problem = await identifyChain(rpc, deployment).catch(messageOf);
  if (problem) throw new ConfigError([`RPC_URL: ${problem}`]);
}

async function identifyChain(rpc: Rpc, deployment: Deployment): Promise<string | null> {
  const [chainId, genesis] = await Promise.all([rpc.chainId(), rpc.block(0)]);
  if (chainId === BigInt(deployment.chainId) && genesis.hash === deployment.genesisHash)
    return null;
  return `the node serves chain ${chainId} with genesis ${genesis.hash}, the deployment is on ${deployment.chainId} with ${deployment.genesisHash}`;
}

async function refuseOldSchema(app: NestExpressApplication): Promise<void> {
  const problem = await pendingMigrations(app.get(Database)).catch((e: unknown) => [messageOf(e)]);
  if (problem.length === 0) return;
  await app.close();
  throw new ConfigError([`DATABASE_URL: lacks ${problem.join(', ')}; run \`npm run migrate\``]);
}
