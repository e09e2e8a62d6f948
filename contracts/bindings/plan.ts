import { concat, getCreate2Address, id, keccak256, type Interface } from 'ethers';
import { CREATE2_DEPLOYER } from './create2.js';
import type { PlatformContract } from './deployment.js';
import {
  AccessHub__factory,
  AssetFactory__factory,
  AssetToken__factory,
  Ballot__factory,
  BarVault__factory,
  CorporateActions__factory,
  DeedVault__factory,
  Distributor__factory,
  InvestorRegistry__factory,
  Offering__factory,
  OracleCommittee__factory,
  PropertyDeed__factory,
  RedemptionQueue__factory,
  SatelliteFactory__factory,
  SecureMint__factory,
  Settlement__factory,
} from './generated/index.js';

/** Who does what on a new platform. */
export interface PlatformOptions {
  readonly registrar: string;
  readonly compliance: string;
  /** Signs `AssetFactory.deploy`. */
  readonly factoryDeployer: string;
  /** Keeps the documents of titles; the factory's deployer when left out. */
  readonly issuer?: string;
  /** In the order of the bitmap's bits; 2 to 32. */
  readonly oracleSigners: readonly string[];
  /** More than half of the signers. */
  readonly oracleThreshold: number;
  /** May replace the committee's signers; the deployer when left out. */
  readonly oracleAdmin?: string;
  /** Attestors that may sign records, with the provider number each signs for. */
  readonly attestors?: readonly { readonly address: string; readonly provider: number }[];
  /** Another salt gives another platform on the same chain. */
  readonly salt?: string;
  /** Blocks to wait for after each transaction; 1 when left out. */
  readonly confirmations?: number;
  /** Called before each step, for a log. */
  readonly onStep?: (step: string) => void;
}

/** A constructor argument as JSON keeps it. */
export type ConstructorArgument = string | number | readonly string[];

/** A contract of the platform before it exists: its address follows from code, arguments and salt. */
export interface PlannedContract {
  readonly name: PlatformContract;
  /** Name of the Solidity contract. */
  readonly contract: string;
  readonly salt: string;
  readonly constructorArguments: readonly ConstructorArgument[];
  /** keccak256 of the creation code without its arguments: says which build this is. */
  readonly creationCodeHash: string;
  /** keccak256 of the creation code with its arguments: what CREATE2 derives the address from. */
  readonly initCodeHash: string;
  readonly initCode: string;
  readonly address: string;
}

interface Blueprint {
  readonly name: PlatformContract;
  readonly contract: string;
  readonly made: { readonly bytecode: string; createInterface(): Interface };
  readonly arguments: (c: Context) => readonly ConstructorArgument[];
}

interface Context {
  readonly admin: string;
  readonly options: PlatformOptions;
  /** Address of a contract further up in the list. */
  readonly at: (name: PlatformContract) => string;
}

const hubOnly = ({ at }: Context) => [at('AccessHub')];
const hubAndRegistry = ({ at }: Context) => [at('AccessHub'), at('InvestorRegistry')];

