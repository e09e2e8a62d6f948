import {
  AbiCoder,
  type BaseContract,
  Contract,
  getBytes,
  id,
  Interface,
  keccak256,
  Wallet,
  ZeroAddress,
} from 'ethers';
import { artifactOf } from '../lib/peers.ts';
import { type Chain, deploy, gasOf, mined } from './chain.ts';
import { type Figures, type Subject, TREX, TREX_MODULES } from './figures.ts';
import { call, measureHolders } from './holders.ts';

const trex = (path: string) => artifactOf('@tokenysolutions/t-rex', `contracts/${path}`);
const onchainId = (path: string) => artifactOf('@onchain-id/solidity', `contracts/${path}`);
const coder = AbiCoder.defaultAbiCoder();

const TOPIC = 1n;
const COUNTRY = 840;
const CLAIM_KEY_PURPOSE = 3n;
const ECDSA_KEY = 1n;
const ECDSA_SCHEME = 1n;
const BATCH = 100;

/** What every token of T-REX shares: factories, implementations, one issuer of claims, modules. */
interface Platform {
  factory: BaseContract;
  idFactory: BaseContract;
  claimIssuer: string;
  claimKey: Wallet;
  modules: { address: string; setting: string }[];
}

interface Suite {
  token: BaseContract;
  registry: BaseContract;
}

/** T-REX 4.1.6 from its published bytecode, first without modules, then with three. */
export async function measureTrex(chain: Chain, figures: Figures): Promise<void> {
  const platform = await deployPlatform(chain);
  const plain: Subject = { system: TREX };
  const suite = await deploySuite(chain, platform, figures, plain, []);
  const { alice, bob, newcomer } = chain.people;
  const first = await onboard(chain, platform, alice);
  const one = await registerIdentities(chain, suite, [alice.address], [first.identity]);
  figures.note(plain, 'register, one', first.gas + one);
  const others = [await onboard(chain, platform, bob), await onboard(chain, platform, newcomer)];
  const holders = [alice.address, bob.address, newcomer.address];
  const identities = [first, ...others].map(({ identity }) => identity);
  await registerIdentities(chain, suite, holders.slice(1), identities.slice(1));
  await measureToken(chain, figures, plain, suite);
  await measureBatch(chain, platform, figures, plain, suite);

  const modular: Subject = { system: TREX_MODULES };
  const second = await deploySuite(chain, platform, figures, modular, platform.modules);
  await registerIdentities(chain, second, holders, identities);
  await measureToken(chain, figures, modular, second);
}

async function deployPlatform({ people, provider }: Chain): Promise<Platform> {
  const { deployer } = people;
  const addressOf = async (path: string): Promise<string> =>
    (await deploy(trex(path), deployer)).address;
  const implementations = [
    await addressOf('token/Token'),
    await addressOf('registry/implementation/ClaimTopicsRegistry'),
    await addressOf('registry/implementation/IdentityRegistry'),
    await addressOf('registry/implementation/IdentityRegistryStorage'),
    await addressOf('registry/implementation/TrustedIssuersRegistry'),
    await addressOf('compliance/modular/ModularCompliance'),
  ];
  const authority = await deploy(trex('proxy/authority/TREXImplementationAuthority'), deployer, [
    true,
    ZeroAddress,
    ZeroAddress,
  ]);
  await mined(call(authority.contract, 'addAndUseTREXVersion', [4, 1, 6], implementations));

  const identity = await deploy(onchainId('Identity'), deployer, [deployer.address, true]);
  const identityAuthority = await deploy(onchainId('proxy/ImplementationAuthority'), deployer, [
    identity.address,
  ]);
  const idFactory = await deploy(onchainId('factory/IdFactory'), deployer, [
    identityAuthority.address,
  ]);
  const factory = await deploy(trex('factory/TREXFactory'), deployer, [
    authority.address,
    idFactory.address,
  ]);
  await mined(call(idFactory.contract, 'addTokenFactory', factory.address));

  const claimKey = new Wallet(id('claims'), provider);
  const issuer = await deploy(onchainId('ClaimIssuer'), deployer, [deployer.address]);
  const key = keccak256(coder.encode(['address'], [claimKey.address]));
  await mined(call(issuer.contract, 'addKey', key, CLAIM_KEY_PURPOSE, ECDSA_KEY));

  const settings: [string, string, unknown[]][] = [
    ['CountryAllowModule', 'batchAllowCountries', [[COUNTRY, 276]]],
    ['MaxBalanceModule', 'setMaxBalance', [10n ** 14n]],
    ['SupplyLimitModule', 'setSupplyLimit', [10n ** 15n]],
  ];
  const modules: Platform['modules'] = [];
  for (const [name, verb, args] of settings) {
    const artifact = trex(`compliance/modular/modules/${name}`);
    const abi = new Interface(artifact.abi);
    const implementation = await deploy(artifact, deployer);
    const proxy = await deploy(trex('compliance/modular/modules/ModuleProxy'), deployer, [
      implementation.address,
      abi.encodeFunctionData('initialize'),
    ]);
    modules.push({ address: proxy.address, setting: abi.encodeFunctionData(verb, args) });
  }
  return {
    factory: factory.contract,
    idFactory: idFactory.contract,
    claimIssuer: issuer.address,
    claimKey,
    modules,
  };
}

