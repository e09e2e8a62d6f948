import { Injectable } from '@nestjs/common';
import { deviationBps, formatDecimal, newYorkDate } from '@cadastre/core';
import { Signature } from 'ethers';
import { Committee } from '../chain/committee.js';
import { FeedStates } from '../chain/feed-states.js';
import { nextMissedDay } from '../decide/missed-days.js';
import { Policies } from '../decide/policy.js';
import { FeedDirectory, type ListedFeed } from '../discovery/directory.js';
import { Clock } from '../platform/clock.js';
import { NodeKey } from '../platform/keys.js';
import { Refusal } from '../platform/refusal.js';
import { reportDigest, ReportDomain, signingDigest, type Report } from '../report/report.js';
import type { Derivation, Reading, Tolerance } from '../sources/adapter.js';
import { Adapters } from '../sources/adapters.js';
import { Archive } from '../storage/archive.js';
import { Journal } from './journal.js';
import type { OwnReading } from '../storage/signings.js';
import type { ReportSigner, Signed } from './signer.js';

/** No report is signed that could be delivered later than this. */
const LONGEST_EXPIRY = 900;

/** A report with the feed as this node knows it, whatever the proposer says of it. */
interface Claim {
  report: Report;
  listed: ListedFeed;
}

/** This node's own signature: given for what it fetched and derived itself, and promised on disk before. */
@Injectable()
export class OwnSigner implements ReportSigner {
  constructor(
    private readonly key: NodeKey,
    private readonly states: FeedStates,
    private readonly committee: Committee,
    private readonly domain: ReportDomain,
    private readonly clock: Clock,
    private readonly directory: FeedDirectory,
    private readonly adapters: Adapters,
    private readonly policies: Policies,
    private readonly archive: Archive,
    private readonly journal: Journal,
  ) {}

  get address(): string {
    return this.key.address;
  }

  async sign(reports: readonly Report[]): Promise<Signed> {
    const derived: OwnReading[] = [];
    try {
      return { signature: await this.judge(reports, derived), derived };
    } catch (error) {
      if (error instanceof Refusal) error.derived = derived;
      throw error;
    }
  }

  /** Signs, or refuses; what it derives on the way is told in `derived`. */
  private async judge(reports: readonly Report[], derived: OwnReading[]): Promise<string> {
    const head = await this.states.follow();
    this.clock.observe(head.timestamp);
    await this.checkFrame(reports, head.timestamp);
    await this.checkValues(reports, derived);
    await this.promise(reports, head.timestamp);
    const digest = signingDigest(this.domain, reports);
    return Signature.from(this.key.key.sign(digest)).compactSerialized;
  }

  /** Epoch, expiry and round are as the chain has them now. */
  private async checkFrame(reports: readonly Report[], chainTime: number): Promise<void> {
    const { epoch } = await this.committee.state();
    const latest = Math.max(chainTime, this.clock.now()) + LONGEST_EXPIRY;
    for (const report of reports) {
      if (report.epoch !== epoch) {
        throw new Refusal(
          'WRONG_EPOCH',
          `The committee is in epoch ${epoch}, not ${report.epoch}.`,
        );
      }
      if (report.expiry <= chainTime || report.expiry > latest) {
        throw new Refusal('WRONG_EXPIRY', 'The report expires in the past or too far ahead.');
      }
    }
    const states = await Promise.all(reports.map(({ feed }) => this.states.of(feed)));
    for (const [index, { feed, round }] of reports.entries()) {
      const expected = (states[index]?.last?.round ?? 0) + 1;
      if (round !== expected) {
        this.states.forget([feed]);
        throw new Refusal('WRONG_ROUND', `The next round is ${expected}, not ${round}.`);
      }
    }
  }

  /** Each asset is derived once and kept, so that this node's archive tells why it signed. */
  private async checkValues(reports: readonly Report[], derived: OwnReading[]): Promise<void> {
    const claims = await this.claims(reports);
    const assets = Map.groupBy(claims, ({ listed }) => listed.asset.assetId);
    await Promise.all(
      [...assets.values()].map(async (ofAsset) => {
        const [first] = ofAsset;
        if (!first) return;
        const adapter = this.adapters.for(first.listed.asset);
        const own = await adapter.derive(first.listed.asset, this.clock.now());
        for (const claim of ofAsset) {
          const derivation = await this.asOfItsDay(claim, own);
          const { kind } = claim.listed;
          const { value, valuationTime } = derivation.readings[kind];
          derived.push({ feed: claim.report.feed, value: value.toString(), valuationTime });
          refuseDifferent(claim.report, derivation.readings[kind], adapter.tolerance[kind]);
          await this.archive.keepValuation(derivation, this.clock.date());
        }
      }),
    );
  }

  /** What is published late is judged by what was known on its day, and only where no day before it is missing. */
  private async asOfItsDay({ report, listed }: Claim, own: Derivation): Promise<Derivation> {
    const { asset, kind } = listed;
    if (report.valuationTime >= own.readings[kind].valuationTime) return own;
    const { last } = await this.states.of(report.feed);
    const day = nextMissedDay(this.policies.of(asset, kind), last);
    if (day !== newYorkDate(report.valuationTime)) return own;
    return this.adapters.for(asset).derive(asset, report.valuationTime);
  }

  private async claims(reports: readonly Report[]): Promise<Claim[]> {
    const find = () =>
      reports.flatMap((report) => {
        const listed = this.directory.find(report.feed);
        return listed ? [{ report, listed }] : [];
      });
    const known = find();
    if (known.length === reports.length) return known;
    // A feed may be new: the proposer has read the list a moment before us.
    await this.directory.refresh();
    const found = find();
    if (found.length === reports.length) return found;
    throw new Refusal('UNKNOWN_FEED', 'The API lists no such feed of this committee.');
  }

  private async promise(reports: readonly Report[], chainTime: number): Promise<void> {
    const promises = reports.map((report) => ({
      report,
      digest: reportDigest(this.domain, report),
    }));
    // Expired by the chain and by the own clock: a node that lies about the time alone frees nobody.
    const standing = await this.journal.make(promises, Math.min(chainTime, this.clock.now()));
    if (standing) {
      throw new Refusal(
        'SIGNED_ANOTHER',
        `Another report for round ${standing.report.round} of ${standing.report.feed} was signed and has not expired yet.`,
      );
    }
  }
}

/** @throws Refusal `DIFFERENT_TIME`, `DIVERGED` */
function refuseDifferent(report: Report, own: Reading, tolerance: Tolerance): void {
  const apart = Math.abs(report.valuationTime - own.valuationTime);
  if (apart > tolerance.seconds) {
    throw new Refusal('DIFFERENT_TIME', `Proposed and own valuation are ${apart} s apart.`);
  }
  const differs =
    own.value === 0n
      ? report.answer !== 0n
      : deviationBps(own.value, report.answer) > tolerance.bps;
  if (differs) {
    throw new Refusal(
      'DIVERGED',
      `Proposed ${formatDecimal(report.answer, 6)}, own value ${formatDecimal(own.value, 6)}.`,
    );
  }
}
