import type { Provider, Signer } from 'ethers';
import type { DeploymentManifest } from './deployment.js';
import { AccessHub__factory } from './generated/index.js';
import { earlierRunMined } from './platform.js';
import { PLATFORM_SCOPE, sorted, type RoleHolder } from './role-table.js';
import { ADMIN_ROLE_ID, PLATFORM_ID, roleId } from './roles.js';

/** Who is to administer the hub instead of the account that deployed it. */
export interface Administration {
  readonly account: string;
  /** Seconds between announcing and carrying out whatever administrators do. */
  readonly delay: number;
}

/** The hub cannot be handed over this way. */
export class HandoverError extends Error {
  override readonly name = 'HandoverError';
}

/** What the deployer holds where the options named nobody else: administration, and the committee's signers. */
const DEPLOYERS_ROLES = ['administrator', 'oracle'];

/** The administrators that a manifest names. */
export const administratorsOf = ({ roles }: DeploymentManifest): readonly RoleHolder[] =>
  roles.holders.filter(({ scope, role }) => scope === PLATFORM_SCOPE && role === 'administrator');

/**
 * Gives the hub's administration to another account and takes it from the deployer, in one transaction: at no moment has
 * the hub no administrator or one too many. The right to replace the oracle's signers goes with it where the deployer
 * has it. Once done it changes nothing, so it may be repeated.
 *
 * @returns the manifest with the new administrator
 * @throws HandoverError where the signer is not, or no longer, the administrator who could do it
 */
export async function handOverHub(
  deployer: Signer,
  manifest: DeploymentManifest,
  { account, delay }: Administration,
  confirmations?: number,
): Promise<DeploymentManifest> {
  const { provider } = deployer;
  if (provider === null) throw new Error('handOverHub needs a signer that is connected to a node');
  const from = await deployer.getAddress();
  if (account === from) throw new HandoverError(`${from} deployed: name another account`);
  await earlierRunMined(provider, from);
  if (!(await isHandedOver(provider, manifest, from, { account, delay }))) {
    const hub = AccessHub__factory.connect(manifest.addresses.AccessHub, deployer);
    const encode = hub.interface.encodeFunctionData.bind(hub.interface);
    const oracle = roleId(PLATFORM_ID, 'oracle');
    const calls = [
      encode('grantRole', [ADMIN_ROLE_ID, account, delay]),
      encode('renounceRole', [ADMIN_ROLE_ID, from]),
    ];
    if ((await hub.hasRole(oracle, from)).isMember) {
      calls.unshift(
        encode('grantRole', [oracle, account, delay]),
        encode('revokeRole', [oracle, from]),
      );
    }
    await (await hub.multicall(calls)).wait(confirmations);
  }
  return { ...manifest, roles: withAdministration(manifest, from, { account, delay }) };
}

async function isHandedOver(
  provider: Provider,
  { addresses }: DeploymentManifest,
  from: string,
  { account, delay }: Administration,
): Promise<boolean> {
  const hub = AccessHub__factory.connect(addresses.AccessHub, provider);
  const [there, here] = await Promise.all([
    hub.hasRole(ADMIN_ROLE_ID, account),
    hub.hasRole(ADMIN_ROLE_ID, from),
  ]);
  if (here.isMember && here.executionDelay === 0n) return false;
  if (!here.isMember && there.isMember && Number(there.executionDelay) === delay) return true;
  throw new HandoverError(
    `${from} is no administrator of the hub who acts at once: whoever administers it must hand it over`,
  );
}

function withAdministration(
  { roles }: DeploymentManifest,
  from: string,
  { account, delay }: Administration,
): DeploymentManifest['roles'] {
  const holders = roles.holders.map((one) =>
    one.scope === PLATFORM_SCOPE && one.account === from && DEPLOYERS_ROLES.includes(one.role)
      ? { ...one, account, executionDelay: delay }
      : one,
  );
  return sorted({ ...roles, holders });
}
