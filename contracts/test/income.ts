import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { ContractFactory, id, Wallet, type InterfaceAbi, type Signer } from 'ethers';
import solc from 'solc';
import {
  AccessHub__factory,
  assetIdOf,
  Ballot__factory,
  Distributor__factory,
  InvestorRegistry__factory,
  KIND_BALLOT,
  KIND_DISTRIBUTOR,
  netTree,
  OracleCommittee__factory,
  packProof,
  reportDomain,
  roleId,
  signNetRoot,
  type Ballot,
  type Distributor,
  type MerkleTree,
  type NetLine,
} from '@cadastre/contracts';
import {
  chainTime,
  goodRecord,
  mined,
  passTime,
  tokenAs,
  UUID,
  type DeployedAsset,
  type World,
} from './world.ts';

const require = createRequire(import.meta.url);
const YEAR = 31_536_000n;

/** The compiler's own declaration says `any`. */
const compile = solc.compile as (
  input: string,
  callbacks: { import: (path: string) => { contents: string } },
) => string;

interface Compiled {
  readonly contracts: Record<
    string,
    Record<string, { abi: InterfaceAbi; evm: { bytecode: { object: string } } }>
  >;
}

/** The honest payment token of the Solidity tests, which the build leaves out. */
export async function deployPayment(deployer: Signer): Promise<string> {
  const file = 'PaymentTokens.sol';
  const input = {
    language: 'Solidity',
    sources: {
      [file]: { content: readFileSync(new URL(`support/${file}`, import.meta.url), 'utf8') },
    },
    settings: {
      evmVersion: 'cancun',
      optimizer: { enabled: true, runs: 2000 },
      outputSelection: { [file]: { PaymentToken: ['abi', 'evm.bytecode.object'] } },
    },
  };
  const output = JSON.parse(
    compile(JSON.stringify(input), {
      import: (path: string) => ({ contents: readFileSync(require.resolve(path), 'utf8') }),
    }),
  ) as Compiled;
  const made = output.contracts[file]?.['PaymentToken'];
  if (made === undefined) throw new Error('The payment token did not compile');
  const contract = await new ContractFactory(made.abi, made.evm.bytecode.object, deployer).deploy(
    6,
  );
  await contract.waitForDeployment();
  return contract.getAddress();
}

/** A minimal proxy (ERC-1167) of an implementation, enrolled for the asset. */
export async function cloneOf(
  world: World,
  implementation: string,
  kind: number,
  uuid = UUID,
): Promise<string> {
  const { deployer } = world.people;
  const code = `0x3d602d80600a3d3981f3363d3d373d3d3d363d73${implementation.slice(2)}5af43d82803e903d91602b57fd5bf3`;
  const clone = await new ContractFactory([], code, deployer).deploy();
  await clone.waitForDeployment();
  const address = await clone.getAddress();
  const hub = AccessHub__factory.connect(world.deployment.addresses.AccessHub, deployer);
  await mined(hub.enrolTarget(assetIdOf(uuid), address, kind));
  return address;
}

/** A distributor with one funded distribution of each mode. */
export interface Income {
  readonly distributor: Distributor;
  readonly payment: string;
  readonly byRecordDate: bigint;
  /** A hundred holders at the record date. */
  readonly holders: string[];
  readonly net: bigint;
  readonly lines: readonly NetLine[];
  readonly tree: MerkleTree;
}

