import { type INestApplication, type LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { DeploymentFileError, loadDeployment, type Deployment } from '@cadastre/contracts';
import { AppModule } from './app.module.js';
import { Rpc } from './chain/rpc.js';
import { ConfigError, type Config } from './platform/config.js';
import { pendingMigrations } from './storage/migrations.js';
import { Database } from './storage/database.js';

/**
 * The whole service, ready to listen. Its heart does not beat yet: `app.get(Heart).start()`.
 * @throws ConfigError when the deployment, the chain or the database is not what it should be
 */
export async function createApp(
  config: Config,
  logger: LoggerService | false,
): Promise<INestApplication> {
  const deployment = readDeployment(config);
  await refuseOtherChain(config, deployment);
  const app = await NestFactory.create(AppModule.with(config, deployment), {
    abortOnError: false,
    logger,
  });
  app.getHttpAdapter().getInstance().disable('x-powered-by');
  await refuseOldSchema(app);
  return app;
}

function readDeployment(config: Config): Deployment {
  try {
    return loadDeployment(config.env.DEPLOYMENT_FILE);
  } catch (error) {
    if (error instanceof DeploymentFileError)
      throw new ConfigError([`DEPLOYMENT_FILE: ${error.message}`]);
    throw error;
  }
}

async function refuseOtherChain(config: Config, deployment: Deployment): Promise<void> {
  const rpc = new Rpc(config.env.RPC_URL);
  const problem = await identifyChain(rpc, deployment).catch((error: Error) => error.message);
  if (problem) throw new ConfigError([`RPC_URL: ${problem}`]);
}

async function identifyChain(rpc: Rpc, deployment: Deployment): Promise<string | null> {
  const [chainId, genesis] = await Promise.all([rpc.chainId(), rpc.block(0)]);
  if (chainId === BigInt(deployment.chainId) && genesis.hash === deployment.genesisHash)
    return null;
  return `the node serves chain ${chainId} with genesis ${genesis.hash}, the deployment is on ${deployment.chainId} with ${deployment.genesisHash}`;
}

async function refuseOldSchema(app: INestApplication): Promise<void> {
  const problem = await pendingMigrations(app.get(Database)).catch((error: Error) => [
    error.message,
  ]);
  if (problem.length === 0) return;
  await app.close();
  throw new ConfigError([`DATABASE_URL: lacks ${problem.join(', ')}; run \`npm run migrate\``]);
}
