import { Injectable, Logger } from '@nestjs/common';
import { Committee } from '../chain/committee.js';
import { FeedStates } from '../chain/feed-states.js';
import { outcomeOf, readNewestRound, type RoundOutcome } from '../chain/feed.js';
import { explainRevert } from '../chain/revert.js';
import { Rpc, RpcError, type Receipt } from '../chain/rpc.js';
import { Clock } from '../platform/clock.js';
import { Config } from '../platform/config.js';
import { logLine } from '../platform/logger.js';
import { pool } from '../platform/pool.js';
import { Refusal } from '../platform/refusal.js';
import { ReportDomain } from '../report/report.js';
import { Database } from '../storage/database.js';
import { ReportStore, type OpenReport } from '../storage/reports.js';
import { SigningStore } from '../storage/signings.js';
import { TransactionStore, type StoredTransaction } from '../storage/transactions.js';
import { Leader } from './leader.js';
import { Quorum } from './quorum.js';
import { Submitter } from './submitter.js';

/** What one step did: `moved` asks for the next step at once, `waiting` for a pause. */
export type Step = 'idle' | 'moved' | 'waiting';

/** Reports that are taken a step further together. */
const AT_A_TIME = 4;

/** Refusals that say the proposal itself is no longer right. */
const OUTDATED: ReadonlySet<string> = new Set([
  'DIVERGED',
  'DIFFERENT_TIME',
  'WRONG_ROUND',
  'WRONG_EPOCH',
  'WRONG_EXPIRY',
]);

/**
 * Takes open reports to the chain, a small stored step at a time. After a crash the same step is
 * taken again: proposed → signed → (bytes stored) sent → mined → accepted.
 */
@Injectable()
export class Delivery {
  private readonly logger = new Logger('delivery');
  /** Reports that nothing on-chain had overtaken, as of a block: until the next one that stays so. */
  private standing = { block: '', reports: new Set<string>() };

  constructor(
    private readonly config: Config,
    private readonly clock: Clock,
    private readonly rpc: Rpc,
    private readonly committee: Committee,
    private readonly states: FeedStates,
    private readonly domain: ReportDomain,
    private readonly db: Database,
    private readonly reports: ReportStore,
    private readonly transactions: TransactionStore,
    private readonly signings: SigningStore,
    private readonly quorum: Quorum,
    private readonly submitter: Submitter,
    private readonly leader: Leader,
  ) {}

  /** Takes the next step of every open report, several at a time. @throws RpcUnreachable */
  async step(): Promise<Step> {
    let step: Step = 'idle';
    await pool(AT_A_TIME, await this.reports.open(), async (report) => {
      const taken = await this.advance(report);
      if (step !== 'moved') step = taken;
    });
    return step;
  }

  private async advance(report: OpenReport): Promise<Step> {
    const alive = await this.transactions.alive(report.id);
    if (alive.length > 0) return this.track(report, alive);
    if (await this.isOver(report)) return 'moved';
    return report.proof ? this.submit(report) : this.collect(report);
  }

  /** Gives up what can no longer be accepted: expired, of another epoch, or overtaken. */
  private async isOver(report: OpenReport): Promise<boolean> {
    const reason = await this.whyOver(report);
    if (!reason) return false;
    await this.abandon(report, reason);
    this.logger.warn(logLine('report_abandoned', { report: report.id, reason }));
    return true;
  }

  /** What it was about is looked at anew. */
  private async abandon({ id, rounds }: OpenReport, reason: string): Promise<void> {
    await this.reports.abandon(id, reason);
    this.states.forget(rounds.map(({ report: { feed } }) => feed));
  }

  private async whyOver(report: OpenReport): Promise<string | null> {
    const head = await this.rpc.block('latest');
    if (head.timestamp > report.expiry) return 'expired';
    if (this.standing.block !== head.hash) this.standing = { block: head.hash, reports: new Set() };
    if (this.standing.reports.has(report.id)) return null;
    const overtaken = await this.overtaken(report);
    if (!overtaken) this.standing.reports.add(report.id);
    return overtaken;
  }

