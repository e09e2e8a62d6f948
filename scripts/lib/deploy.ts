import { renameSync, writeFileSync } from 'node:fs';
import { HDNodeWallet, JsonRpcProvider, Mnemonic, Wallet } from 'ethers';
import type { LaunchConfig } from './config.ts';
import { KEY_INDEX } from './dev-keys.ts';
import { Told } from './report.ts';

interface Parties {
  /** Private key of the administrator of the access hub. */
  deployerKey: string;
  registrar: string;
  compliance: string;
  factoryDeployer: string;
  oracleSigners: string[];
}

/**
 * Deploys the platform's contracts and writes the manifest. What an interrupted run had deployed
 * already is found again. @returns how many contracts the manifest names
 */
export async function deploy(
  rpcUrl: string,
  deploymentFile: string,
  config: LaunchConfig,
): Promise<number> {
  const { deployPlatform } = await import('@cadastre/contracts');
  const parties = partiesOf(config);
  const provider = new JsonRpcProvider(rpcUrl, undefined, {
    staticNetwork: true,
    cacheTimeout: -1,
    pollingInterval: 50,
  });
  try {
    const manifest = await deployPlatform(new Wallet(parties.deployerKey, provider), {
      registrar: parties.registrar,
      compliance: parties.compliance,
      factoryDeployer: parties.factoryDeployer,
      oracleSigners: parties.oracleSigners,
      oracleThreshold: Math.floor(parties.oracleSigners.length / 2) + 1,
    });
    const unfinished = `${deploymentFile}.new`;
    writeFileSync(unfinished, `${JSON.stringify(manifest, null, 2)}\n`);
    renameSync(unfinished, deploymentFile);
    return Object.keys(manifest.addresses).length;
  } finally {
    provider.destroy();
  }
}

function partiesOf({ devMnemonic, production }: LaunchConfig): Parties {
  if (devMnemonic !== undefined && !production) {
    const phrase = Mnemonic.fromPhrase(devMnemonic);
    const key = (index: number): HDNodeWallet =>
      HDNodeWallet.fromMnemonic(phrase, `m/44'/60'/0'/0/${index}`);
    return {
      deployerKey: key(KEY_INDEX.deployer).privateKey,
      registrar: key(KEY_INDEX.registrar).address,
      compliance: key(KEY_INDEX.compliance).address,
      factoryDeployer: key(KEY_INDEX.factory).address,
      oracleSigners: KEY_INDEX.oracleSigners.map((index) => key(index).address),
    };
  }
  return partiesFromKeys();
}

/** Production: the keys are given one by one, as the API and the oracle get them. */
function partiesFromKeys(): Parties {
  try {
    const keys = JSON.parse(process.env['SIGNER_KEYS'] ?? '') as Record<string, string>;
    const address = (role: string): string => new Wallet(keys[role] ?? '').address;
    const signers = (process.env['ORACLE_SIGNER_KEYS'] ?? '').split(',');
    return {
      deployerKey: new Wallet(keys['deployer'] ?? '').privateKey,
      registrar: address('registrar'),
      compliance: address('compliance'),
      factoryDeployer: address('factory'),
      oracleSigners: signers.map((key) => new Wallet(key).address),
    };
  } catch {
    // The library's own message would repeat a private key.
    throw new Told(
      'Deploying needs SIGNER_KEYS with deployer, registrar, compliance and factory, and ' +
        'ORACLE_SIGNER_KEYS: private keys of 0x and 64 hex digits. Correct them, or give the ' +
        'DEPLOYMENT_FILE of contracts that are deployed already.',
    );
  }
}
