import { readFileSync } from 'node:fs';
import {
  barTree,
  type Deployment,
  type IBarVault,
  OracleCommittee__factory,
  packProof,
  reportDomain,
  ReportFeed__factory,
  type ReserveAttestation,
  ReserveFeed__factory,
  signReport,
  signReserveAttestation,
} from '@cadastre/contracts';
import { encodeBytes32String, id, type Wallet } from 'ethers';
import { uploadPaper } from '../files.js';
import { approve } from '../approvals.js';
import { reach, until } from '../patience.js';
import type { ParkedReportView } from '../views.js';
import { chainDay, type World } from '../world.js';
import { ledgerCatchesUp, type Product } from './tokens.js';
import { mined } from './wallets.js';

/** Three members of the local committee, and an account that delivers what they sign. */
const SIGNERS = [10, 11, 12];
const SUBMITTER = 5;
const VALID_SECONDS = 600;

/** A bar as an asset's details list it. */
export interface ListedBar {
  refiner: string;
  serial: string;
  year: number;
  grossOz: string;
  fineness: string;
  fineOz: string;
}

/**
 * The local committee's own keys at work: for products whose sources are papers of the demonstration and
 * no files that a node could fetch. A real committee reads its plan (`ORACLE_PLAN_FILE`).
 */
export class Committee {
  private readonly address: string;

  /** @param deploymentFile the manifest of the contracts */
  constructor(
    private readonly world: World,
    deploymentFile: string,
  ) {
    const manifest = JSON.parse(readFileSync(deploymentFile, 'utf8')) as Deployment;
    this.address = manifest.addresses.OracleCommittee;
  }

  /**
   * Reports a number valued now, US dollars × 10⁶. Beyond the feed's limits it is parked.
   * @returns whether it is published
   */
  async report(feed: string, answer: bigint): Promise<boolean> {
    const committee = this.contract;
    const now = await this.newBlock();
    const report = {
      feed,
      epoch: await committee.epoch(),
      round: (await this.feed(feed).latestRound()) + 1n,
      answer,
      valuationTime: now,
      expiry: now + BigInt(VALID_SECONDS),
    };
    const { bitmap, proof } = await this.signed(async (signer) =>
      signReport(signer, await this.domain(), report),
    );
    await mined(await committee.submit(report, bitmap, proof));
    return (await this.feed(feed).latestRound()) === report.round;
  }

  /** Reports until the feed's answer is this one. Where it is parked, two officers let it go. */
  async publish(product: Product, feed: string, answer: bigint): Promise<void> {
    if ((await this.feed(feed).latestAnswer()) !== answer) await this.round(product, feed, answer);
  }

  /** The feed's answer is reported once more as of now, where that was not done since an instant, Unix seconds. */
  async confirm(product: Product, feed: string, since: number): Promise<void> {
    const { answer, updatedAt } = await this.feed(feed).latestRoundData();
    if (updatedAt < BigInt(since)) await this.round(product, feed, answer);
  }

  private async round(product: Product, feed: string, answer: bigint): Promise<void> {
    const round = (await this.feed(feed).latestRound()) + 1n;
    const published = !(await this.parked(feed, answer)) && (await this.report(feed, answer));
    await ledgerCatchesUp(this.world, product.tokenId);
    if (published) return;
    await this.release(feed, answer, round);
    await ledgerCatchesUp(this.world, product.tokenId);
  }

  /** The custodians' list of bars goes on record behind the newest round of the reserve feed. */
  async attest({ reserveFeed }: Product, bars: readonly ListedBar[]): Promise<void> {
    const feed = ReserveFeed__factory.connect(reserveFeed, this.submitter);
    const now = await this.newBlock();
    const attestation: ReserveAttestation = {
      feed: reserveFeed,
      epoch: await this.contract.epoch(),
      round: await feed.latestRound(),
      attestedAt: now,
      expiry: now + BigInt(VALID_SECONDS),
      documentHash: id(JSON.stringify(bars)),
      barListRoot: barTree(bars.map(struct)).root,
      custodians: [encodeBytes32String('Sample Vault Company')],
    };
    const { bitmap, proof } = await this.signed(async (signer) =>
      signReserveAttestation(signer, await this.domain(), attestation),
    );
    const custodians = [...attestation.custodians];
    await mined(await feed.attest({ ...attestation, custodians }, bitmap, proof));
  }

  private async release(feed: string, answer: bigint, round: bigint): Promise<void> {
    const { cast } = this.world;
    const [first, second] = [
      await this.world.as(cast.reviewer),
      await this.world.as(cast.approver),
    ];
    const waiting = async () =>
      (await first.get<{ items: ParkedReportView[] }>('/parked-reports')).items.find(
        (one) => one.feed.toLowerCase() === feed.toLowerCase(),
      );
    const parked = await until(waiting, (one) => one?.newAnswer === answer.toString(), {
      what: `the report of ${answer} to be shown to compliance`,
    });
    const proposed = await reach(
      waiting,
      (one) => !one || one.approvalId !== null,
      async () => {
        const { id: evidenceDocumentId } = await uploadPaper(first, 'valuation.pdf', 'asset', {
          title: 'Valuation report',
          from: 'Sample Valuers',
          dated: await chainDay(this.world.options.rpc),
          paragraphs: [`The value reported is ${answer} millionths of a dollar.`],
        });
        await first.post(`/parked-reports/${parked?.digest ?? ''}/decisions`, {
          decision: 'approve',
          reason: 'The valuation report is signed and agrees.',
          evidenceDocumentId,
        });
      },
      { what: 'the release to be proposed' },
    );
    if (proposed?.approvalId) await approve(this.world, proposed.approvalId, 'Report read.');
    await second.get('/parked-reports');
    await until(
      () => this.feed(feed).latestRound(),
      (latest) => latest >= round,
      { what: `${answer} to be published` },
    );
  }

  private async parked(feed: string, answer: bigint): Promise<boolean> {
    const parked = await this.feed(feed).parked();
    return parked.answer === answer && BigInt(parked.digest) !== 0n;
  }

  /** A valuation must be newer than the last one and not lie ahead of its block. @returns that block's time */
  private async newBlock(): Promise<bigint> {
    const { rpc } = this.world.options;
    await rpc.send('evm_increaseTime', [5]);
    await rpc.send('evm_mine', []);
    return BigInt((await rpc.getBlock('latest'))?.timestamp ?? 0);
  }

  private async signed(sign: (signer: Wallet) => Promise<string>) {
    const members = SIGNERS.map((index) => this.world.account(index));
    const signatures = new Map(
      await Promise.all(members.map(async (one) => [one.address, await sign(one)] as const)),
    );
    const all = [...(await this.contract.signers())];
    return packProof(all, SIGNERS.length, signatures);
  }

  private async domain() {
    const { chainId } = await this.world.options.rpc.getNetwork();
    return reportDomain(chainId, this.address);
  }

  private get submitter(): Wallet {
    return this.world.account(SUBMITTER);
  }

  private get contract() {
    return OracleCommittee__factory.connect(this.address, this.submitter);
  }

  private feed(address: string) {
    return ReportFeed__factory.connect(address, this.world.options.rpc);
  }
}

const thousandths = (text: string): bigint => BigInt(text.replace('.', ''));

const struct = (listed: ListedBar): IBarVault.BarStruct => ({
  refiner: listed.refiner,
  serial: listed.serial,
  year: listed.year,
  grossMilliOz: thousandths(listed.grossOz),
  finenessTenths: thousandths(listed.fineness),
  fineMilliOz: thousandths(listed.fineOz),
});