  private async overtaken(report: OpenReport): Promise<string | null> {
    const { epoch } = await this.committee.state();
    if (epoch !== report.epoch) return `the committee is in epoch ${epoch}`;
    const newest = await Promise.all(
      report.rounds.map(({ report: { feed } }) => readNewestRound(this.rpc, feed)),
    );
    const past = report.rounds.find(
      ({ report: { round } }, i) => (newest[i] ?? 0) >= round,
    )?.report;
    return past ? `round ${past.round} of ${past.feed} exists already` : null;
  }

  private async collect(report: OpenReport): Promise<Step> {
    const { proof, refusals, answers } = await this.quorum.collect(
      report.rounds.map(({ report: round }) => round),
    );
    await this.signings.keep(report.id, answers, this.clock.date());
    if (!proof) {
      this.leader.stumbled();
      const reason = `too few signatures: ${refusals.map((r) => `${r.signer} ${r.code} ${r.reason}`).join('; ')}`;
      this.logger.warn(logLine('quorum_missed', { report: report.id, reason }));
      // What the signers find different will not come right by itself: it is derived anew.
      if (refusals.some((refusal) => OUTDATED.has(refusal.code))) {
        await this.abandon(report, reason);
        return 'waiting';
      }
      await this.reports.note(report.id, reason);
      return 'waiting';
    }
    await this.reports.signed(report.id, proof, this.clock.date());
    return 'moved';
  }

  private async submit(report: OpenReport): Promise<Step> {
    if (!report.proof) return 'moved';
    const reports = report.rounds.map((round) => round.report);
    const data = this.committee.callData(reports, report.proof.bitmap, report.proof.bytes);
    try {
      await this.submitter.dryCall(this.committee.address, data);
      await this.reports.dryCalled(report.id, 'PASSED', this.clock.date());
    } catch (error) {
      return this.refused(report, error);
    }
    // Asked again: a process that was paused may have lost the lead meanwhile.
    if (!(await this.leader.maySend(reports))) return 'waiting';
    if (this.config.env.ORACLE_DRY_RUN) return this.rehearsed(report);
    try {
      const stored = await this.submitter.store(report.id, this.committee.address, data);
      return stored ? 'moved' : 'waiting';
    } catch (error) {
      // The call is good, so what is wrong is with this node: its account, or its fees.
      if (error instanceof RpcError) this.leader.stumbled();
      return this.refused(report, error);
    }
  }

  /** A dry run ends here: the next step would be to send. */
  private async rehearsed(report: OpenReport): Promise<Step> {
    await this.reports.rehearse(report.id);
    this.logger.log(logLine('report_rehearsed', { report: report.id }));
    return 'moved';
  }

  /** The chain would refuse it now: a batch is taken apart, a single report waits or expires. */
  private async refused(report: OpenReport, error: unknown): Promise<Step> {
    if (!(error instanceof RpcError || error instanceof Refusal)) throw error;
    const reason = error instanceof RpcError ? explainRevert(error) : error.message;
    this.logger.warn(logLine('dry_call_refused', { report: report.id, reason }));
    await this.reports.dryCalled(report.id, reason, this.clock.date());
    if (error instanceof RpcError && report.rounds.length > 1) {
      await this.reports.split(this.domain, report, reason, this.clock.date());
      return 'moved';
    }
    await this.reports.note(report.id, reason);
    return 'waiting';
  }

  private async track(report: OpenReport, alive: readonly StoredTransaction[]): Promise<Step> {
    const receipts = await Promise.all(
      alive.map(async (tx) => ({ tx, receipt: await this.rpc.receipt(tx.hash) })),
    );
    const mined = receipts.flatMap(({ tx, receipt }) => (receipt ? [{ tx, receipt }] : []));
    // Two nodes may both have paid for the same report: one of the two was accepted.
    const first = mined.find(({ receipt }) => receipt.succeeded) ?? mined[0];
    if (first) return this.included(report, alive, first.tx, first.receipt);
    const [newest] = alive;
    if (!newest) return 'moved';
    const spent = await this.rpc.transactionCount(newest.sender, 'latest');
    // Asked again after the count: it may have been included in between.
    if (spent > newest.nonce && !(await this.anyReceipt(alive))) {
      await this.displaced(alive);
      return 'moved';
    }
    const over = await this.whyOver(report);
    // What the chain would refuse is not sent; what was sent is waited for.
    if (over && !(await this.anyKnown(alive))) {
      await this.displaced(alive);
      return 'moved';
    }
    const reports = report.rounds.map(({ report: round }) => round);
    // Even a transaction that comes too late has to come: its nonce is in the way of the next.
    const may = over
      ? newest.sender === this.submitter.address
      : await this.leader.maySend(reports);
    return may ? this.send(report, newest) : 'waiting';
  }

