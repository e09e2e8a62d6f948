import { ContractFactory, id } from 'ethers';
import {
  AccessHub__factory,
  assetIdOf,
  CorporateActions__factory,
  KIND_CORPORATE_ACTIONS,
  roleId,
  type CorporateActions,
} from '@cadastre/contracts';
import { cloneOf, deployPayment, hundredHolders } from './income.ts';
import {
  chainTime,
  deployAsset,
  mined,
  passTime,
  type DeployedAsset,
  type World,
} from './world.ts';

const OLD = '00000000-0000-4000-8000-0000000000a1';
const NEW = '00000000-0000-4000-8000-0000000000a2';
const WEEK = 604_800n;

/** An asset of its own with a hundred holders, a split and a call that are both in effect. */
export interface Actions {
  readonly contract: CorporateActions;
  readonly asset: DeployedAsset;
  readonly holders: readonly string[];
  readonly split: bigint;
  readonly call: bigint;
}

/** Announces a split of ten for one and a call that is paid in, and lets their time come. */
export async function buildActions(world: World): Promise<Actions> {
  const { deployer, issuer } = world.people;
  const { AccessHub } = world.deployment.addresses;
  const asset = await deployAsset(world, OLD);
  const next = await deployAsset(world, NEW);
  const implementation = await new CorporateActions__factory(deployer).deploy(AccessHub);
  await implementation.waitForDeployment();
  const code = await implementation.getAddress();
  const address = await cloneOf(world, code, KIND_CORPORATE_ACTIONS, OLD);
  const contract = CorporateActions__factory.connect(address, issuer);
  await mined(contract.initialize(asset.token, 86_400));

  const hub = AccessHub__factory.connect(AccessHub, deployer);
  await mined(hub.grantRole(roleId(assetIdOf(OLD), 'transferAgent'), address, 0));
  await mined(hub.grantRole(roleId(assetIdOf(NEW), 'minter'), address, 0));
  await mined(hub.grantRole(roleId(assetIdOf(OLD), 'treasurer'), issuer.address, 0));
  const holders = await hundredHolders(world, asset);

  const payment = await deployPayment(issuer);
  const money = new ContractFactory(
    ['function mint(address,uint256)', 'function approve(address,uint256)'],
    '0x',
    issuer,
  ).attach(payment);
  await (await money.getFunction('mint').send(issuer.address, 10n ** 15n)).wait();
  await (await money.getFunction('approve').send(address, 10n ** 15n)).wait();

  const when = (await chainTime(world)) + WEEK;
  await mined(contract.announceConversion(next.token, next.token, 10, 1, when, id('resolution')));
  const split = await contract.actionCount();
  await mined(contract.announceCall(payment, 1_050_000n, when, id('resolution')));
  const call = await contract.actionCount();
  await mined(contract.fund(call, 10n ** 12n));
  await passTime(world, Number(WEEK) + 1);
  return { contract, asset, holders, split, call };
}
