import type { DeploymentCheck, DeploymentManifest, RoleHolder } from '@cadastre/contracts';
import { readManifest, withNode, writeManifest } from './deploy.ts';
import type { Network } from './networks.ts';
import { Told } from './report.ts';

/** Differences of these are about who may do what; all others are about the contracts themselves. */
const ABOUT_ROLES = /^(missing|changed|unexpected)-(holder|function|threshold|target|setting)$/;

/**
 * Compares a live deployment with its manifest and says every difference.
 * @param adopt take over the roles that differ, if nothing else does
 * @returns whether manifest and chain now agree
 */
export async function verify(
  network: Network,
  say: (message: string) => void,
  adopt = false,
): Promise<boolean> {
  const { administratorsOf, checkDeployment } = await import('@cadastre/contracts');
  return withNode(network.rpcUrl, async (provider) => {
    const manifest = await readManifest(network);
    const check = await checkDeployment(provider, manifest).catch((error: unknown) => {
      const why = error instanceof Error ? error.message : String(error);
      throw new Told(`The node at ${new URL(network.rpcUrl).host} does not answer: ${why}`);
    });
    for (const notice of check.notices) say(`notice: ${notice}`);
    for (const { code, sentence } of check.differences) say(`${code}: ${sentence}`);
    if (check.differences.length === 0) {
      say(agreement(check));
      for (const one of administratorsOf(manifest)) say(administration(one, manifest, network));
      return true;
    }
    const rolesOnly = check.differences.every(({ code }) => ABOUT_ROLES.test(code));
    if (adopt && rolesOnly && check.roles) {
      writeManifest(network.manifest, { ...manifest, roles: check.roles });
      say(`adopted ${count(check.differences.length, 'difference')} into ${network.manifest}`);
      return true;
    }
    say(
      `${count(check.differences.length, 'difference')} between ${network.manifest} and the chain` +
        (adopt ? '; not adopted, because contracts differ' : ''),
    );
    return false;
  });
}

/** Who can change every role, and the way out where that is the one key that deployed. */
function administration(
  { account, executionDelay }: RoleHolder,
  { deployer }: DeploymentManifest,
  { name }: Network,
): string {
  if (executionDelay > 0) {
    return `${account} administers the hub, with a delay of ${executionDelay} s`;
  }
  const still = `notice: ${account} administers the hub without delay`;
  if (account !== deployer) return still;
  return (
    `${still}, the key that deployed it. To hand it over: ` +
    `npm run deploy -- --network ${name} --admin ADDRESS --admin-delay 2d`
  );
}

function agreement({ block, compared, roles }: DeploymentCheck): string {
  return (
    `the chain agrees with the manifest as of block ${block}: ${compared} statements, ` +
    `${count(roles?.holders.length ?? 0, 'role holder')}, ${count(roles?.targets.length ?? 0, 'contract')} of assets`
  );
}

const count = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`;