  private async send(report: OpenReport, tx: StoredTransaction): Promise<Step> {
    try {
      if (await this.submitter.isOutbid(tx)) {
        await this.submitter.outbid(tx);
        return 'moved';
      }
      await this.submitter.send(tx);
    } catch (error) {
      if (!(error instanceof RpcError || error instanceof Refusal)) throw error;
      await this.reports.note(report.id, error.message);
      this.leader.stumbled();
      this.logger.warn(logLine('send_refused', { tx: tx.hash, reason: error.message }));
      if (isUnderpriced(error)) await this.offerMore(report, tx);
      return 'waiting';
    }
    this.leader.stands();
    const rounds = report.rounds.map(({ report: r }) => `${r.feed}#${r.round}`).join(',');
    this.logger.log(logLine('report_sent', { report: report.id, rounds, tx: tx.hash }));
    return (await this.rpc.receipt(tx.hash)) ? 'moved' : 'waiting';
  }

  /** Once a beat, up to MAX_FEE_GWEI. */
  private async offerMore(report: OpenReport, tx: StoredTransaction): Promise<void> {
    try {
      await this.submitter.outbid(tx);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      await this.reports.note(report.id, error.message);
    }
  }

  private async anyReceipt(alive: readonly StoredTransaction[]): Promise<boolean> {
    for (const tx of alive) if (await this.rpc.receipt(tx.hash)) return true;
    return false;
  }

  private async anyKnown(alive: readonly StoredTransaction[]): Promise<boolean> {
    for (const tx of alive) if (await this.rpc.hasTransaction(tx.hash)) return true;
    return false;
  }

  private async displaced(alive: readonly StoredTransaction[]): Promise<void> {
    await this.db.transaction(async (sql) => {
      for (const tx of alive) await this.transactions.displaced(sql, tx.id);
      await sql(`UPDATE oracle.report SET state = 'signed' WHERE id = $1`, [alive[0]?.reportId]);
    });
    this.logger.warn(logLine('transaction_displaced', { tx: alive[0]?.hash }));
  }

  private async included(
    report: OpenReport,
    alive: readonly StoredTransaction[],
    tx: StoredTransaction,
    receipt: Receipt,
  ): Promise<Step> {
    const head = await this.rpc.block('latest');
    if (head.number - receipt.blockNumber + 1 < this.config.env.CONFIRMATIONS) {
      await this.transactions.mined(tx.id, receipt);
      return 'waiting';
    }
    const outcomes = new Map<string, RoundOutcome>();
    for (const { report: round, digest } of report.rounds) {
      const outcome = outcomeOf(receipt.logs, this.committee.address, round.feed, digest);
      if (outcome) outcomes.set(round.feed, outcome);
    }
    await this.db.transaction(async (sql) => {
      for (const other of alive) if (other !== tx) await this.transactions.displaced(sql, other.id);
      await this.transactions.final(sql, tx.id, receipt, this.clock.date());
      if (receipt.succeeded) await this.reports.settle(sql, report.id, outcomes);
      else await sql(`UPDATE oracle.report SET state = 'signed' WHERE id = $1`, [report.id]);
    });
    for (const { report: round } of report.rounds) {
      this.logger.log(
        logLine(
          receipt.succeeded ? `round_${outcomes.get(round.feed) ?? 'unseen'}` : 'round_reverted',
          {
            feed: round.feed,
            round: round.round,
            answer: round.answer,
            block: receipt.blockNumber,
            gas: receipt.gasUsed,
            tx: tx.hash,
          },
        ),
      );
    }
    return 'moved';
  }
}

/** Answers by which nodes say that a transaction offers too little for their pool. */
function isUnderpriced(error: Error): boolean {
  return error instanceof RpcError && /underpriced|fee too low|fee cap/i.test(error.message);
}
