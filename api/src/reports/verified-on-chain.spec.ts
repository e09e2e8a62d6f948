import { AssetFactory__factory } from '@cadastre/contracts';
import {
  buildSumTree,
  type Hex,
  registeredName,
  REPORT_POLICY,
  type ReportInputs,
  sha256,
} from '@cadastre/core';
import { verify, type Verdict } from '@cadastre/verify';
import { filesOf, zipOf } from '@cadastre/verify/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { encodeBytes32String, ZeroAddress } from 'ethers';
import { ChainWorld, key } from '../chain/testing/chain-world.js';
import { FaultyProxy } from '../chain/testing/faulty-proxy.js';

/** Issuer of the token, who also signs the report and registers it. */
const ISSUER = 2;
const [ANNA, BERT, CARL] = [key(20).address, key(21).address, key(22).address];
const UUID = '019d92f0-0000-7000-8000-00000000c0de';

let chain: ChainWorld;
let proxy: FaultyProxy;
let inputs: ReportInputs;
let bundle: Uint8Array;

/** Four mints, a burn and two transfers before the block; one of each after it. */
beforeAll(async () => {
  chain = await ChainWorld.start();
  proxy = await new FaultyProxy(chain.url).start();
  const address = await chain.deployToken(UUID);
  await chain.register([ANNA, BERT, CARL]);
  const [token, anna] = [chain.token(address), chain.token(address, 20)];
  const done = async (sent: Promise<{ wait(): Promise<unknown> }>) => (await sent).wait();
  for (const [i, who] of [ANNA, BERT, CARL, ANNA].entries()) {
    await done(token.mint(who, BigInt(i + 1) * 1_000_000n, BigInt(i + 1)));
  }
  await done(anna.transfer(BERT, 250_000n));
  await done(token.burn(CARL, 3_000_000n, 5n));
  inputs = await inputsOf(address);
  // Several blocks of one second would make another block the last that is not later.
  await chain.rpc('evm_increaseTime', 60);
  await done(anna.transfer(CARL, 1n));
  await done(token.mint(CARL, 9n, 6n));
  bundle = await registered(address);
}, 120_000);
afterAll(async () => {
  await proxy.stop();
  await chain.stop();
});
beforeEach(() => {
  Object.assign(proxy, { mode: 'well', behind: 0, pruned: false, chainId: null });
  proxy.lies.clear();
});

/** What an honest report says of the chain as it is now; nobody attested anything. */
async function inputsOf(address: string): Promise<ReportInputs> {
  const block = await chain.provider.getBlock('latest');
  if (!block?.hash) throw new Error('the chain has a block');
  const time = new Date(block.timestamp * 1000).toISOString();
  const factory = AssetFactory__factory.connect(
    chain.deployment.addresses.AssetFactory,
    chain.provider,
  );
  const [deployed] = await factory.queryFilter(factory.filters.AssetDeployed());
  if (!deployed) throw new Error('the token was deployed');
  const token = chain.token(address);
  const logs = await token.queryFilter(token.filters.Transfer(), deployed.blockNumber);
  const moved = logs.filter(({ args }) => [args.from, args.to].includes(ZeroAddress));
  const holdings = [];
  for (const holder of [ANNA, BERT, CARL]) {
    const balance = await token.balanceOf(holder);
    if (balance > 0n) holdings.push({ holder: holder.toLowerCase(), balance });
  }
  const tree = buildSumTree(
    { chainId: 31_337n, token: address, block: BigInt(block.number) },
    holdings,
  );
  const name = 'Gold on a real chain';
  return {
    asset: { id: UUID, kind: 'commodity', name, issuer: 'Sample', facts: [] },
    token: {
      chainId: 31_337,
      address,
      name,
      symbol: 'TEST',
      decimals: 6,
      navFeed: deployed.args.navFeed,
      reserveFeed: deployed.args.reserveFeed,
      deployedBlock: deployed.blockNumber,
    },
    asOf: { time, block: block.number, blockHash: block.hash, blockTime: time },
    policy: REPORT_POLICY.commodity,
    supply: {
      opening: { block: deployed.blockNumber, baseUnits: '0' },
      movements: moved.map((log, i) => {
        const minted = log.args.from === ZeroAddress;
        return {
          kind: minted ? ('mint' as const) : ('burn' as const),
          spendId: String(i + 1),
          holder: minted ? log.args.to : log.args.from,
          baseUnits: log.args.value.toString(),
          block: log.blockNumber,
          time,
          transactionHash: log.transactionHash as Hex,
        };
      }),
      closingBaseUnits: (await token.totalSupply()).toString(),
      nonRedeemable: [],
    },
    holders: { count: holdings.length, root: tree.root, sumBaseUnits: tree.sum.toString() },
    navRounds: [],
    reserveRounds: [],
    parked: [],
    history: [],
    attestations: [],
    sources: [],
    line: { kind: 'commodity', metal: 'gold', bars: [], deliveries: [] },
  };
}

