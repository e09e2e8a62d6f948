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
} from '@cadastre/contracts';
import { id, toQuantity, Wallet } from 'ethers';
import { developmentParties } from '../scripts/lib/deploy.ts';
import { DEV_MNEMONIC } from '../scripts/lib/dev-keys.ts';
import { Site } from './deploy-commands.ts';

/** A platform's hub leaves the key that deployed it; a manifest of another build is left as it is. */
const { deployerKey, options } = developmentParties(DEV_MNEMONIC);
const deployer = new Wallet(deployerKey).address;
const multisig = new Wallet(id('a multisig')).address;
const HAND_OVER = ['--admin', multisig];
const TWO_DAYS = 2 * 86_400;
/** Every contract, the roles, the registrar, the handover. */
const TRANSACTIONS = planPlatform(deployer, options).length + 3;

let site: Site;

before(async () => {
  site = await Site.open();
});
after(() => site.close());

test('what cannot administer a hub is refused before anything is sent', async () => {
  assert.match(await site.deploy(['--admin', '0x1234']).refused(), /--admin: give the address/);
  assert.match(await site.deploy(['--admin-delay', '2d']).refused(), /--admin: give the address/);
  assert.match(
    await site.deploy(['--admin', multisig, '--admin-delay', 'soon']).refused(),
    /--admin-delay soon: give a whole number and a unit/,
  );
  assert.equal(site.road.sent, 0);
});

test('a deployment that hands over, killed after each transaction, hands over once', async () => {
  await site.deployKilledAfterEach(TRANSACTIONS, HAND_OVER);
  const said = await site.deploy(HAND_OVER).succeeds();
  assert.match(said, new RegExp(`notice: ${multisig} is no contract on this chain`));
  assert.match(said, new RegExp(`${multisig} administers the hub, with a delay of ${TWO_DAYS} s`));
  assert.match(said, /the chain agrees with the manifest/);
  assert.equal(site.road.sent, TRANSACTIONS);
});

test('nothing of the deployer is left, and deploy:check says who administers', async () => {
  const manifest = loadManifest(site.file);
  const hub = AccessHub__factory.connect(manifest.addresses.AccessHub, site.provider);
  for (const role of [0n, roleId(PLATFORM_ID, 'oracle')]) {
    assert.deepEqual([...(await hub.hasRole(role, multisig))], [true, BigInt(TWO_DAYS)]);
    assert.deepEqual([...(await hub.hasRole(role, deployer))], [false, 0n]);
  }
  assert.ok(!manifest.roles.holders.some(({ account }) => account === deployer));
  const { differences } = await checkDeployment(site.provider, manifest);
  assert.deepEqual(differences, []);
  const said = await site.check().succeeds();
  assert.match(said, new RegExp(`${multisig} administers the hub, with a delay of ${TWO_DAYS} s`));
});

test('deploying again changes nothing; the deployer can hand over no second time', async () => {
  const bytes = readFileSync(site.file, 'utf8');
  site.road.sent = 0;
  await site.deploy(HAND_OVER).succeeds();
  await site.deploy().succeeds();
  const another = new Wallet(id('another')).address;
  assert.match(
    await site.deploy(['--admin', another]).refused(),
    new RegExp(`${deployer} is no administrator of the hub who acts at once`),
  );
  assert.equal(site.road.sent, 0);
  assert.equal(readFileSync(site.file, 'utf8'), bytes);
});

test('a hub that its deployer still administers is a notice with the way out', async () => {
  const own = join(site.folder.path, 'own.json');
  const mine = { DEPLOYMENT_FILE: own, DEV_MNEMONIC: OTHER_MNEMONIC };
  const poor = await site.deploy([], mine).refused();
  assert.match(
    poor,
    /AccessHub could not be deployed: insufficient funds[^\n]*\nRun the command again/,
  );
  const { address } = new Wallet(developmentParties(OTHER_MNEMONIC).deployerKey);
  await site.rpc('anvil_setBalance', [address, toQuantity(10n ** 18n)]);
  const said = await site.deploy([], mine).succeeds();
  assert.match(
    said,
    /administers the hub without delay, the key that deployed it\. To hand it over/,
  );
  const later = await site.deploy(HAND_OVER, mine).succeeds();
  assert.match(later, /deployed already[^]*administers the hub, with a delay/);
});

test('a manifest of another build is refused as it is, with the ways out', async () => {
  const manifest = loadManifest(site.file);
  const bytes = readFileSync(site.file, 'utf8');
  site.road.sent = 0;
  const { AssetFactory, ...contracts } = manifest.contracts;
  assert.ok(AssetFactory);
  const other: DeploymentManifest = {
    ...manifest,
    addresses: { ...manifest.addresses, AssetFactory: multisig },
    contracts: { ...contracts, AssetFactory: { ...AssetFactory, creationCodeHash: id('older') } },
  };
  writeFileSync(site.file, JSON.stringify(other));
  const said = await site.deploy().refused();
  assert.match(said, /was written by another build: AssetFactory is other or missing there/);
  assert.match(said, /Nothing was sent/);
  assert.match(said, /deploy:check -- --network local[^]*use the build[^]*another DEPLOYMENT_FILE/);

  const { roles: _, ...older } = manifest;
  writeFileSync(site.file, JSON.stringify(older));
  assert.match(
    await site.deploy().refused(),
    /was written by an older build, or by hand: missing or malformed roles[^]*not extended[^]*move the file away and deploy again/,
  );
  assert.equal(site.road.sent, 0);
  writeFileSync(site.file, bytes);
});

const OTHER_MNEMONIC = 'test test test test test test test test test test test junk';
