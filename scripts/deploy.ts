/**
 * `node scripts/deploy.ts`: brings DATABASE_URL up to date and deploys the contracts to RPC_URL,
 * writing DEPLOYMENT_FILE. What is done already is left alone, so it may run before every start.
 */
import { migrate } from '../migrations/run.ts';
import { readLaunchConfig } from './lib/config.ts';
import { deploy } from './lib/deploy.ts';
import { readOptions } from './lib/options.ts';
import { outsideProblems } from './lib/problems.ts';
import { say, tell, Told } from './lib/report.ts';
import { compareWithDatabase, isDeployed } from './lib/world.ts';

async function main(): Promise<void> {
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
  await main();
} catch (error) {
  tell(error);
}
process.exit();
