import { mkdtempSync, promises as fs, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AssetFactory__factory,
  AssetToken__factory,
  type Deployment,
  deployPlatform,
  InvestorRegistry__factory,
} from '@cadastre/contracts';
import { NonceManager, Wallet } from 'ethers';
import { type RunningAnvil, startAnvil } from '../../scripts/lib/anvil.ts';
import { saveState } from '../../scripts/lib/anvil-state.ts';
import { developmentParties, withNode } from '../../scripts/lib/deploy.ts';
import { DEV_MNEMONIC, KEY_INDEX } from '../../scripts/lib/dev-keys.ts';

import { assetParams, EVIDENCE, key, recordOf } from './params.ts';
import { openPayout, PAYEES } from './payout.ts';
import { CLIENTS } from './plan.ts';

export const clientKeys = Array.from({ length: CLIENTS }, (_, i) =>
  key(KEY_INDEX.firstInvestor + i),
);

/** What each client and the paying account begin with, base units. */
const OPENING_BALANCE = 10n ** 12n;

/** A chain with the platform, one token and its first holders, saved to be started again and again. */
export interface Origin {
  folder: string;
  stateFile: string;
  /** Seconds; a node that goes on from the state begins with the same block 0 then. */
  genesisTimestamp: number;
  deploymentFile: string;
  deployment: Deployment;
  token: string;
  distributor: string;
}

export async function makeOrigin(): Promise<Origin> {
  const folder = mkdtempSync(join(tmpdir(), 'cadastre-faults-chain-'));
  // The workers' clock is the wall's: a restored database asks for blocks since its commands.
  const genesisTimestamp = Math.floor(Date.now() / 1000);
  const anvil = await startAnvil({ genesisTimestamp });
  try {
    const { deployerKey, options } = developmentParties(DEV_MNEMONIC);
    const { deployment, token, distributor } = await withNode(anvil.url, async (provider) => {
      const deployment = await deployPlatform(
        new NonceManager(new Wallet(deployerKey, provider)),
        options,
      );
      const signer = (index: number) => new NonceManager(key(index).connect(provider));
      const registry = InvestorRegistry__factory.connect(
        deployment.addresses.InvestorRegistry,
        signer(KEY_INDEX.registrar),
      );
      const holders = [key(KEY_INDEX.issuance), ...clientKeys].map((wallet) => wallet.address);
      holders.push(...PAYEES);
      await (
        await registry.registerBatch(
          holders,
          holders.map((_, i) => recordOf(i + 1)),
          EVIDENCE,
        )
      ).wait();
      const factory = AssetFactory__factory.connect(
        deployment.addresses.AssetFactory,
        signer(KEY_INDEX.factory),
      );
      const params = assetParams(1);
      const [token] = await factory.deploy.staticCall(params);
      await (await factory.deploy(params)).wait();
      const issued = AssetToken__factory.connect(token, signer(KEY_INDEX.issuance));
      const ids = holders.map((_, i) => i);
      await (
        await issued.batchMint(
          holders,
          holders.map(() => OPENING_BALANCE),
          ids,
        )
      ).wait();
      const distributor = await openPayout(deployment, token, signer);
      return { deployment, token, distributor };
    });
    const stateFile = join(folder, 'state.json');
    await saveState(anvil.url, stateFile);
    const deploymentFile = join(folder, 'deployment.json');
    await fs.writeFile(deploymentFile, JSON.stringify(deployment));
    return { folder, stateFile, genesisTimestamp, deploymentFile, deployment, token, distributor };
  } finally {
    await anvil.stop();
  }
}

/** A node that goes on from a saved state and mines when it is told to. */
export const startFrom = (stateFile: string, genesisTimestamp: number): Promise<RunningAnvil> =>
  startAnvil({ stateFile, genesisTimestamp, extra: ['--no-mining', '--silent'] });

export const discard = (origin: Origin): void =>
  rmSync(origin.folder, { recursive: true, force: true });
