import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import {
  AccessHub__factory,
  assetGrants,
  assetIdOf,
  AssetFactory__factory,
  checkDeployment,
  InvestorRegistry__factory,
  KIND_TOKEN,
  loadDeployment,
  loadManifest,
  planPlatform,
  PLATFORM_ID,
  roleId,
  roleKey,
  type DeploymentManifest,
  SettledProvider,
} from '@cadastre/contracts';
import { id, Wallet } from 'ethers';
import { developmentParties } from '../scripts/lib/deploy.ts';
import { DEV_MNEMONIC, KEY_INDEX } from '../scripts/lib/dev-keys.ts';
import { Site } from './deploy-commands.ts';
import { assetParams, assetUuid, key } from './faults/params.ts';

const { deployerKey, options } = developmentParties(DEV_MNEMONIC);
/** Every contract, the roles, the registrar. */
const TRANSACTIONS = planPlatform(new Wallet(deployerKey).address, options).length + 2;
const SOMEBODY = '0x00000000000000000000000000000000DeaDBeef';

/** A new asset whose eight roles all go to one account. */
const ASSET = {
  ...assetParams(1),
  grants: assetGrants({
    issuer: SOMEBODY,
    minter: SOMEBODY,
    transferAgent: SOMEBODY,
    compliance: SOMEBODY,
    oracle: SOMEBODY,
    reportApprovers: [SOMEBODY],
    pauser: SOMEBODY,
    unpauser: SOMEBODY,
    unpauseDelay: 3600,
  }),
};
const ASSET_ID = assetIdOf(assetUuid(1));

let site: Site;
let bytes: string;

before(async () => {
  site = await Site.open();
});
after(() => site.close());

