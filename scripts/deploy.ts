/**
 * `npm run deploy -- --network NAME`: deploys the contracts to a network of deployments/networks.json,
 * writes its manifest and verifies what now stands there. A run that was cut off is taken up by the next.
 * `--admin ADDRESS [--admin-delay 2d]` hands the hub over to that account in the end, or on a deployment
 * that stands already: from then on whatever administrators do is announced that long before.
 *
 * `node scripts/deploy.ts` without a network: brings DATABASE_URL up to date and deploys the contracts to
 * RPC_URL, writing DEPLOYMENT_FILE. What is done already is left alone, so it may run before every start.
 */
import { parseArgs } from 'node:util';
import type { Administration } from '@cadastre/contracts';
import { getAddress, isAddress, ZeroAddress } from 'ethers';
import { migrate } from '../migrations/run.ts';
import { buildAll } from './lib/build.ts';
import { readLaunchConfig } from './lib/config.ts';
import { deploy, deployTo } from './lib/deploy.ts';
import { verify } from './lib/deploy-check.ts';
import { readDeployableNetwork } from './lib/networks.ts';
import { readOptions, seconds } from './lib/options.ts';
import { outsideProblems } from './lib/problems.ts';
import { say, tell, Told } from './lib/report.ts';
import { compareWithDatabase, isDeployed } from './lib/world.ts';

async function toNetwork(name: string, administration?: Administration): Promise<void> {
  const network = readDeployableNetwork(name, process.env);
  await buildAll(say, ['core', 'api', 'oracle', 'admin-ui']);
  await deployTo(network, say, administration);
  if (!(await verify(network, say))) process.exitCode = 1;
}

/** @throws Told for what is no address, a delay without one, or either without a network */
function administrationOf(admin?: string, delay?: string): Administration | undefined {
  if (admin === undefined && delay === undefined) return undefined;
  if (!isAddress(admin) || admin === ZeroAddress) {
    throw new Told('--admin: give the address of the account that is to administer the hub');
  }
  return { account: getAddress(admin), delay: seconds('--admin-delay', delay ?? '2d') };
}

async function toEnvironment(): Promise<void> {
  const options = readOptions([]);
  if (options === 'help') return;
  const { config, problems } = readLaunchConfig({ ...process.env, PORT: '0' }, options);
  const { databaseUrl, rpcUrl, deploymentFile } = config;
  if (!databaseUrl) problems.push('DATABASE_URL is missing: which database is to be migrated?');
  if (!rpcUrl) problems.push('RPC_URL is missing: which chain is to get the contracts?');
  problems.push(...(await outsideProblems(config)));
  if (problems.length > 0 || !databaseUrl || !rpcUrl) {
    throw new Told(`Cannot deploy:\n${problems.map((one) => `  - ${one}`).join('\n')}`);
  }
  const place = { rpcUrl, databaseUrl, deploymentFile };
  const deployed = await isDeployed(place);
  const notice = await compareWithDatabase(place, deployed);
  if (notice) say(notice);
  const ran = await migrate(databaseUrl);
  say(ran.length === 0 ? 'the database is up to date' : `migrated: ${ran.join(', ')}`);
  if (deployed) say(`the contracts are deployed, see ${deploymentFile}`);
  else {
    const count = await deploy(rpcUrl, deploymentFile, config);
    say(`deployed ${count} contracts, see ${deploymentFile}`);
  }
}

try {
  const { values } = parseArgs({
    options: {
      network: { type: 'string' },
      admin: { type: 'string' },
      'admin-delay': { type: 'string' },
    },
  });
  const administration = administrationOf(values.admin, values['admin-delay']);
  if (administration && values.network === undefined) {
    throw new Told('--admin is for a network: say which by --network NAME');
  }
  await (values.network === undefined
    ? toEnvironment()
    : toNetwork(values.network, administration));
} catch (error) {
  tell(error);
}
process.exit();