/** Deploys a distributor for the asset, with a hundred further holders and money in both modes. */
export async function buildIncome(world: World, asset: DeployedAsset): Promise<Income> {
  const { deployer, issuer, alice, bob } = world.people;
  const { AccessHub, InvestorRegistry, OracleCommittee } = world.deployment.addresses;
  const implementation = await new Distributor__factory(deployer).deploy(
    AccessHub,
    InvestorRegistry,
    OracleCommittee,
  );
  await implementation.waitForDeployment();
  const address = await cloneOf(world, await implementation.getAddress(), KIND_DISTRIBUTOR);
  const distributor = Distributor__factory.connect(address, issuer);
  await mined(distributor.initialize(asset.token));
  const hub = AccessHub__factory.connect(AccessHub, deployer);
  await mined(hub.grantRole(roleId(assetIdOf(UUID), 'treasurer'), issuer.address, 0));

  const payment = await deployPayment(issuer);
  const money = new ContractFactory(
    ['function mint(address,uint256)', 'function approve(address,uint256)'],
    '0x',
    issuer,
  ).attach(payment);
  await (await money.getFunction('mint').send(issuer.address, 10n ** 12n)).wait();
  await (await money.getFunction('approve').send(address, 10n ** 12n)).wait();

  const holders = await hundredHolders(world, asset);
  const agent = tokenAs(world, asset.token, 'issuance');
  await mined(agent.openRecordDate());
  const recordDate = await agent.currentRecordDate();
  // Everybody moves once, so that a claim reads the book of the record date and not the running balance.
  await mined(tokenAs(world, asset.token, 'alice').transfer(bob.address, 1n));
  const expires = (await chainTime(world)) + 4n * YEAR;
  await mined(
    distributor.distribute(payment, recordDate, 10n ** 10n, [], expires, id('calculation')),
  );
  const byRecordDate = await distributor.distributionCount();

  const taxOffice = Wallet.createRandom().address;
  await mined(distributor.openNet(payment, taxOffice, expires, id('calculation')));
  const net = await distributor.distributionCount();
  await mined(distributor.fund(net, 10n ** 10n));
  const lines = [alice.address, bob.address, ...holders].map((account, index) => ({
    account,
    cumulative: 1_000_001n + BigInt(index),
  }));
  const tree = netTree(address, net, lines);
  await proposeRoot(world, distributor, net, lines, tree);
  return { distributor, payment, byRecordDate, holders, net, lines, tree };
}

/** A ballot with a motion that is open now. */
export async function buildBallot(
  world: World,
  asset: DeployedAsset,
): Promise<{ ballot: Ballot; motion: bigint }> {
  const { deployer, issuer } = world.people;
  const { AccessHub, InvestorRegistry } = world.deployment.addresses;
  const implementation = await new Ballot__factory(deployer).deploy(AccessHub, InvestorRegistry);
  await implementation.waitForDeployment();
  const address = await cloneOf(world, await implementation.getAddress(), KIND_BALLOT);
  const ballot = Ballot__factory.connect(address, issuer);
  await mined(ballot.initialize(asset.token));
  const recordDate = await tokenAs(world, asset.token, 'issuance').currentRecordDate();
  const opens = (await chainTime(world)) + 60n;
  await mined(
    ballot.propose(id('motion'), recordDate, opens, opens + 86_400n, 5_000, 5_000, [], 'ipfs://m'),
  );
  await passTime(world, 61);
  return { ballot, motion: await ballot.motionCount() };
}

/** A hundred new wallets of verified investors, each with 1,000,003 base units. */
export async function hundredHolders(world: World, asset: DeployedAsset): Promise<string[]> {
  const registry = InvestorRegistry__factory.connect(
    world.deployment.addresses.InvestorRegistry,
    world.people.registrar,
  );
  const holders = Array.from({ length: 100 }, () => Wallet.createRandom().address);
  const records = await Promise.all(holders.map((_, i) => goodRecord(world, BigInt(5_000 + i))));
  await mined(registry.registerBatch(holders, records, id('list')));
  const minter = tokenAs(world, asset.token, 'issuance');
  for (let from = 0; from < holders.length; from += 50) {
    const some = holders.slice(from, from + 50);
    await mined(
      minter.batchMint(
        some,
        some.map(() => 1_000_003n),
        some.map((_, i) => BigInt(9_000 + from + i)),
      ),
    );
  }
  return holders;
}

async function proposeRoot(
  world: World,
  distributor: Distributor,
  net: bigint,
  lines: readonly NetLine[],
  tree: MerkleTree,
): Promise<void> {
  const { OracleCommittee } = world.deployment.addresses;
  const committee = OracleCommittee__factory.connect(OracleCommittee, world.provider);
  const proposal = {
    distributor: await distributor.getAddress(),
    id: net,
    number: 1n,
    epoch: await committee.epoch(),
    expiry: (await chainTime(world)) + 600n,
    root: tree.root,
    net: lines.reduce((sum, { cumulative }) => sum + cumulative, 0n),
    withheld: 5_000n,
    documentHash: id('calculation'),
  };
  const { chainId } = await world.provider.getNetwork();
  const domain = reportDomain(chainId, OracleCommittee);
  const signatures = new Map<string, string>();
  for (const wallet of world.oracle) {
    signatures.set(wallet.address, await signNetRoot(wallet, domain, proposal));
  }
  const { oracleSigners, oracleThreshold } = world.options;
  const { bitmap, proof } = packProof(oracleSigners, oracleThreshold, signatures);
  await mined(distributor.proposeRoot(proposal, bitmap, proof));
  await passTime(world, 86_401);
}
