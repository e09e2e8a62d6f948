import { id } from 'ethers';
import { mined, wallet } from './chain.ts';
import { type Figures, OURS } from './figures.ts';
import { goodRecord, openAsset, type Ours, publish, register, registryOf } from './ours.ts';

const BATCH = 100;
const FEEDS = 10n;
const DAY = 86_400;
const subject = { system: OURS };

/** What is paid once per investor, per day and per asset: register, feeds, deployment. */
export async function measureOurPlatform(ours: Ours, figures: Figures): Promise<void> {
  const asset = await openAsset(ours, 1, 'all rules');
  figures.note(subject, 'deploy an asset', asset.receipt.gasUsed);
  await measureRegister(ours, figures);
  await measureFeeds(ours, figures, asset.navFeed);
}

async function measureRegister(ours: Ours, figures: Figures): Promise<void> {
  const one = await register(ours, wallet('somebody new'), 77n);
  figures.note(subject, 'register, one', one.gasUsed);
  const again = await register(ours, wallet('somebody new'), 77n);
  figures.note(subject, 'renew, one', again.gasUsed);
  const wallets = Array.from({ length: BATCH }, (_, i) => wallet(`somebody new ${i}`));
  const records: bigint[] = [];
  for (let i = 0; i < BATCH; i += 1) {
    records.push(await goodRecord(ours.chain, BigInt(1_000 + i)));
  }
  const many = await mined(registryOf(ours).registerBatch(wallets, records, id('list')));
  figures.note(subject, 'register, batch of 100, per wallet', many.gasUsed, BigInt(BATCH));
}

async function measureFeeds(ours: Ours, figures: Figures, feed: string): Promise<void> {
  let gas = 0n;
  // The first rounds of a feed open words that all later ones find.
  for (const answer of [1_000_000n, 1_000_117n, 1_000_229n]) {
    await ours.chain.pass(DAY);
    gas = (await publish(ours, [feed], answer)).gasUsed;
  }
  figures.note(subject, 'feed update 3-of-5 with history', gas);

  const feeds: string[] = [];
  for (let i = 0; i < 5; i += 1) {
    const { navFeed, reserveFeed } = await openAsset(ours, 2 + i, 'all rules');
    feeds.push(navFeed, reserveFeed);
  }
  for (const answer of [1_000_000n, 1_000_117n, 1_000_229n]) {
    await ours.chain.pass(DAY);
    gas = (await publish(ours, feeds, answer)).gasUsed;
  }
  figures.note(subject, 'feed batch of 10, per feed', gas, FEEDS);
}
