import type { FunctionFragment } from 'ethers';
import type { PlatformContract } from './deployment.js';
import { PLATFORM_INTERFACES, type PlannedContract, type PlatformOptions } from './plan.js';
import {
  ADMIN_ROLE_ID,
  KIND_TABLES,
  PLATFORM_ID,
  ROLE_NAMES,
  roleId,
  type RoleName,
} from './roles.js';

/** Roles of the platform itself have this scope, those of an asset its id. */
export const PLATFORM_SCOPE = 'platform';
/** OpenZeppelin's PUBLIC_ROLE: a function that asks for it is open to everybody. */
const PUBLIC_ROLE_ID = 2n ** 64n - 1n;

/** One account and one role. */
export interface RoleHolder {
  /** `platform` or an asset id. */
  readonly scope: string;
  /** A name of `ROLE_NAMES`, `administrator`, or `role N` for an id that belongs to no known name. */
  readonly role: string;
  readonly account: string;
  /** Seconds between announcing and executing a call. */
  readonly executionDelay: number;
}

/** A function and the role it asks for; a function that is not listed asks for the administrator. */
export interface GuardedFunction {
  /** `kind N` for every enrolled contract of that kind, else a contract's name in the manifest or its address. */
  readonly on: string;
  readonly selector: string;
  /** Types and all, for people. */
  readonly signature: string;
  readonly role: string;
}

/** A contract that the hub has tied to an asset. */
export interface AssetTarget {
  readonly assetId: string;
  readonly address: string;
  readonly kind: number;
  /** keccak256 of its code. */
  readonly codeHash: string;
}

/** Everything that decides who may do what. Lists are sorted, so that equal tables are equal files. */
export interface RoleTable {
  readonly holders: readonly RoleHolder[];
  readonly functions: readonly GuardedFunction[];
  readonly registrars: readonly string[];
  readonly attestors: readonly { readonly address: string; readonly provider: number }[];
  readonly committee: {
    readonly signers: readonly string[];
    readonly threshold: number;
    readonly epoch: number;
  };
  readonly targets: readonly AssetTarget[];
  /** Settings of the hub that are not as they were born: guardians, closed contracts, delays. */
  readonly settings: Readonly<Record<string, string>>;
}

/** A function of a platform contract that asks for a platform role. */
interface PlatformFunction {
  readonly on: PlatformContract;
  readonly selector: string;
  readonly role: RoleName;
}

/** The functions outside the kinds' tables that do not belong to administrators. */
export const PLATFORM_FUNCTIONS: readonly PlatformFunction[] = (
  [
    ['AssetFactory', 'deploy', 'deployer'],
    ['InvestorRegistry', 'setSuspended', 'compliance'],
    ['OracleCommittee', 'openFeed', 'factory'],
    ['OracleCommittee', 'setSigners', 'oracle'],
    ['Settlement', 'pause', 'compliance'],
    ['PropertyDeed', 'recordTitle', 'deployer'],
    ['PropertyDeed', 'strikeTitle', 'deployer'],
    ['PropertyDeed', 'setTitleDocument', 'issuer'],
    ['PropertyDeed', 'removeTitleDocument', 'issuer'],
    ['PropertyDeed', 'setDocument', 'issuer'],
    ['PropertyDeed', 'removeDocument', 'issuer'],
    ['PropertyDeed', 'forcedTransfer(address,address,uint256,bytes32,bytes32)', 'compliance'],
    ['PropertyDeed', 'setFrozenTokens(address,uint256,bool,bytes32,bytes32)', 'compliance'],
  ] as const
).map(([on, name, role]) => {
  const found = PLATFORM_INTERFACES.get(on)?.getFunction(name);
  if (found == null) throw new Error(`${on} has no function ${name}`);
  return { on, selector: found.selector, role };
});

/** The first holders of the platform's own roles, the administrator left out. */
export function firstHolders(
  admin: string,
  options: PlatformOptions,
  factory: string,
): { role: RoleName; account: string }[] {
  return [
    { role: 'factory', account: factory },
    { role: 'deployer', account: options.factoryDeployer },
    { role: 'issuer', account: options.issuer ?? options.factoryDeployer },
    { role: 'compliance', account: options.compliance },
    { role: 'oracle', account: options.oracleAdmin ?? admin },
  ];
}