/** One token with its registries through their own factory: one transaction. */
async function deploySuite(
  { people }: Chain,
  { factory, claimIssuer }: Platform,
  figures: Figures,
  subject: Subject,
  modules: Platform['modules'],
): Promise<Suite> {
  const { deployer, issuance, registrar } = people;
  const salt = subject.system;
  const gas = await gasOf(
    call(
      factory,
      'deployTREXSuite',
      salt,
      {
        owner: deployer.address,
        name: 'Example Treasury Fund',
        symbol: 'ETF',
        decimals: 6,
        irs: ZeroAddress,
        ONCHAINID: ZeroAddress,
        irAgents: [registrar.address],
        tokenAgents: [issuance.address],
        complianceModules: modules.map(({ address }) => address),
        complianceSettings: modules.map(({ setting }) => setting),
      },
      { claimTopics: [TOPIC], issuers: [claimIssuer], issuerClaims: [[TOPIC]] },
    ),
  );
  figures.note(subject, 'deploy an asset', gas);
  const address = (await factory.getFunction('getToken').staticCall(salt)) as string;
  const token = new Contract(address, trex('token/Token').abi, issuance);
  await mined(call(token, 'unpause'));
  const registryAt = (await token.getFunction('identityRegistry').staticCall()) as string;
  const abi = trex('registry/implementation/IdentityRegistry').abi;
  return { token, registry: new Contract(registryAt, abi, registrar) };
}

/** An identity contract and the claim that makes its owner eligible. */
async function onboard(
  { people }: Chain,
  { idFactory, claimIssuer, claimKey }: Platform,
  investor: { address: string } & Parameters<BaseContract['connect']>[0],
): Promise<{ identity: string; gas: bigint }> {
  const created = await gasOf(
    call(idFactory.connect(people.deployer), 'createIdentity', investor.address, investor.address),
  );
  const identity = (await idFactory
    .getFunction('getIdentity')
    .staticCall(investor.address)) as string;
  const data = id('evidence');
  const message = keccak256(coder.encode(['address', 'uint256', 'bytes'], [identity, TOPIC, data]));
  const signature = await claimKey.signMessage(getBytes(message));
  const contract = new Contract(identity, onchainId('Identity').abi, investor);
  const claimed = await gasOf(
    call(contract, 'addClaim', TOPIC, ECDSA_SCHEME, claimIssuer, signature, data, ''),
  );
  return { identity, gas: created + claimed };
}

function registerIdentities(
  _chain: Chain,
  { registry }: Suite,
  wallets: string[],
  identities: string[],
): Promise<bigint> {
  return wallets.length === 1
    ? gasOf(call(registry, 'registerIdentity', wallets[0], identities[0], COUNTRY))
    : gasOf(
        call(
          registry,
          'batchRegisterIdentity',
          wallets,
          identities,
          wallets.map(() => COUNTRY),
        ),
      );
}

async function measureBatch(
  chain: Chain,
  platform: Platform,
  figures: Figures,
  subject: Subject,
  suite: Suite,
): Promise<void> {
  const wallets: string[] = [];
  const identities: string[] = [];
  let gas = 0n;
  for (let i = 0; i < BATCH; i += 1) {
    const investor = new Wallet(id(`investor ${i}`), chain.provider);
    await chain.send('anvil_setBalance', [investor.address, '0xde0b6b3a7640000']);
    const one = await onboard(chain, platform, investor);
    wallets.push(investor.address);
    identities.push(one.identity);
    gas += one.gas;
  }
  gas += await registerIdentities(chain, suite, wallets, identities);
  figures.note(subject, 'register, batch of 100, per wallet', gas, BigInt(BATCH));
}

function measureToken(
  chain: Chain,
  figures: Figures,
  subject: Subject,
  { token }: Suite,
): Promise<void> {
  const { people } = chain;
  return measureHolders(chain, figures, subject, {
    mint: (to, amount) => call(token, 'mint', to, amount),
    transfer: (from, to, amount) => call(token.connect(people[from]), 'transfer', to, amount),
    approve: (owner, spender, amount) =>
      call(token.connect(people[owner]), 'approve', spender, amount),
    transferFrom: (spender, from, to, amount) =>
      call(token.connect(people[spender]), 'transferFrom', from, to, amount),
    freezePart: (account, amount) => call(token, 'freezePartialTokens', account, amount),
    freeze: (account, on) => call(token, 'setAddressFrozen', account, on),
    forcedTransfer: (from, to, amount) => call(token, 'forcedTransfer', from, to, amount),
  });
}
