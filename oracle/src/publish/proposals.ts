import { Injectable, Logger } from '@nestjs/common';
import { deviationBps } from '@cadastre/core';
import { Committee } from '../chain/committee.js';
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
    private readonly committee: Committee,
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

  /**
   * What the others are bound to goes on. A report of its own is proposed only where as many as it takes to sign it have
   * told that they are free: otherwise half of the committee could be bound to the one and half to the other, and
   * neither would be signed until one expires.
   */
  private async takenOver(rounds: readonly ProposedRound[]): Promise<ProposedRound[]> {
    const { threshold } = await this.committee.state();
    const reports = rounds.map(({ report }) => report);
    const told = await this.peers.promised(reports, threshold - 1);
    told.push(reports.flatMap((r) => this.journal.standing(r.feed, r.epoch, r.round) ?? []));
    return rounds.flatMap((round) => {
      const { feed, round: number } = round.report;
      const standing = this.mostPromised(round.report, told.flat());
      if (standing) {
        this.logger.log(logLine('report_taken_over', { feed, round: number }));
        return [{ ...round, report: standing }];
      }
      const free = told.filter((promised) => !promised.some((r) => this.binds(r, round.report)));
      if (free.length >= threshold) return [round];
      this.logger.warn(
        logLine('too_few_free', { feed, round: number, told: told.length, free: free.length }),
      );
      return [];
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

  /** Whether whoever promised the other can sign nothing else for this round now. */
  private binds(other: Report, own: Report): boolean {
    const same = other.feed === own.feed && other.round === own.round && other.epoch === own.epoch;
    return same && other.expiry > this.clock.now();
  }

  private wouldSign(own: Report, other: Report): boolean {
    const listed = this.directory.find(own.feed);
    if (!listed || !this.binds(other, own)) return false;
    const tolerance = this.adapters.for(listed.asset).tolerance[listed.kind];
    if (Math.abs(other.valuationTime - own.valuationTime) > tolerance.seconds) return false;
    return own.answer === 0n
      ? other.answer === 0n
      : deviationBps(own.answer, other.answer) <= tolerance.bps;
  }
}