/** The table of a new platform, as the options mean it: no node is asked. */
export function plannedRoles(
  admin: string,
  options: PlatformOptions,
  plan: readonly PlannedContract[],
): RoleTable {
  const factory = plan.find(({ name }) => name === 'AssetFactory')?.address ?? '';
  const holders = firstHolders(admin, options, factory).map(({ role, account }) => ({
    scope: PLATFORM_SCOPE,
    role,
    account,
    executionDelay: 0,
  }));
  const byKind = KIND_TABLES.flatMap(({ kind, role, selectors }) =>
    selectors.map((selector) => guarded(`kind ${kind}`, selector, role)),
  );
  const byName = PLATFORM_FUNCTIONS.map(({ on, selector, role }) => guarded(on, selector, role));
  const administrator = {
    scope: PLATFORM_SCOPE,
    role: 'administrator',
    account: admin,
    executionDelay: 0,
  };
  return sorted({
    holders: [administrator, ...holders],
    functions: [...byKind, ...byName],
    registrars: [options.registrar],
    attestors: (options.attestors ?? []).filter(({ provider }) => provider !== 0),
    committee: {
      signers: [...options.oracleSigners],
      threshold: options.oracleThreshold,
      epoch: 1,
    },
    targets: [],
    settings: {},
  });
}

/** The same table in the one order that files have. */
export function sorted(table: RoleTable): RoleTable {
  const by =
    <T>(key: (one: T) => string) =>
    (a: T, b: T): number =>
      key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0;
  return {
    holders: table.holders.toSorted(by((h) => `${h.scope} ${h.role} ${h.account}`)),
    functions: table.functions.toSorted(
      by((f) => `${f.on} ${f.role} ${f.signature} ${f.selector}`),
    ),
    registrars: table.registrars.toSorted(),
    attestors: table.attestors.toSorted(by((a) => a.address)),
    committee: table.committee,
    targets: table.targets.toSorted(by((t) => `${t.assetId} ${t.kind} ${t.address}`)),
    settings: Object.fromEntries(Object.entries(table.settings).toSorted(by(([key]) => key))),
  };
}

/** A function of the table; its signature is looked up among the platform's contracts. */
export function guarded(on: string, selector: string, role: string): GuardedFunction {
  return { on, selector, signature: SIGNATURES.get(selector) ?? 'unknown', role };
}

const SIGNATURES: ReadonlyMap<string, string> = new Map(
  [...PLATFORM_INTERFACES.values()].flatMap((contract) =>
    contract.fragments
      .filter((fragment): fragment is FunctionFragment => fragment.type === 'function')
      .map((fragment) => [fragment.selector, fragment.format('sighash')] as const),
  ),
);

/** Finds the name behind a role id, for the platform and for every asset it is told of. */
export class RoleNames {
  private readonly known = new Map<bigint, { scope: string; role: string }>([
    [ADMIN_ROLE_ID, { scope: PLATFORM_SCOPE, role: 'administrator' }],
    [PUBLIC_ROLE_ID, { scope: PLATFORM_SCOPE, role: 'everybody' }],
  ]);

  constructor(assetIds: Iterable<string>) {
    for (const role of ROLE_NAMES) {
      this.known.set(roleId(PLATFORM_ID, role), { scope: PLATFORM_SCOPE, role });
    }
    for (const scope of assetIds) {
      for (const role of ROLE_NAMES) this.known.set(roleId(scope, role), { scope, role });
    }
  }

  of(id: bigint): { scope: string; role: string } {
    return this.known.get(id) ?? { scope: PLATFORM_SCOPE, role: `role ${id}` };
  }

  /** A role of the platform by its bare name, one of an asset with the asset. */
  phrase(id: bigint): string {
    const { scope, role } = this.of(id);
    return scope === PLATFORM_SCOPE ? role : `${role} of ${scope}`;
  }
}
