import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import {
  AccessHub__factory,
  assetGrants,
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
  type FeedPolicy,
  SettledProvider,
} from '@cadastre/contracts';
import { HDNodeWallet, id, type JsonRpcProvider, Wallet } from 'ethers';
import { type RunningAnvil, startAnvil } from '../scripts/lib/anvil.ts';
import { DEV_MNEMONIC, KEY_INDEX } from '../scripts/lib/dev-keys.ts';
import { developmentParties } from '../scripts/lib/deploy.ts';
import { rpc } from '../scripts/lib/rpc.ts';
import { Command, Road } from './deploy-commands.ts';
import { Folder } from './harness.ts';

const { deployerKey, options } = developmentParties(DEV_MNEMONIC);
/** Every contract, the roles, the registrar. */
const TRANSACTIONS = planPlatform(new Wallet(deployerKey).address, options).length + 2;
const SOMEBODY = '0x00000000000000000000000000000000DeaDBeef';

const keyOf = (index: number): string =>
  HDNodeWallet.fromPhrase(DEV_MNEMONIC, undefined, `m/44'/60'/0'/0/${index}`).privateKey;

const folder = new Folder();
const file = join(folder.path, 'deployment.json');
const road = new Road();
let anvil: RunningAnvil;
let provider: JsonRpcProvider;
let env: Record<string, string>;
let bytes: string;

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

/** Does something on the chain and takes it back. */
async function meanwhile(work: () => Promise<void>): Promise<void> {
  const snapshot = await rpc<string>(anvil.url, 'evm_snapshot');
  try {
    await work();
  } finally {
    await rpc(anvil.url, 'evm_revert', [snapshot]);
  }
}

async function succeeds(command: Command): Promise<string> {
  const code = await command.code();
  assert.equal(code, 0, command.output);
  return command.output;
}

