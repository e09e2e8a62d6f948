import {
  AccessHub__factory,
  AssetToken__factory,
  assetIdOf,
  InvestorRegistry__factory,
  packRecord,
  roleId,
  type RoleName,
  SatelliteFactory__factory,
} from '@cadastre/contracts';
import { AbiCoder, concat, getCreate2Address, id, keccak256 } from 'ethers';

const FACTORY = SatelliteFactory__factory.createInterface();
const HUB = AccessHub__factory.createInterface();
const REGISTRY = InvestorRegistry__factory.createInterface();
const TOKEN = AssetToken__factory.createInterface();

/** The salt of a satellite's launch: nobody else uses its id. */
const saltOf = (satelliteId: string): string => assetIdOf(satelliteId);

/** Where `SatelliteFactory.launch` puts a satellite; what `SatelliteFactory.predict` answers. */
export function satelliteAddress(
  factory: string,
  implementation: string,
  maker: string,
  satelliteId: string,
): string {
  const salt = keccak256(
    AbiCoder.defaultAbiCoder().encode(['address', 'bytes32'], [maker, saltOf(satelliteId)]),
  );
  // ERC-1167, as OpenZeppelin's Clones writes it.
  const code = concat([
    '0x3d602d80600a3d3981f3363d3d373d3d3d363d73',
    implementation,
    '0x5af43d82803e903d91602b57fd5bf3',
  ]);
  return getCreate2Address(factory, salt, keccak256(code));
}

export const encodeLaunch = (implementation: string, satelliteId: string, setUp: string): string =>
  FACTORY.encodeFunctionData('launch', [implementation, saltOf(satelliteId), setUp]);

/** Ties a contract to an asset and gives roles on it: all of it or nothing. */
export function encodeEnrol(
  assetId: string,
  target: string,
  kind: number,
  grants: readonly { role: RoleName; account: string }[],
): string {
  const asset = assetIdOf(assetId);
  const calls = [
    HUB.encodeFunctionData('enrolTarget', [asset, target, kind]),
    ...grants.map(({ role, account }) =>
      HUB.encodeFunctionData('grantRole', [roleId(asset, role), account, 0]),
    ),
  ];
  return HUB.encodeFunctionData('multicall', [calls]);
}

/** Year 9999: a contract's record does not expire. */
const NEVER = 253_402_300_799n;
/** Above every token's demand. */
const HIGHEST_TIER = 255;
/** Where the token asks for no country any will do. */
const ANY_COUNTRY = 840;

/** Puts a contract that keeps tokens on the registry, so that the token lets it receive them. */
export function encodeRegister(account: string, countries: readonly number[]): string {
  const record = packRecord({
    expiry: NEVER,
    country: countries[0] ?? ANY_COUNTRY,
    tier: HIGHEST_TIER,
    // No investor's number: those are counted from one, these have the top bit set.
    investorId: (1n << 63n) | (BigInt(account) & ((1n << 63n) - 1n)),
    provider: 0,
  });
  return REGISTRY.encodeFunctionData('register', [account, record, id('cadastre.satellite')]);
}

export const encodeExempt = (account: string): string =>
  TOKEN.encodeFunctionData('setExempt', [account, true]);
