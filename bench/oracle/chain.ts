import { randomUUID } from 'node:crypto';
import {
  AssetFactory__factory,
  assetGrants,
  assetIdOf,
  type Deployment,
  OracleCommittee__factory,
  SettledProvider,
} from '@cadastre/contracts';
import { HDNodeWallet, NonceManager } from 'ethers';
import { setTimeout as sleep } from 'node:timers/promises';
import { DEV_MNEMONIC, KEY_INDEX } from '../../scripts/lib/dev-keys.ts';
import { rpc } from '../../scripts/lib/rpc.ts';
import type { ListedAsset } from './source.ts';

const COMMITTEE = OracleCommittee__factory.createInterface();
const TOGETHER = 20;

/** One round that was accepted. */
export interface AcceptedRound {
  /** Checksummed address. */
  feed: string;
  /** Wall clock when its block was seen, Unix milliseconds. */
  seenAt: number;
  /** Rounds that came in the same transaction, itself included. */
  together: number;
}

/** Deploys tokens with two feeds each. */
export async function deployAssets(
  url: string,
  deployment: Deployment,
  count: number,
): Promise<ListedAsset[]> {
  const provider = new SettledProvider(url, undefined, { staticNetwork: true, cacheTimeout: -1 });
  provider.pollingInterval = 20;
  const at = (index: number): HDNodeWallet =>
    HDNodeWallet.fromPhrase(DEV_MNEMONIC, undefined, `m/44'/60'/0'/0/${index}`);
  const signer = new NonceManager(at(KEY_INDEX.factory).connect(provider));
  const factory = AssetFactory__factory.connect(deployment.addresses.AssetFactory, signer);
  const officer = at(KEY_INDEX.compliance).address;
  const feed = (description: string): object => ({ description, decimals: 6, policy: POLICY });
  const one = async (): Promise<ListedAsset> => {
    const assetId = randomUUID();
    const params = {
      token: {
        assetId: assetIdOf(assetId),
        name: 'Bench',
        symbol: 'BENCH',
        decimals: 6,
        maxSupply: 0n,
        rules: { maxBalance: 0n, maxHolders: 0n, minTier: 0n, lockUntil: 0n },
        countries: [],
      },
      navFeed: feed('NAV per share'),
      reserveFeed: feed('Total assets'),
      grants: assetGrants({
        issuer: officer,
        minter: officer,
        transferAgent: officer,
        compliance: officer,
        oracle: officer,
        reportApprovers: [officer],
        pauser: officer,
        unpauser: officer,
        unpauseDelay: 0,
      }),
    } as Parameters<typeof factory.deploy>[0];
    const [tokenAddress, navFeed, reserveFeed] = await factory.deploy.staticCall(params);
    await (await factory.deploy(params)).wait();
    return { assetId, tokenAddress, navFeed, reserveFeed };
  };
  const assets: ListedAsset[] = [];
  while (assets.length < count) {
    const some = Math.min(TOGETHER, count - assets.length);
    assets.push(...(await Promise.all(Array.from({ length: some }, one))));
  }
  // Not destroyed: a question that nobody waits for any more may be on its way, and would fail unheard.
  await provider.removeAllListeners();
  return assets;
}

const POLICY = {
  minAnswer: 1n,
  maxAnswer: 10n ** 18n,
  minInterval: 0n,
  maxValuationAge: 864_000n,
  heartbeat: 60n,
  valuationStaleness: 600n,
  approvalWindow: 86_400n,
  dailyDeviationBps: 0n,
  maxDeviationBps: 100n,
  alwaysApprove: false,
};

/** From now on a block every so many seconds, whatever there is to put into it. */
export async function mineEvery(url: string, seconds: number): Promise<void> {
  await rpc(url, 'evm_setAutomine', [false]);
  await rpc(url, 'evm_setIntervalMining', [seconds]);
}

interface RawLog {
  topics: string[];
  data: string;
  transactionHash: string;
}

/** Watches the committee's rounds as they come into blocks. */
export class Watch {
  readonly rounds: AcceptedRound[] = [];
  private next = 0;
  private watching = true;
  private readonly url: string;
  private readonly committee: string;
  private readonly done: Promise<void>;

  constructor(url: string, committee: string) {
    this.url = url;
    this.committee = committee;
    this.done = this.watch();
  }

  async stop(): Promise<void> {
    this.watching = false;
    await this.done;
  }

  /** Waits until so many rounds have been seen. */
  async until(count: number, patienceMs: number): Promise<void> {
    const deadline = Date.now() + patienceMs;
    while (this.rounds.length < count) {
      if (Date.now() > deadline) {
        throw new Error(
          `${this.rounds.length} of ${count} rounds came within ${patienceMs / 1000} s`,
        );
      }
      await sleep(20);
    }
  }

  private async watch(): Promise<void> {
    while (this.watching) {
      const head = Number(await rpc<string>(this.url, 'eth_blockNumber'));
      const seenAt = Date.now();
      if (head >= this.next) {
        await this.look(this.next, head, seenAt);
        this.next = head + 1;
      }
      await sleep(20);
    }
  }

  private async look(from: number, to: number, seenAt: number): Promise<void> {
    const logs = await rpc<RawLog[]>(this.url, 'eth_getLogs', [
      {
        address: this.committee,
        fromBlock: `0x${from.toString(16)}`,
        toBlock: `0x${to.toString(16)}`,
      },
    ]);
    const accepted = logs.flatMap((log) => {
      const parsed = COMMITTEE.parseLog(log);
      return parsed?.name === 'ReportAccepted'
        ? [{ feed: String(parsed.args['feed']), transaction: log.transactionHash }]
        : [];
    });
    const sizes = Map.groupBy(accepted, ({ transaction }) => transaction);
    for (const { feed, transaction } of accepted) {
      this.rounds.push({ feed, seenAt, together: sizes.get(transaction)?.length ?? 1 });
    }
  }
}
