import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import {
  AccessHub__factory,
  checkDeployment,
  loadManifest,
  planPlatform,
  PLATFORM_ID,
  roleId,
  type DeploymentManifest,
  SettledProvider,
} from '@cadastre/contracts';
import { id, type JsonRpcProvider, toQuantity, Wallet } from 'ethers';
import { type RunningAnvil, startAnvil } from '../scripts/lib/anvil.ts';
import { developmentParties } from '../scripts/lib/deploy.ts';
import { DEV_MNEMONIC } from '../scripts/lib/dev-keys.ts';
import { rpc } from '../scripts/lib/rpc.ts';
import { Command, Road } from './deploy-commands.ts';
import { Folder } from './harness.ts';

/** A platform's hub leaves the key that deployed it; a manifest of another build is left as it is. */
const { deployerKey, options } = developmentParties(DEV_MNEMONIC);
const deployer = new Wallet(deployerKey).address;
const multisig = new Wallet(id('a multisig')).address;
const TWO_DAYS = 2 * 86_400;
/** Every contract, the roles, the registrar, the handover. */
const TRANSACTIONS = planPlatform(deployer, options).length + 3;

const folder = new Folder();
const file = join(folder.path, 'deployment.json');
const road = new Road();
let anvil: RunningAnvil;
let provider: JsonRpcProvider;
let env: Record<string, string>;

before(async () => {
  anvil = await startAnvil();
  provider = new SettledProvider(anvil.url, undefined, { staticNetwork: true, cacheTimeout: -1 });
  env = { RPC_URL: await road.open(anvil.url), DEPLOYMENT_FILE: file };
});

after(async () => {
  provider.destroy();
  road.close();
  await anvil.stop();
  folder.remove();
});

const deploying = (...args: string[]): Command => new Command('deploy', env, args);

async function succeeds(command: Command): Promise<string> {
  assert.equal(await command.code(), 0, command.output);
  return command.output;
}

async function refused(command: Command): Promise<string> {
  assert.equal(await command.code(), 1, command.output);
  return command.output;
}

test('what cannot administer a hub is refused before anything is sent', async () => {
  assert.match(await refused(deploying('--admin', '0x1234')), /--admin: give the address/);
  assert.match(await refused(deploying('--admin-delay', '2d')), /--admin: give the address/);
  assert.match(
    await refused(deploying('--admin', multisig, '--admin-delay', 'soon')),
    /--admin-delay soon: give a whole number and a unit/,
  );
  assert.equal(road.sent, 0);
});

test('a deployment that hands over, killed after each transaction, hands over once', async () => {
  for (let killed = 1; killed <= TRANSACTIONS; killed += 1) {
    const command = deploying('--admin', multisig);
    road.onSent = () => command.child.kill('SIGKILL');
    assert.equal(await command.code(), null, `run ${killed} ended by itself: ${command.output}`);
    assert.equal(road.sent, killed);
  }
  road.onSent = () => undefined;
  const said = await succeeds(deploying('--admin', multisig));
  assert.match(said, new RegExp(`notice: ${multisig} is no contract on this chain`));
  assert.match(said, new RegExp(`${multisig} administers the hub, with a delay of ${TWO_DAYS} s`));
  assert.match(said, /the chain agrees with the manifest/);
  assert.equal(road.sent, TRANSACTIONS);
});

test('nothing of the deployer is left, and deploy:check says who administers', async () => {
  const manifest = loadManifest(file);
  const hub = AccessHub__factory.connect(manifest.addresses.AccessHub, provider);
  for (const role of [0n, roleId(PLATFORM_ID, 'oracle')]) {
    assert.deepEqual([...(await hub.hasRole(role, multisig))], [true, BigInt(TWO_DAYS)]);
    assert.deepEqual([...(await hub.hasRole(role, deployer))], [false, 0n]);
  }
  assert.ok(!manifest.roles.holders.some(({ account }) => account === deployer));
  const { differences } = await checkDeployment(provider, manifest);
  assert.deepEqual(differences, []);
  const said = await succeeds(new Command('deploy-check', env));
  assert.match(said, new RegExp(`${multisig} administers the hub, with a delay of ${TWO_DAYS} s`));
});

test('deploying again changes nothing; the deployer can hand over no second time', async () => {
  const bytes = readFileSync(file, 'utf8');
  road.sent = 0;
  await succeeds(deploying('--admin', multisig));
  await succeeds(deploying());
  const another = new Wallet(id('another')).address;
  assert.match(
    await refused(deploying('--admin', another)),
    new RegExp(`${deployer} is no administrator of the hub who acts at once`),
  );
  assert.equal(road.sent, 0);
  assert.equal(readFileSync(file, 'utf8'), bytes);
});

test('a hub that its deployer still administers is a notice with the way out', async () => {
  const own = join(folder.path, 'own.json');
  const mine = { ...env, DEPLOYMENT_FILE: own, DEV_MNEMONIC: OTHER_MNEMONIC };
  const poor = await refused(new Command('deploy', mine));
  assert.match(
    poor,
    /AccessHub could not be deployed: insufficient funds[^\n]*\nRun the command again/,
  );
  const { address } = new Wallet(developmentParties(OTHER_MNEMONIC).deployerKey);
  await rpc(anvil.url, 'anvil_setBalance', [address, toQuantity(10n ** 18n)]);
  const said = await succeeds(new Command('deploy', mine));
  assert.match(
    said,
    /administers the hub without delay, the key that deployed it\. To hand it over/,
  );
  const later = await succeeds(new Command('deploy', mine, ['--admin', multisig]));
  assert.match(later, /deployed already[^]*administers the hub, with a delay/);
});

test('a manifest of another build is refused as it is, with the ways out', async () => {
  const manifest = loadManifest(file);
  const bytes = readFileSync(file, 'utf8');
  road.sent = 0;
  const { AssetFactory, ...contracts } = manifest.contracts;
  assert.ok(AssetFactory);
  const other: DeploymentManifest = {
    ...manifest,
    addresses: { ...manifest.addresses, AssetFactory: multisig },
    contracts: { ...contracts, AssetFactory: { ...AssetFactory, creationCodeHash: id('older') } },
  };
  writeFileSync(file, JSON.stringify(other));
  const said = await refused(deploying());
  assert.match(said, /was written by another build: AssetFactory is other or missing there/);
  assert.match(said, /Nothing was sent/);
  assert.match(said, /deploy:check -- --network local[^]*use the build[^]*another DEPLOYMENT_FILE/);

  const { roles: _, ...older } = manifest;
  writeFileSync(file, JSON.stringify(older));
  assert.match(
    await refused(deploying()),
    /was written by an older build, or by hand: missing or malformed roles[^]*not extended[^]*move the file away and deploy again/,
  );
  assert.equal(road.sent, 0);
  writeFileSync(file, bytes);
});

const OTHER_MNEMONIC = 'test test test test test test test test test test test junk';
