import { id, type BaseContract, type JsonRpcSigner } from 'ethers';
import {
  AccessHub__factory,
  AssetToken__factory,
  roleId,
  SatelliteFactory__factory,
  type AssetToken,
  type Deployment,
  type RoleName,
} from '@cadastre/contracts';
import { compile } from './compile.ts';
import { deploy, mined, type Person, wallet } from './chain.ts';
import { call } from './holders.ts';
import { goodRecord, openAsset, type OurAsset, type Ours, publish, registryOf } from './ours.ts';

const HOLDERS = 100;
const PLENTY = 10n ** 12n;

/** A fund with a hundred holders, a price, and a currency that everybody has some of. */
export interface Fund extends OurAsset {
  ours: Ours;
  money: BaseContract;
  holders: string[];
  as(person: Person): AssetToken;
}

/** Opens the fund in which satellites are measured. Alice, Bob and the newcomer hold as well. */
export async function openFund(ours: Ours): Promise<Fund> {
  const { chain } = ours;
  const { issuance, treasurer, alice, bob, newcomer } = chain.people;
  const asset = await openAsset(ours, 200, 'all rules');
  const holders = Array.from({ length: HOLDERS }, (_, i) => wallet(`holder ${i}`));
  const records: bigint[] = [];
  for (let i = 0; i < HOLDERS; i += 1) records.push(await goodRecord(chain, BigInt(5_000 + i)));
  await mined(registryOf(ours).registerBatch(holders, records, id('list')));
  const everybody = [alice.address, bob.address, newcomer.address, ...holders];
  const minter = AssetToken__factory.connect(asset.token, issuance);
  await inParts(everybody, 50, (some, from) =>
    mined(
      minter.batchMint(
        some,
        some.map(() => PLENTY),
        some.map((_, i) => BigInt(1 + from + i)),
      ),
    ),
  );
  const { contract: money } = await deploy(compile('PlainToken'), treasurer);
  for (const account of [treasurer.address, ...everybody]) {
    await mined(call(money, 'mint', account, PLENTY));
  }
  await grant(ours, asset, 'treasurer', treasurer.address);
  await publish(ours, [asset.navFeed], 1_000_000n);
  const as = (person: Person): AssetToken =>
    AssetToken__factory.connect(asset.token, chain.people[person]);
  return { ...asset, ours, money, holders, as };
}

/** Makes a satellite of the fund as everybody does: cloned and set up at once, tied, given its role. */
export async function launch(
  { ours, assetId, token }: Fund,
  implementation: keyof Deployment['addresses'],
  kind: number,
  setUp: string,
  role?: RoleName,
): Promise<string> {
  const { deployer } = ours.chain.people;
  const { addresses } = ours.deployment;
  const from = addressOf(ours, implementation);
  const factory = SatelliteFactory__factory.connect(addressOf(ours, 'SatelliteFactory'), deployer);
  const salt = id(implementation);
  const satellite = await factory.predict(from, deployer.address, salt);
  await mined(factory.launch(from, salt, setUp));
  const hub = AccessHub__factory.connect(addresses.AccessHub, deployer);
  await mined(hub.enrolTarget(assetId, satellite, kind));
  if (role) await grant(ours, { assetId, token }, role, satellite);
  return satellite;
}

/** Lets a satellite take somebody's money or shares without asking again. */
export async function allow(
  token: BaseContract,
  owner: JsonRpcSigner,
  spender: string,
): Promise<void> {
  await mined(call(token.connect(owner), 'approve', spender, PLENTY));
}

async function grant(
  { chain, deployment }: Ours,
  { assetId }: Pick<OurAsset, 'assetId' | 'token'>,
  role: RoleName,
  account: string,
): Promise<void> {
  const hub = AccessHub__factory.connect(deployment.addresses.AccessHub, chain.people.deployer);
  await mined(hub.grantRole(roleId(assetId, role), account, 0));
}

function addressOf({ deployment }: Ours, name: keyof Deployment['addresses']): string {
  const address = deployment.addresses[name];
  if (address === undefined) throw new Error(`The platform has no ${name}`);
  return address;
}

async function inParts<T>(
  all: readonly T[],
  size: number,
  work: (some: T[], from: number) => Promise<unknown>,
): Promise<void> {
  for (let from = 0; from < all.length; from += size) {
    await work(all.slice(from, from + size), from);
  }
}