/** Every contract that a platform consists of, each after those it is told of. */
const BLUEPRINTS: readonly Blueprint[] = [
  {
    name: 'AccessHub',
    contract: 'AccessHub',
    made: AccessHub__factory,
    arguments: ({ admin }) => [admin],
  },
  {
    name: 'InvestorRegistry',
    contract: 'InvestorRegistry',
    made: InvestorRegistry__factory,
    arguments: hubOnly,
  },
  {
    name: 'OracleCommittee',
    contract: 'OracleCommittee',
    made: OracleCommittee__factory,
    arguments: ({ at, options }) => [
      at('AccessHub'),
      [...options.oracleSigners],
      options.oracleThreshold,
    ],
  },
  {
    name: 'AssetTokenImplementation',
    contract: 'AssetToken',
    made: AssetToken__factory,
    arguments: hubAndRegistry,
  },
  {
    name: 'AssetFactory',
    contract: 'AssetFactory',
    made: AssetFactory__factory,
    arguments: ({ at }) => [at('AccessHub'), at('AssetTokenImplementation'), at('OracleCommittee')],
  },
  {
    name: 'SatelliteFactory',
    contract: 'SatelliteFactory',
    made: SatelliteFactory__factory,
    arguments: () => [],
  },
  {
    name: 'SecureMintImplementation',
    contract: 'SecureMint',
    made: SecureMint__factory,
    arguments: hubOnly,
  },
  {
    name: 'BarVaultImplementation',
    contract: 'BarVault',
    made: BarVault__factory,
    arguments: hubOnly,
  },
  {
    name: 'PropertyDeed',
    contract: 'PropertyDeed',
    made: PropertyDeed__factory,
    arguments: hubAndRegistry,
  },
  {
    name: 'DeedVaultImplementation',
    contract: 'DeedVault',
    made: DeedVault__factory,
    arguments: hubOnly,
  },
  {
    name: 'OfferingImplementation',
    contract: 'Offering',
    made: Offering__factory,
    arguments: hubAndRegistry,
  },
  {
    name: 'RedemptionQueueImplementation',
    contract: 'RedemptionQueue',
    made: RedemptionQueue__factory,
    arguments: hubAndRegistry,
  },
  {
    name: 'Settlement',
    contract: 'Settlement',
    made: Settlement__factory,
    arguments: hubOnly,
  },
  {
    name: 'DistributorImplementation',
    contract: 'Distributor',
    made: Distributor__factory,
    arguments: ({ at }) => [at('AccessHub'), at('InvestorRegistry'), at('OracleCommittee')],
  },
  {
    name: 'BallotImplementation',
    contract: 'Ballot',
    made: Ballot__factory,
    arguments: hubAndRegistry,
  },
  {
    name: 'CorporateActionsImplementation',
    contract: 'CorporateActions',
    made: CorporateActions__factory,
    arguments: hubOnly,
  },
];

/** The ABI of each contract of the platform, by its name in the manifest. */
export const PLATFORM_INTERFACES: ReadonlyMap<PlatformContract, Interface> = new Map(
  BLUEPRINTS.map(({ name, made }) => [name, made.createInterface()]),
);

/** What `deployPlatform` would deploy for this administrator and these options, in order. Asks no node. */
export function planPlatform(admin: string, options: PlatformOptions): PlannedContract[] {
  const addresses = new Map<PlatformContract, string>();
  const at = (name: PlatformContract): string => {
    const address = addresses.get(name);
    if (address === undefined) throw new Error(`${name} is planned too late`);
    return address;
  };
  return BLUEPRINTS.map((blueprint) => {
    const { name, contract } = blueprint;
    const constructorArguments = blueprint.arguments({ admin, options, at });
    const salt = id(`cadastre/${options.salt ?? ''}/${contract}`);
    const initCode = initCodeOf(blueprint, constructorArguments);
    const initCodeHash = keccak256(initCode);
    const address = getCreate2Address(CREATE2_DEPLOYER, salt, initCodeHash);
    addresses.set(name, address);
    const creationCodeHash = keccak256(blueprint.made.bytecode);
    return {
      name,
      contract,
      salt,
      constructorArguments,
      creationCodeHash,
      initCodeHash,
      initCode,
      address,
    };
  });
}

/**
 * The hash of the creation code with these arguments, as this build makes it; null when this build's code is another
 * than the one with `creationCodeHash`, and nothing can be said.
 */
export function initCodeHashOf(
  name: PlatformContract,
  creationCodeHash: string,
  constructorArguments: readonly ConstructorArgument[],
): string | null {
  const blueprint = BLUEPRINTS.find((one) => one.name === name);
  if (blueprint === undefined || keccak256(blueprint.made.bytecode) !== creationCodeHash)
    return null;
  return keccak256(initCodeOf(blueprint, constructorArguments));
}

function initCodeOf({ made }: Blueprint, values: readonly ConstructorArgument[]): string {
  return concat([made.bytecode, made.createInterface().encodeDeploy([...values])]);
}