describe('deploy', () => {
  test('a deployment in one go sends each transaction once and verifies itself', async () => {
    await site.meanwhile(async () => {
      const said = await site.deploy().succeeds();
      assert.match(said, /the chain agrees with the manifest/);
      assert.equal(site.road.sent, TRANSACTIONS);
      bytes = readFileSync(site.file, 'utf8');
      assert.equal(loadDeployment(site.file).chainId, 31337);
      rmSync(site.file);
    });
  });

  test('a deployment killed after each transaction ends in the same manifest, none sent twice', async () => {
    await site.meanwhile(async () => {
      site.road.sent = 0;
      await site.deployKilledAfterEach(TRANSACTIONS);
      await site.deploy().succeeds();
      assert.equal(site.road.sent, TRANSACTIONS);
      assert.equal(readFileSync(site.file, 'utf8'), bytes);
      rmSync(site.file);
    });
  });

  test('what a killed run left unmined is waited for', async () => {
    await site.meanwhile(async () => {
      site.road.sent = 0;
      await site.rpc('evm_setAutomine', [false]);
      await site.deployKilled();
      const resumed = site.deploy();
      while (!resumed.output.includes('wait for transaction 0')) {
        assert.equal(resumed.child.exitCode, null, resumed.output);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      await site.rpc('evm_setAutomine', [true]);
      await site.rpc('evm_mine');
      await resumed.succeeds();
      assert.equal(site.road.sent, TRANSACTIONS);
      assert.equal(readFileSync(site.file, 'utf8'), bytes);
      rmSync(site.file);
    });
  });

  test('deploying again sends nothing; another platform under the same manifest is refused', async () => {
    await site.deploy().succeeds();
    assert.equal(readFileSync(site.file, 'utf8'), bytes);
    site.road.sent = 0;
    assert.match(await site.deploy().succeeds(), /deployed already/);
    const mnemonic = 'test test test test test test test test test test test junk';
    const other = await site.deploy([], { DEV_MNEMONIC: mnemonic }).refused();
    assert.match(other, /another platform.*AccessHub/);
    assert.equal(site.road.sent, 0);
  });

  test('development keys are for the local chain only', async () => {
    const said = await site.deploy([], { NODE_ENV: 'production' }).refused();
    assert.match(said, /development keys are published/);
  });

  test('keys of a network come from the environment, and a node of another chain gets nothing', async () => {
    const networks = join(site.folder.path, 'networks.json');
    const entry = {
      chainId: 5,
      rpcUrl: { env: 'RPC_URL' },
      deployerKey: { env: 'MY_KEY' },
      roleHolders: { env: 'MY_HOLDERS' },
      manifest: 'deployments/never.json',
    };
    writeFileSync(networks, JSON.stringify({ local: entry }));
    const secret = key(KEY_INDEX.deployer).privateKey;
    const bad = { NETWORKS_FILE: networks, MY_KEY: `${secret}00`, MY_HOLDERS: '{}' };
    const incomplete = await site.deploy([], bad).refused();
    assert.match(incomplete, /MY_KEY must be the private key[^]*MY_HOLDERS must be JSON/);
    assert.ok(!incomplete.includes(secret));
    const holders = {
      registrar: SOMEBODY,
      compliance: SOMEBODY,
      factory: SOMEBODY,
      oracleSigners: [SOMEBODY, key(0).address],
    };
    site.road.sent = 0;
    const good = { ...bad, MY_KEY: secret, MY_HOLDERS: JSON.stringify(holders) };
    const elsewhere = await site.deploy([], good).refused();
    assert.match(elsewhere, /is of chain 31337, and local is chain 5. Nothing was sent/);
    assert.equal(site.road.sent, 0);
  });
});

describe('deploy:check', () => {
  let manifest: DeploymentManifest;
  let admin: Wallet;

  before(() => {
    manifest = loadManifest(site.file);
    admin = new Wallet(deployerKey, site.provider);
  });

  const hub = () => AccessHub__factory.connect(manifest.addresses.AccessHub, admin);

  /** What the check finds, as `code: sentence`. */
  async function found(of: DeploymentManifest = manifest): Promise<string[]> {
    const { differences } = await checkDeployment(site.provider, of);
    return differences.map(({ code, sentence }) => `${code}: ${sentence}`);
  }

  const mined = async (sending: Promise<{ wait(): Promise<unknown> }>): Promise<void> => {
    await (await sending).wait();
  };

  test('nothing differs after a deployment', async () => {
    assert.deepEqual(await found(), []);
  });

  test('an officer nobody planned fails the command, by name', async () => {
    await site.meanwhile(async () => {
      await mined(hub().grantRole(roleId(PLATFORM_ID, 'compliance'), SOMEBODY, 0));
      const said = await site.check().refused();
      assert.match(
        said,
        new RegExp(`unexpected-holder: ${SOMEBODY} as compliance of the platform`),
      );
      assert.match(said, /1 difference between/);
    });
  });

  test('a second administrator, a lost role, a delay and a strange role id are each named', async () => {
    await site.meanwhile(async () => {
      const { factoryDeployer, compliance } = options;
      await mined(hub().grantRole(0n, SOMEBODY, 0));
      await mined(hub().revokeRole(roleId(PLATFORM_ID, 'deployer'), factoryDeployer));
      await mined(hub().grantRole(roleId(PLATFORM_ID, 'compliance'), compliance, 3600));
      await mined(hub().grantRole(77n, SOMEBODY, 0));
      await mined(hub().setRoleGuardian(roleId(PLATFORM_ID, 'oracle'), 77n));
      assert.deepEqual(await found(), [
        `changed-holder: ${compliance} as compliance of the platform: delay 3600 s on the chain, delay 0 s in the manifest`,
        `missing-holder: ${factoryDeployer} as deployer of the platform: in the manifest (delay 0 s), not on the chain`,
        `unexpected-holder: ${SOMEBODY} as administrator of the platform: on the chain (delay 0 s), not in the manifest`,
        `unexpected-holder: ${SOMEBODY} as role 77 of the platform: on the chain (delay 0 s), not in the manifest`,
        'unexpected-setting: guardian of oracle: on the chain (role 77), not in the manifest',
      ]);
    });
  });

  test('a node that hides an event is found out, one that limits ranges of logs is served', async () => {
    const { factoryDeployer } = options;
    await site.meanwhile(async () => {
      await mined(hub().revokeRole(roleId(PLATFORM_ID, 'deployer'), factoryDeployer));
      const { topicHash } = AccessHub__factory.createInterface().getEvent('RoleRevoked');
      const whole = site.provider.getLogs.bind(site.provider);
      const through = new SettledProvider(site.url, undefined, { staticNetwork: true });
      through.getLogs = async (filter) =>
        (await whole(filter)).filter(({ topics }) => topics[0] !== topicHash);
      const hidden = await checkDeployment(through, manifest);
      assert.deepEqual(
        hidden.differences.map(({ code }) => code),
        ['doubtful-node', 'missing-holder'],
      );
      through.getLogs = async (filter) => {
        const { fromBlock, toBlock } = filter as { fromBlock: number; toBlock: number };
        if (toBlock - fromBlock >= 4) throw new Error('range too large');
        return whole(filter);
      };
      const limited = await checkDeployment(through, manifest);
      assert.deepEqual(
        limited.differences.map(({ code }) => code),
        ['missing-holder'],
      );
      through.destroy();
    });
  });

  test('a registrar, an attestor and the role of a function are part of the table', async () => {
    await site.meanwhile(async () => {
      const registry = InvestorRegistry__factory.connect(
        manifest.addresses.InvestorRegistry,
        admin,
      );
      await mined(registry.setAgent(SOMEBODY, true));
      await mined(registry.setAttestor(SOMEBODY, 9));
      await mined(hub().setKindRole(KIND_TOKEN, roleKey('issuer'), ['0x836a1040']));
      const mint = manifest.roles.functions.find(({ signature }) => signature.startsWith('mint('));
      assert.ok(mint);
      await mined(hub().setKindRole(KIND_TOKEN, roleKey('issuer'), [mint.selector]));
      const told = (await found()).join('\n');
      assert.match(told, new RegExp(`unexpected-holder: ${SOMEBODY} as registrar`));
      assert.match(told, new RegExp(`unexpected-holder: ${SOMEBODY} as attestor.*provider 9`));
      assert.match(told, /unexpected-function: .*0x836a1040.* of kind 1/);
      assert.match(told, /changed-function: mint\(.*asks for issuer on the chain, asks for minter/);
    });
  });

  test('changed code and a missing contract are named; without the hub no roles are claimed', async () => {
    const { InvestorRegistry, AssetFactory, AccessHub } = manifest.addresses;
    await site.meanwhile(async () => {
      const code = await site.provider.getCode(InvestorRegistry);
      await site.rpc('anvil_setCode', [InvestorRegistry, `${code}00`]);
      await site.rpc('anvil_setCode', [AssetFactory, '0x']);
      const said = await site.check().refused();
      assert.match(said, new RegExp(`changed-code: InvestorRegistry at ${InvestorRegistry}`));
      assert.match(said, new RegExp(`missing-contract: AssetFactory: .* ${AssetFactory}`));
      assert.match(said, /2 differences/);
    });
    await site.meanwhile(async () => {
      await site.rpc('anvil_setCode', [AccessHub, '0x']);
      const check = await checkDeployment(site.provider, manifest);
      assert.deepEqual(
        check.differences.map(({ code }) => code),
        ['missing-contract'],
      );
      assert.equal(check.roles, null);
    });
  });

  test('a manifest that was tampered with does not pass', async () => {
    const { AssetFactory, ...others } = manifest.contracts;
    assert.ok(AssetFactory);
    const withFactory = (over: Partial<typeof AssetFactory>): DeploymentManifest => ({
      ...manifest,
      contracts: { ...others, AssetFactory: { ...AssetFactory, ...over } },
    });
    const codes = async (of: DeploymentManifest): Promise<string[]> =>
      (await checkDeployment(site.provider, of)).differences.map(({ code }) => code);
    const args = AssetFactory.constructorArguments.map(() => SOMEBODY);
    assert.deepEqual(await codes(withFactory({ constructorArguments: args })), ['wrong-arguments']);
    assert.deepEqual(await codes(withFactory({ salt: id('another') })), ['wrong-address']);
    assert.deepEqual(await codes(withFactory({ codeHash: id('another') })), ['changed-code']);
    assert.deepEqual(await codes({ ...manifest, genesisHash: id('another') }), ['other-chain']);
    const other = await checkDeployment(
      site.provider,
      withFactory({ creationCodeHash: id('another') }),
    );
    assert.match(other.notices.join(), /AssetFactory: constructor arguments not verified/);
  });

  test('an asset is unexpected until a person adopts it; then each of its officers is watched', async () => {
    await site.meanwhile(async () => {
      const factory = AssetFactory__factory.connect(
        manifest.addresses.AssetFactory,
        key(KEY_INDEX.factory).connect(site.provider),
      );
      await mined(factory.deploy(ASSET));
      const told = await found();
      assert.equal(told.filter((one) => one.startsWith('unexpected-target')).length, 3);
      assert.equal(told.filter((one) => one.startsWith('unexpected-holder')).length, 8);
      const adopted = await site.check('--adopt').succeeds();
      assert.match(adopted, /adopted 11 differences/);
      await site.check().succeeds();
      const asset = loadManifest(site.file);
      assert.equal(asset.roles.targets.length, 3);
      const stranger = new Wallet(id('a stranger')).address;
      await mined(hub().grantRole(roleId(ASSET_ID, 'minter'), stranger, 0));
      assert.deepEqual(await found(asset), [
        `unexpected-holder: ${stranger} as minter of asset ${ASSET_ID}: on the chain (delay 0 s), not in the manifest`,
      ]);
      await site.rpc('anvil_setCode', [manifest.addresses.AssetFactory, '0x']);
      const refused = await site.check('--adopt').refused();
      assert.match(refused, /not adopted, because contracts differ/);
    });
  });
});
