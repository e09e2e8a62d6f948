import { HDNodeWallet, type JsonRpcProvider, Wallet } from 'ethers';
import { ApiClient } from './client.js';
import type { Cast, Person } from './people.js';
import { type Portfolio, STORY_BEGINS } from './fund.js';

/** What the story has come to know on its way; each step says what it adds. */
export interface Found {
  issuerId: string;
  assetId: string;
  tokenId: string;
  tokenAddress: string;
  navFeed: string;
  reserveFeed: string;
  firstWalletId: string;
  secondWalletId: string;
  navRound: string;
  transferHash: string;
  transferBlock: number;
  mintedBaseUnits: string[];
  reportId: string;
  pdf: Buffer;
  pdfSha256: string;
}

export interface WorldOptions {
  apiUrl: string;
  cast: Cast;
  /** A plain node, as a wallet would use it. */
  rpc: JsonRpcProvider;
  /** Whose first forty accounts the local chain funds: platform, committee, and who pays for gas. */
  mnemonic: string;
  dataDir: string;
  /** Manifest of the contracts, for chapters in which the committee's own keys report. */
  deploymentFile?: string;
  portfolio: Portfolio;
  /** First day of the story, printed on its papers; the usual one where it is left out. */
  begins?: string;
  /** How long a request that may be repeated is, while the service is away. */
  patienceMs?: number;
}

/** Where the story plays: who is signed in where, and what is known so far. */
export class World {
  readonly cast: Cast;
  private readonly clients = new Map<string, ApiClient>();
  private readonly found: Partial<Found> = {};

  constructor(readonly options: WorldOptions) {
    this.cast = options.cast;
  }

  get begins(): string {
    return this.options.begins ?? STORY_BEGINS;
  }

  /** A client that is nobody yet. */
  stranger(): ApiClient {
    return new ApiClient(this.options.apiUrl, this.options.patienceMs);
  }

  /** The person's signed-in client. */
  async as(person: Person): Promise<ApiClient> {
    const known = this.clients.get(person.email);
    if (known) return known;
    const client = this.stranger();
    await client.signIn({ email: person.email, password: person.password });
    this.clients.set(person.email, client);
    return client;
  }

  /** An account that the local chain funds, by its index under the mnemonic. */
  account(index: number): Wallet {
    const path = `m/44'/60'/0'/0/${index}`;
    const { privateKey } = HDNodeWallet.fromPhrase(this.options.mnemonic, undefined, path);
    return new Wallet(privateKey, this.options.rpc);
  }

  learn<K extends keyof Found>(key: K, value: Found[K]): Found[K] {
    this.found[key] = value;
    return value;
  }

  /** Throws where the step that learns it has not run. */
  know<K extends keyof Found>(key: K): Found[K] {
    const value = this.found[key];
    if (value === undefined) throw new Error(`the story does not know its ${key} yet`);
    return value;
  }
}

/** The day it is on the chain, UTC. A node that idles shows it in the pending block. */
export async function chainDay(rpc: JsonRpcProvider): Promise<string> {
  const block = (await rpc.getBlock('pending')) ?? (await rpc.getBlock('latest'));
  if (!block) throw new Error('the node has no block');
  return new Date(block.timestamp * 1000).toISOString().slice(0, 10);
}

/** Ids, hashes, blocks: what somebody else needs to check a step. */
export type Evidence = Record<string, string | number>;

/** The first day of the chain, UTC. */
export async function genesisDay(rpc: JsonRpcProvider): Promise<string> {
  const block = await rpc.getBlock(0);
  if (!block) throw new Error('the node has no first block');
  return new Date(block.timestamp * 1000).toISOString().slice(0, 10);
}

/** One thing that people do. It can be run again at any point and goes on from where it was. */
export interface Step {
  name: string;
  title: string;
  run(world: World): Promise<Evidence>;
}

export interface Listener {
  begins?(step: Step, index: number): void | Promise<void>;
  ended?(step: Step, evidence: Evidence, elapsedMs: number): void | Promise<void>;
}

/** Plays steps in order and tells the listener. */
export async function play(world: World, steps: readonly Step[], listener: Listener = {}) {
  for (const [index, step] of steps.entries()) {
    await listener.begins?.(step, index);
    const began = performance.now();
    let evidence: Evidence;
    try {
      evidence = await step.run(world);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new Error(`step "${step.name}" (${step.title}) failed: ${why}`, { cause: error });
    }
    await listener.ended?.(step, evidence, performance.now() - began);
  }
}
