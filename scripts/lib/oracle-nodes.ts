import { join } from 'node:path';
import { HDNodeWallet } from 'ethers';
import { KEY_INDEX } from './dev-keys.ts';
import { inRoot } from './paths.ts';
import { freePort } from './ports.ts';

/** The local committee's nodes by the names of their processes; three of the five sign. */
export const ORACLE_NODES = ['oracle', 'oracle-2', 'oracle-3', 'oracle-4', 'oracle-5'] as const;

export type OracleNode = (typeof ORACLE_NODES)[number];

/**
 * Small heaps: a node holds the newest files and little else, and five of them share a machine. Without these V8 lets
 * each grow to the size of its machine's share.
 */
const SMALL_HEAP = [
  '--max-semi-space-size=2',
  '--max-old-space-size=96',
  // Less of a node's own code is kept compiled: about 20 MB for each, at the same use of the processor.
  '--optimize-for-size',
  // The maps of a stack trace stay in memory once they are read.
  '--no-enable-source-maps',
];

/** The pinned Node's arguments for one node. */
export const NODE_ARGS = [...SMALL_HEAP, inRoot('oracle', 'dist', 'main.js')];

/**
 * glibc gives each thread of a process a heap of its own, and keeps what was freed there: for a node that is about a
 * seventh of its memory.
 */
const ONE_ARENA = { MALLOC_ARENA_MAX: '1', MALLOC_TRIM_THRESHOLD_: '131072' };

/** Addresses to listen on, one for each node; the first is `firstPort` when that is given. */
export async function oracleUrls(count: number, firstPort: string | undefined): Promise<string[]> {
  const ports = new Set<number>(firstPort === undefined ? [] : [Number(firstPort)]);
  while (ports.size < count) ports.add(await freePort());
  return [...ports].map((port) => `http://127.0.0.1:${port}`);
}

/** What one node gets beside what all processes get. */
export interface NodePlace {
  dataDir: string;
  urls: readonly string[];
  /** Without it the environment says which key this is and who the others are. */
  mnemonic: string | undefined;
}

/** The environment of the node in that place of the committee. */
export function nodeEnvironment(
  index: number,
  { dataDir, urls, mnemonic }: NodePlace,
): NodeJS.ProcessEnv {
  const journal = join(dataDir, 'oracle', `journal-${index + 1}`);
  return {
    ...ONE_ARENA,
    ORACLE_PORT: new URL(urls[index] ?? '').port,
    ORACLE_JOURNAL: process.env['ORACLE_JOURNAL'] ?? journal,
    ...(mnemonic !== undefined && {
      ORACLE_NODE: String(index),
      ORACLE_PEERS: localPeers(mnemonic, urls),
    }),
  };
}

/** Everybody, oneself included: a node leaves itself out. */
function localPeers(mnemonic: string, urls: readonly string[]): string {
  const root = HDNodeWallet.fromPhrase(mnemonic, undefined, "m/44'/60'/0'/0");
  return KEY_INDEX.oracleSigners
    .map((index, i) => `${root.deriveChild(index).address}=${urls[i]}`)
    .join(',');
}
