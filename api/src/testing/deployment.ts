import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Deployment, DEPLOYED_CONTRACTS } from '@cadastre/contracts';
import { getAddress, toBeHex, ZeroHash } from 'ethers';
import type { TestApp } from './test-app.js';

/** Puts a manifest in place for tests that need addresses and no chain. */
export function writeDeployment(t: TestApp): Deployment {
  const addresses = Object.fromEntries(
    DEPLOYED_CONTRACTS.map((name, i) => [name, getAddress(toBeHex(0xc0 + i, 20))]),
  ) as Deployment['addresses'];
  const deployment = { chainId: 31337, genesisHash: ZeroHash, deployedAtBlock: 1, addresses };
  writeFileSync(join(t.documentsDir, 'deployment.json'), JSON.stringify(deployment));
  return deployment;
}
