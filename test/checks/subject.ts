import type { JsonRpcProvider } from 'ethers';
import type { World } from '@cadastre/api/demo';
import type { Checks } from './checks.ts';

/** What the checks look at: the story that was played, and a node that knows nothing of it. */
export interface Subject {
  world: World;
  rpc: JsonRpcProvider;
  dataDir: string;
  checks: Checks;
}
