import { Injectable, Logger } from '@nestjs/common';
import { deviationBps } from '@cadastre/core';
import { FeedDirectory } from '../discovery/directory.js';
import { Peers } from '../peers/peers.js';
import { Clock } from '../platform/clock.js';
import { logLine } from '../platform/logger.js';
import { ReportDomain, type Report } from '../report/report.js';
import { Journal } from '../signers/journal.js';
import { Adapters } from '../sources/adapters.js';
import { ReportStore, type ProposedRound } from '../storage/reports.js';
import { Leader } from './leader.js';

/** Rounds under one signature set. */
export const LARGEST_BATCH = 10;

/**
 * Stores what is to be published, ten rounds under one signature set. A node that begins to lead first asks what the
 * one before it had signed: the same report goes on, because those who promised it sign no other until it expires.
 */
@Injectable()
export class Proposals {
  private readonly logger = new Logger('proposals');

  constructor(
    private readonly clock: Clock,
    private readonly domain: ReportDomain,
    private readonly leader: Leader,
    private readonly directory: FeedDirectory,
    private readonly adapters: Adapters,
    private readonly peers: Peers,
    private readonly journal: Journal,
    private readonly reports: ReportStore,
  ) {}

  /** @throws LostLead */
  async propose(rounds: readonly ProposedRound[]): Promise<void> {
    // One expiry for all rounds of a report: what was taken over keeps its own.
    const expiry = Math.max(...rounds.map(({ report }) => report.expiry));
    const fresh = rounds.map((round) => ({ ...round, report: { ...round.report, expiry } }));
    const all = this.leader.asksForPromises ? await this.takenOver(fresh) : fresh;
    for (const alike of Map.groupBy(all, ({ report }) => report.expiry).values()) {
      for (let from = 0; from < alike.length; from += LARGEST_BATCH) {
        const batch = alike.slice(from, from + LARGEST_BATCH);
        await this.reports.propose(this.domain, batch, this.clock.date(), (sql) =>
          this.leader.fence(sql),
        );
      }
    }
  }

  private async takenOver(rounds: readonly ProposedRound[]): Promise<ProposedRound[]> {
    const promised = await this.peers.promised(rounds.map(({ report }) => report));
    for (const { report } of rounds) {
      const own = this.journal.standing(report.feed, report.epoch, report.round);
      if (own) promised.push(own);
    }
    return rounds.map((round) => {
      const standing = this.mostPromised(round.report, promised);
      if (!standing) return round;
      const { feed, round: number } = standing;
      this.logger.log(logLine('report_taken_over', { feed, round: number }));
      return { ...round, report: standing };
    });
  }

  /** Of reports for the same round that this node would sign as well, the one that most have promised. */
  private mostPromised(own: Report, promised: readonly Report[]): Report | null {
    const alike = promised.filter((other) => this.wouldSign(own, other));
    const votes = Map.groupBy(alike, ({ answer, valuationTime, expiry }) =>
      [answer, valuationTime, expiry].join(),
    );
    const [most] = [...votes.values()].toSorted((a, b) => b.length - a.length);
    return most?.[0] ?? null;
  }

  private wouldSign(own: Report, other: Report): boolean {
    const listed = this.directory.find(own.feed);
    if (!listed || other.feed !== own.feed) return false;
    if (other.round !== own.round || other.epoch !== own.epoch) return false;
    if (other.expiry <= this.clock.now()) return false;
    const tolerance = this.adapters.for(listed.asset).tolerance[listed.kind];
    if (Math.abs(other.valuationTime - own.valuationTime) > tolerance.seconds) return false;
    return own.answer === 0n
      ? other.answer === 0n
      : deviationBps(own.answer, other.answer) <= tolerance.bps;
  }
}
