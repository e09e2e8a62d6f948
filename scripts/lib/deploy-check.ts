import type { DeploymentCheck } from '@cadastre/contracts';
import { withNode, writeManifest } from './deploy.ts';
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
  const { checkDeployment, DeploymentFileError, loadManifest } =
    await import('@cadastre/contracts');
  return withNode(network.rpcUrl, async (provider) => {
    const manifest = read();
    const check = await checkDeployment(provider, manifest).catch((error: unknown) => {
      const why = error instanceof Error ? error.message : String(error);
      throw new Told(`The node at ${new URL(network.rpcUrl).host} does not answer: ${why}`);
    });
    for (const notice of check.notices) say(`notice: ${notice}`);
    for (const { code, sentence } of check.differences) say(`${code}: ${sentence}`);
    if (check.differences.length === 0) {
      say(agreement(check));
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

  function read(): ReturnType<typeof loadManifest> {
    try {
      return loadManifest(network.manifest);
    } catch (error) {
      if (error instanceof DeploymentFileError) throw new Told(error.message);
      throw error;
    }
  }
}

function agreement({ block, compared, roles }: DeploymentCheck): string {
  return (
    `the chain agrees with the manifest as of block ${block}: ${compared} statements, ` +
    `${count(roles?.holders.length ?? 0, 'role holder')}, ${count(roles?.targets.length ?? 0, 'contract')} of assets`
  );
}

const count = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`;