/** The signed bundle, its PDF in the token's register. */
async function registered(address: string): Promise<Uint8Array> {
  const holders = [ANNA, BERT].map((holder, i) => ({
    holder: holder.toLowerCase(),
    balance: [4_750_000n, 2_250_000n][i] ?? 0n,
  }));
  const files = await filesOf(inputs, { holders, signer: key(ISSUER) });
  const { reportId } = JSON.parse(
    Buffer.from(files.get('report.json') ?? new Uint8Array()).toString(),
  ) as { reportId: string };
  const hash = `0x${sha256(files.get('report.pdf') ?? new Uint8Array())}`;
  const name = encodeBytes32String(registeredName(reportId));
  await (await chain.token(address).setDocument(name, 'https://example.test', hash)).wait();
  return zipOf(files);
}

const against = (holder?: string): Promise<Verdict> =>
  verify(bundle, { rpcUrl: proxy.url, ...(holder !== undefined && { holder }) });
const open = ({ checks }: Verdict) =>
  checks.filter(({ outcome }) => outcome === 'open').map(({ name }) => name);

describe('a bundle held against a real chain', () => {
  it('holds, though balances moved after the block', async () => {
    const verdict = await against(BERT);
    expect(verdict.lie).toBeNull();
    expect(verdict.checks.filter(({ outcome }) => outcome !== 'holds')).toEqual([]);
    expect(verdict.inclusion).toMatchObject({ balanceBaseUnits: '2250000' });
    expect(verdict.checks.map(({ name }) => name)).toContain('chain.signer');
    // Carl's came after the block.
    expect((await against(CARL)).lie?.name).toBe('holder');
  });

  it('stays open where the node is behind, does not answer, or is asked too much', async () => {
    const head = await chain.provider.getBlockNumber();
    proxy.behind = head - inputs.asOf.block + 1;
    expect(open(await against())).toEqual(['chain.block']);
    proxy.behind = 0;
    for (const mode of ['refuse', 'limit'] as const) {
      proxy.mode = mode;
      const verdict = await against();
      expect([verdict.outcome, open(verdict)]).toEqual(['open', ['chain.block']]);
    }
  });

  it('proves every holder by the logs where the node has thrown the state away', async () => {
    proxy.pruned = true;
    const verdict = await against();
    expect([verdict.outcome, verdict.lie]).toEqual(['open', null]);
    expect(open(verdict)).toEqual(['chain.supply', 'chain.nav', 'chain.reserves']);
  });

  it('names what a lying node says otherwise', async () => {
    proxy.lies.set(inputs.asOf.block, `0x${'12'.repeat(32)}`);
    expect((await against()).lie?.name).toBe('chain.block');
    proxy.lies.clear();
    proxy.chainId = '0x1';
    expect((await against()).lie?.name).toBe('chain.id');
  });
});
