import {
  AccessHub__factory,
  AssetToken__factory,
  assetIdOf,
  Distributor__factory,
  KIND_DISTRIBUTOR,
  roleId,
  SatelliteFactory__factory,
} from '@cadastre/contracts';
import { entitlements, linesHash } from '@cadastre/core';
import { Contract, ContractFactory, type InterfaceAbi, type Signer, ZeroHash } from 'ethers';
import type { NetLines } from '../net-roots/wire.js';
import type { TestAsset, TestChain } from './chain.js';

interface Compiled {
  abi: InterfaceAbi;
  bytecode: string;
}

const YEARS = 4 * 366 * 86_400;

/** A funded distribution net of tax, with what the API would say of it. */
export interface NetDistribution {
  distributor: string;
  id: bigint;
  lines: NetLines;
  approved: Record<string, unknown>;
}

/** Lets the deployer hold the asset's distributor, opens a distribution for all holders and pays it in. */
export async function openNetDistribution(
  chain: TestChain,
  asset: TestAsset,
  holders: readonly { account: string; rateBps: number }[],
  amount: bigint,
): Promise<NetDistribution> {
  const { deployer } = chain;
  const owner = await deployer.getAddress();
  const {
    SatelliteFactory,
    DistributorImplementation: code,
    AccessHub,
  } = chain.deployment.addresses;
  if (!SatelliteFactory || !code) throw new Error('the platform has distributors');
  const factory = SatelliteFactory__factory.connect(SatelliteFactory, deployer);
  const setUp = Distributor__factory.createInterface().encodeFunctionData('initialize', [
    asset.token,
  ]);
  const address = await factory.launch.staticCall(code, ZeroHash, setUp);
  await (await factory.launch(code, ZeroHash, setUp)).wait();
  const hub = AccessHub__factory.connect(AccessHub, deployer);
  const id = assetIdOf(asset.assetId);
  await (await hub.enrolTarget(id, address, KIND_DISTRIBUTOR)).wait();
  for (const role of ['treasurer', 'transferAgent'] as const) {
    await (await hub.grantRole(roleId(id, role), owner, 0)).wait();
  }
  const token = AssetToken__factory.connect(asset.token, deployer);
  const recordNumber = await token.openRecordDate.staticCall();
  await (await token.openRecordDate()).wait();

  const money = await moneyOf(deployer);
  await send(money, 'mint', owner, amount);
  await send(money, 'approve', address, amount);
  const distributor = Distributor__factory.connect(address, deployer);
  const now = (await chain.rpc.block('latest')).timestamp;
  await (await distributor.openNet(money.target, owner, now + YEARS, ZeroHash)).wait();
  await (await distributor.fund(1n, amount)).wait();
  const lines = await Promise.all(
    holders.map(async ({ account, rateBps }) => ({
      account: account.toLowerCase(),
      balance: await token.balanceAt(account, recordNumber),
      rateBps,
    })),
  );
  const parts = entitlements(amount, lines).lines;
  const all = lines.map((line, i) => ({ ...line, ...(parts[i] ?? { gross: 0n, withheld: 0n }) }));
  const approved = {
    assetId: asset.assetId,
    tokenAddress: asset.token,
    distributor: address,
    chainNumber: '1',
    recordNumber: recordNumber.toString(),
    amountBaseUnits: amount.toString(),
    excluded: [],
    linesHash: linesHash(all),
  };
  return { distributor: address, id: 1n, lines, approved };
}

async function moneyOf(deployer: Signer): Promise<Contract> {
  const file = new URL('../../../contracts/test/lives/sources.ts', import.meta.url).href;
  const { compileStrangers } = (await import(file)) as {
    compileStrangers: () => ReadonlyMap<string, Compiled>;
  };
  const compiled = compileStrangers().get('PaymentToken');
  if (!compiled) throw new Error('there is no PaymentToken');
  const made = await new ContractFactory(compiled.abi, compiled.bytecode, deployer).deploy(6);
  await made.waitForDeployment();
  return new Contract(await made.getAddress(), compiled.abi, deployer);
}

async function send(contract: Contract, verb: string, ...args: unknown[]): Promise<void> {
  const sent = (await contract.getFunction(verb).send(...args)) as { wait(): Promise<unknown> };
  await sent.wait();
}
