import { deviationBps, formatDecimal } from '@cadastre/core';
import { Signature, SigningKey, computeAddress } from 'ethers';
import type { Committee } from '../chain/committee.js';
import { readFeed } from '../chain/feed.js';
import type { Rpc } from '../chain/rpc.js';
import type { Clock } from '../platform/clock.js';
import { Refusal } from '../platform/refusal.js';
import { reportDigest, signingDigest, type Report, type ReportDomain } from '../report/report.js';
import type { Derivation, Reading, Tolerance } from '../sources/adapter.js';
import type { Adapters } from '../sources/adapters.js';
import type { PromiseStore } from '../storage/promises.js';
import type { OwnReading } from '../storage/signings.js';
import type { ReportSigner, RoundToSign, Signed, SignRequest } from './signer.js';

/** No report is signed that could be delivered later than this. */
const LONGEST_EXPIRY = 900;

export interface LocalSignerParts {
  rpc: Rpc;
  committee: Committee;
  domain: ReportDomain;
  clock: Clock;
  promises: PromiseStore;
  /** The signer's own: it shares no fetched file or parsed table with the proposer. */
  adapters: Adapters;
}

/** A signer in this process with its own key, its own fetches and its own arithmetic. */
export class LocalSigner implements ReportSigner {
  readonly address: string;
  private readonly key: SigningKey;

  constructor(
    privateKey: string,
    private readonly parts: LocalSignerParts,
  ) {
    this.key = new SigningKey(privateKey);
    this.address = computeAddress(this.key);
  }

  async sign({ rounds }: SignRequest): Promise<Signed> {
    const derived: OwnReading[] = [];
    try {
      return { signature: await this.judge(rounds, derived), derived };
    } catch (error) {
      if (error instanceof Refusal) error.derived = derived;
      throw error;
    }
  }

  /** Signs, or refuses; what it derives on the way is told in `told`. */
  private async judge(rounds: readonly RoundToSign[], told: OwnReading[]): Promise<string> {
    const head = await this.parts.rpc.block('latest');
    await this.checkFrame(
      rounds.map(({ report }) => report),
      head.timestamp,
    );
    const derived = new Map<string, Derivation>();
    for (const round of rounds) {
      await this.checkValue(round, derived, told);
    }
    for (const { report } of rounds) await this.promise(report, head.timestamp);
    const digest = signingDigest(
      this.parts.domain,
      rounds.map(({ report }) => report),
    );
    return Signature.from(this.key.sign(digest)).compactSerialized;
  }

  /** Epoch, expiry and round are as the chain has them now. */
  private async checkFrame(reports: readonly Report[], chainTime: number): Promise<void> {
    const { epoch } = await this.parts.committee.state();
    for (const report of reports) {
      if (report.epoch !== epoch) {
        throw new Refusal(
          'WRONG_EPOCH',
          `The committee is in epoch ${epoch}, not ${report.epoch}.`,
        );
      }
      const latest = Math.max(chainTime, this.parts.clock.now()) + LONGEST_EXPIRY;
      if (report.expiry <= chainTime || report.expiry > latest) {
        throw new Refusal('WRONG_EXPIRY', 'The report expires in the past or too far ahead.');
      }
      const { last } = await readFeed(this.parts.rpc, report.feed);
      const expected = (last?.round ?? 0) + 1;
      if (report.round !== expected) {
        throw new Refusal('WRONG_ROUND', `The next round is ${expected}, not ${report.round}.`);
      }
    }
  }

  private async checkValue(
    round: RoundToSign,
    derived: Map<string, Derivation>,
    told: OwnReading[],
  ): Promise<void> {
    const { asset, assetKind, kind, report } = round;
    const adapter = this.parts.adapters.for({ ...asset, assetKind });
    let own = derived.get(asset.assetId);
    if (!own) {
      own = await adapter.derive(asset, this.parts.clock.now());
      derived.set(asset.assetId, own);
    }
    const { value, valuationTime } = own.readings[kind];
    told.push({ feed: report.feed, value: value.toString(), valuationTime });
    refuseDifferent(report, own.readings[kind], adapter.tolerance[kind]);
  }

  private async promise(report: Report, chainTime: number): Promise<void> {
    const { domain, promises, clock } = this.parts;
    const standing = await promises.make(
      {
        signer: this.address,
        feed: report.feed,
        epoch: report.epoch,
        round: report.round,
        digest: reportDigest(domain, report),
        expiry: report.expiry,
      },
      chainTime,
      clock.date(),
    );
    if (standing) {
      throw new Refusal(
        'SIGNED_ANOTHER',
        `Another report for round ${report.round} was signed and has not expired yet.`,
      );
    }
  }
}

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