describe('deploy', () => {
  test('a deployment in one go sends each transaction once and verifies itself', async () => {
    await meanwhile(async () => {
      const said = await succeeds(new Command('deploy', env));
      assert.match(said, /the chain agrees with the manifest/);
      assert.equal(road.sent, TRANSACTIONS);
      bytes = readFileSync(file, 'utf8');
      assert.equal(loadDeployment(file).chainId, 31337);
      rmSync(file);
    });
  });

  test('a deployment killed after each transaction ends in the same manifest, none sent twice', async () => {
    await meanwhile(async () => {
      road.sent = 0;
      for (let killed = 1; killed <= TRANSACTIONS; killed += 1) {
        const command = new Command('deploy', env);
        road.onSent = () => command.child.kill('SIGKILL');
        assert.equal(
          await command.code(),
          null,
          `run ${killed} ended by itself: ${command.output}`,
        );
        assert.equal(road.sent, killed);
      }
      road.onSent = () => undefined;
      await succeeds(new Command('deploy', env));
      assert.equal(road.sent, TRANSACTIONS);
      assert.equal(readFileSync(file, 'utf8'), bytes);
      rmSync(file);
    });
  });

  test('what a killed run left unmined is waited for', async () => {
    await meanwhile(async () => {
      road.sent = 0;
      await rpc(anvil.url, 'evm_setAutomine', [false]);
      const killed = new Command('deploy', env);
      road.onSent = () => killed.child.kill('SIGKILL');
      assert.equal(await killed.code(), null);
      road.onSent = () => undefined;
      const resumed = new Command('deploy', env);
      while (!resumed.output.includes('wait for transaction 0')) {
        assert.equal(resumed.child.exitCode, null, resumed.output);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      await rpc(anvil.url, 'evm_setAutomine', [true]);
      await rpc(anvil.url, 'evm_mine');
      await succeeds(resumed);
      assert.equal(road.sent, TRANSACTIONS);
      assert.equal(readFileSync(file, 'utf8'), bytes);
      rmSync(file);
    });
  });

  test('deploying again sends nothing; another platform under the same manifest is refused', async () => {
    await succeeds(new Command('deploy', env));
    assert.equal(readFileSync(file, 'utf8'), bytes);
    road.sent = 0;
    assert.match(await succeeds(new Command('deploy', env)), /deployed already/);
    const mnemonic = 'test test test test test test test test test test test junk';
    const other = new Command('deploy', { ...env, DEV_MNEMONIC: mnemonic });
    assert.equal(await other.code(), 1);
    assert.match(other.output, /another platform.*AccessHub/);
    assert.equal(road.sent, 0);
  });

  test('development keys are for the local chain only', async () => {
    const command = new Command('deploy', { ...env, NODE_ENV: 'production' });
    assert.equal(await command.code(), 1);
    assert.match(command.output, /development keys are published/);
  });

  test('keys of a network come from the environment, and a node of another chain gets nothing', async () => {
    const networks = join(folder.path, 'networks.json');
    const entry = {
      chainId: 5,
      rpcUrl: { env: 'RPC_URL' },
      deployerKey: { env: 'MY_KEY' },
      roleHolders: { env: 'MY_HOLDERS' },
      manifest: 'deployments/never.json',
    };
    writeFileSync(networks, JSON.stringify({ local: entry }));
    const secret = keyOf(KEY_INDEX.deployer);
    const bad = { ...env, NETWORKS_FILE: networks, MY_KEY: `${secret}00`, MY_HOLDERS: '{}' };
    const incomplete = new Command('deploy', bad);
    assert.equal(await incomplete.code(), 1);
    assert.match(incomplete.output, /MY_KEY must be the private key[^]*MY_HOLDERS must be JSON/);
    assert.ok(!incomplete.output.includes(secret));
    const holders = {
      registrar: SOMEBODY,
      compliance: SOMEBODY,
      factory: SOMEBODY,
      oracleSigners: [SOMEBODY, new Wallet(keyOf(0)).address],
    };
    road.sent = 0;
    const good = { ...bad, MY_KEY: secret, MY_HOLDERS: JSON.stringify(holders) };
    const elsewhere = new Command('deploy', good);
    assert.equal(await elsewhere.code(), 1);
    assert.match(elsewhere.output, /is of chain 31337, and local is chain 5. Nothing was sent/);
    assert.equal(road.sent, 0);
  });
});

describe('deploy:check', () => {
  let manifest: DeploymentManifest;
  let admin: Wallet;

  before(() => {
    manifest = loadManifest(file);
    admin = new Wallet(deployerKey, provider);
  });

  const hub = () => AccessHub__factory.connect(manifest.addresses.AccessHub, admin);

  /** What the check finds, as `code: sentence`. */
  async function found(of: DeploymentManifest = manifest): Promise<string[]> {
    const { differences } = await checkDeployment(provider, of);
    return differences.map(({ code, sentence }) => `${code}: ${sentence}`);
  }

  const mined = async (sending: Promise<{ wait(): Promise<unknown> }>): Promise<void> => {
    await (await sending).wait();
  };

  test('nothing differs after a deployment', async () => {
    assert.deepEqual(await found(), []);
  });

  test('an officer nobody planned fails the command, by name', async () => {
    await meanwhile(async () => {
      await mined(hub().grantRole(roleId(PLATFORM_ID, 'compliance'), SOMEBODY, 0));
      const command = new Command('deploy-check', env);
      assert.equal(await command.code(), 1);
      assert.match(
        command.output,
        new RegExp(`unexpected-holder: ${SOMEBODY} as compliance of the platform`),
      );
      assert.match(command.output, /1 difference between/);
    });
  });

  test('a second administrator, a lost role, a delay and a strange role id are each named', async () => {
    await meanwhile(async () => {
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
    await meanwhile(async () => {
      await mined(hub().revokeRole(roleId(PLATFORM_ID, 'deployer'), factoryDeployer));
      const { topicHash } = AccessHub__factory.createInterface().getEvent('RoleRevoked');
      const whole = provider.getLogs.bind(provider);
      const through = new SettledProvider(anvil.url, undefined, { staticNetwork: true });
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
    await meanwhile(async () => {
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
    await meanwhile(async () => {
      const code = await provider.getCode(InvestorRegistry);
      await rpc(anvil.url, 'anvil_setCode', [InvestorRegistry, `${code}00`]);
      await rpc(anvil.url, 'anvil_setCode', [AssetFactory, '0x']);
      const command = new Command('deploy-check', env);
      assert.equal(await command.code(), 1);
      assert.match(
        command.output,
        new RegExp(`changed-code: InvestorRegistry at ${InvestorRegistry}`),
      );
      assert.match(
        command.output,
        new RegExp(`missing-contract: AssetFactory: .* ${AssetFactory}`),
      );
      assert.match(command.output, /2 differences/);
    });
    await meanwhile(async () => {
      await rpc(anvil.url, 'anvil_setCode', [AccessHub, '0x']);
      const check = await checkDeployment(provider, manifest);
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
      (await checkDeployment(provider, of)).differences.map(({ code }) => code);
    const args = AssetFactory.constructorArguments.map(() => SOMEBODY);
    assert.deepEqual(await codes(withFactory({ constructorArguments: args })), ['wrong-arguments']);
    assert.deepEqual(await codes(withFactory({ salt: id('another') })), ['wrong-address']);
    assert.deepEqual(await codes(withFactory({ codeHash: id('another') })), ['changed-code']);
    assert.deepEqual(await codes({ ...manifest, genesisHash: id('another') }), ['other-chain']);
    const other = await checkDeployment(provider, withFactory({ creationCodeHash: id('another') }));
    assert.match(other.notices.join(), /AssetFactory: constructor arguments not verified/);
  });

  test('an asset is unexpected until a person adopts it; then each of its officers is watched', async () => {
    await meanwhile(async () => {
      await mined(deployAsset(manifest));
      const told = await found();
      assert.equal(told.filter((one) => one.startsWith('unexpected-target')).length, 3);
      assert.equal(told.filter((one) => one.startsWith('unexpected-holder')).length, 8);
      const adopted = await succeeds(new Command('deploy-check', env, ['--adopt']));
      assert.match(adopted, /adopted 11 differences/);
      await succeeds(new Command('deploy-check', env));
      const asset = loadManifest(file);
      assert.equal(asset.roles.targets.length, 3);
      const stranger = new Wallet(id('a stranger')).address;
      await mined(hub().grantRole(roleId(ASSET_ID, 'minter'), stranger, 0));
      assert.deepEqual(await found(asset), [
        `unexpected-holder: ${stranger} as minter of asset ${ASSET_ID}: on the chain (delay 0 s), not in the manifest`,
      ]);
      await rpc(anvil.url, 'anvil_setCode', [manifest.addresses.AssetFactory, '0x']);
      const refused = new Command('deploy-check', env, ['--adopt']);
      assert.equal(await refused.code(), 1);
      assert.match(refused.output, /not adopted, because contracts differ/);
    });
  });
});

const ASSET_ID = id('an asset');

/** A new asset whose eight roles all go to one account. */
function deployAsset(manifest: DeploymentManifest): Promise<{ wait(): Promise<unknown> }> {
  const policy: FeedPolicy = {
    minAnswer: 1n,
    maxAnswer: 10n ** 30n,
    minInterval: 0,
    maxValuationAge: 0,
    heartbeat: 0,
    valuationStaleness: 0,
    approvalWindow: 0,
    dailyDeviationBps: 0,
    maxDeviationBps: 0,
    alwaysApprove: false,
  };
  const officer = SOMEBODY;
  const factory = AssetFactory__factory.connect(
    manifest.addresses.AssetFactory,
    new Wallet(keyOf(KEY_INDEX.factory), provider),
  );
  return factory.deploy({
    token: {
      assetId: ASSET_ID,
      name: 'Example Gold',
      symbol: 'EXG',
      decimals: 18,
      maxSupply: 0n,
      rules: { maxBalance: 0n, maxHolders: 0, minTier: 0, lockUntil: 0 },
      countries: [],
    },
    navFeed: { description: 'spot', decimals: 6, policy },
    reserveFeed: { description: 'reserves', decimals: 6, policy },
    grants: assetGrants({
      issuer: officer,
      minter: officer,
      transferAgent: officer,
      compliance: officer,
      oracle: officer,
      reportApprovers: [officer],
      pauser: officer,
      unpauser: officer,
      unpauseDelay: 3600,
    }),
  });
}
