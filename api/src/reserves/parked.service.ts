import { deviationBps, formatDecimal } from '@cadastre/core';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type ApprovalRequest, Approvals, type Decided } from '../approvals/approvals.service.js';
import { Assets } from '../assets/assets.service.js';
import type { ParkedReport } from '../chain/ledger/parked-reports.js';
import { LedgerReader } from '../chain/ledger/reader.js';
import type { SignerRole } from '../chain/outbox/command.js';
import { Outbox } from '../chain/outbox/outbox.js';
import { row } from '../chain/rows.js';
import { ContractReader } from '../chain/rpc/contract-reader.js';
import { Signers } from '../chain/signers.js';
import { Documents } from '../documents/documents.service.js';
import { Clock } from '../platform/clock.js';
import { actorOf, type Ctx } from '../platform/context.js';
import { Database } from '../platform/database.js';
import { cut, openCursor, type Page, type PageQuery } from '../platform/page.js';
import { Conflict, NotFound } from '../platform/problem.js';
import { type TokenFacts, Tokens } from '../tokens/tokens.service.js';
import { encodeApproveParked, encodeRejectParked, FEED } from './feed.contract.js';
import type { ParkedDecision, ParkedDecisionBody, ParkedReportView } from './parked.schema.js';
import { type Sentence, sentence } from '../platform/sentence.js';

const KIND = 'feed.parked-report';
const APPROVE = 'feed.approve-parked';
const REJECT = 'feed.reject-parked';
/**
 * The two approvals on-chain come from two keys: the first carries the words of the officer who
 * proposed, the second those of the one who approved.
 */
const KEYS = ['compliance', 'registrar'] as const satisfies readonly SignerRole[];
const [FIRST_KEY] = KEYS;
/** Where a report stands in the chain: its block and log. */
const LOG = /^\d{1,15}\|\d{1,9}$/;

/** What was shown to both officers. */
interface Shown {
  decision: ParkedDecision;
  assetName: string;
  digest: string;
  feed: string;
  tokenId: string;
  oldAnswer: string | null;
  newAnswer: string;
  deviationBps: string | null;
  evidenceSha256: string;
  reason: string;
}

/** Reports that went over a limit of their feed: shown, proposed for release, decided by a second officer. */
@Injectable()
export class ParkedReports implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly approvals: Approvals,
    private readonly assets: Assets,
    private readonly tokens: Tokens,
    private readonly documents: Documents,
    private readonly reader: LedgerReader,
    private readonly contracts: ContractReader,
    private readonly signers: Signers,
    private readonly outbox: Outbox,
  ) {}

  onModuleInit(): void {
    this.approvals.handle(KIND, {
      describe: (payload) => describe(payload as unknown as Shown),
      execute: (ctx, approval) => this.execute(ctx, approval),
    });
  }

  /** What waits for a decision, the longest waiting first. @throws Malformed `bad_cursor` */
  async list({ limit, after }: PageQuery): Promise<Page<ParkedReportView>> {
    const [block, log] = after ? openCursor(after, LOG).split('|').map(Number) : [];
    const behind = { blockNumber: block ?? -1, logIndex: log ?? -1 };
    const found = await this.reader.parkedReports(undefined, { limit: limit + 1, after: behind });
    return cut(
      found,
      limit,
      (shown) => this.views(shown),
      ({ blockNumber, logIndex }) => `${blockNumber}|${logIndex}`,
    );
  }

  private async views(reports: ParkedReport[]): Promise<ParkedReportView[]> {
    const views: ParkedReportView[] = [];
    for (const report of reports) {
      const token = await this.tokens.ofFeed(report.feed);
      // A feed of the committee that is none of this platform's tokens has nobody here to decide.
      if (token) views.push(await this.view(report, token));
    }
    return views;
  }

  /** @throws NotFound where no report of this digest waits */
  async get(digest: string): Promise<ParkedReportView> {
    const { report, token } = await this.waiting(digest);
    return this.view(report, token);
  }

  /**
   * Asks a second officer to let the report go, or to reject it.
   * @throws NotFound, Conflict `already_proposed` | `approval_window_closed` | `approver_is_proposer`
   */
  async propose(ctx: Ctx, digest: string, body: ParkedDecisionBody) {
    const { token } = await this.waiting(digest);
    await this.tokens.lock(token.id);
    // Asked again under the lock: two officers may have pressed at once.
    const { report } = await this.waiting(digest);
    if (await this.approvals.find(KIND, report.digest, 'pending')) {
      throw new Conflict('already_proposed', 'A proposal on this report waits for a decision.');
    }
    const parked = await this.view(report, token);
    await this.refuseInVain(report, body.decision);
    const evidence = await this.documents.get(ctx, body.evidenceDocumentId);
    const payload = {
      decision: body.decision,
      assetName: parked.assetName,
      assetId: token.assetId,
      tokenId: token.id,
      feed: report.feed,
      kind: parked.kind,
      digest: report.digest,
      round: parked.round,
      oldAnswer: parked.oldAnswer,
      newAnswer: parked.newAnswer,
      deviationBps: parked.deviationBps,
      valuationTime: parked.valuationTime,
      why: parked.why,
      evidenceDocumentId: evidence.id,
      evidenceSha256: evidence.sha256,
      reason: body.reason,
    } satisfies Shown & Record<string, unknown>;
    const request: ApprovalRequest = {
      kind: KIND,
      subject: { type: 'parked_report', id: report.digest },
      organisationId: actorOf(ctx).organisationId,
      payload,
      requiredRole: 'compliance',
      reason: body.reason,
      until: new Date(parked.approvableUntil),
    };
    const approval = await this.approvals.request(ctx, request);
    return { approvalId: approval.id, parked: { ...parked, approvalId: approval.id } };
  }

  /** Told by the ledger: somebody approved. The second approval follows the first, never beside it. */
  async approved(ctx: Ctx, feed: string, digest: string): Promise<void> {
    const approval = await this.approvals.find(KIND, digest, 'approved');
    const report = await this.reader.parkedReport(feed);
    if (!approval || report?.digest !== digest) return;
    const shown = approval.payload as unknown as Shown;
    if (shown.decision !== 'approve') return;
    await this.enqueueNext(ctx, approval, report);
  }

  private async execute(ctx: Ctx, approval: Decided): Promise<{ operationId: string }> {
    const shown = approval.payload as unknown as Shown;
    const { report } = await this.waiting(shown.digest);
    await this.refuseInVain(report, shown.decision);
    if (shown.decision === 'approve') {
      const operationId = await this.enqueueNext(ctx, approval, report);
      if (operationId) return { operationId };
      throw new Conflict('report_not_parked', 'The report is being published already.');
    }
    return this.outbox.enqueue({
      ...this.about(ctx, approval, shown),
      kind: REJECT,
      signer: FIRST_KEY,
      data: encodeRejectParked(shown.digest, approval.decisionReason ?? shown.reason),
    });
  }

  /** Queues the approval that the chain still lacks, once. Null where none does, or it is on its way. */
  private async enqueueNext(
    ctx: Ctx,
    approval: Decided,
    report: ParkedReport,
  ): Promise<string | null> {
    const shown = approval.payload as unknown as Shown;
    const given = (await this.reader.approvalsOf(report)).map(({ approver }) => approver);
    const signer = KEYS.find((key) => !given.includes(this.signers.address(key)));
    if (!signer) return null;
    const reason = signer === FIRST_KEY ? shown.reason : (approval.decisionReason ?? shown.reason);
    const data = encodeApproveParked(shown.digest, reason, `0x${shown.evidenceSha256}`);
    if (await this.underWay(signer, shown.feed, data)) return null;
    const command = { ...this.about(ctx, approval, shown), kind: APPROVE, signer, data };
    return (await this.outbox.enqueue(command)).operationId;
  }

  private about(ctx: Ctx, { organisationId }: Decided, { feed, tokenId }: Shown) {
    return { ctx, to: feed, subject: { type: 'token', id: tokenId }, organisationId };
  }

  private async underWay(signer: string, feed: string, data: string): Promise<boolean> {
    const found = await row(
      this.db.em,
      `SELECT 1 FROM api.chain_command WHERE kind = $1 AND signer = $2
         AND to_address = decode($3, 'hex') AND data = decode($4, 'hex')
         AND state NOT IN ('confirmed', 'rejected', 'reverted') LIMIT 1`,
      [APPROVE, signer, feed.slice(2), data.slice(2)],
    );
    return Boolean(found);
  }

  /** @throws Conflict `approval_window_closed` | `approver_is_proposer` */
  private async refuseInVain(report: ParkedReport, decision: ParkedDecision): Promise<void> {
    if (decision === 'reject') return;
    if (this.clock.now() > (await this.closes(report))) {
      throw new Conflict(
        'approval_window_closed',
        'The time for approval is over; the committee must report anew.',
      );
    }
    if (KEYS.some((key) => this.signers.address(key) === report.proposer)) {
      throw new Conflict(
        'approver_is_proposer',
        'The report was delivered by a key of this platform, which cannot approve it.',
      );
    }
  }

  private async closes(report: ParkedReport): Promise<Date> {
    const asked = this.contracts.ask<[{ approvalWindow: bigint }]>(FEED, report.feed, 'policy');
    const [{ approvalWindow }] = await asked;
    return new Date(report.parkedAt.getTime() + Number(approvalWindow) * 1000);
  }

  private async waiting(digest: string): Promise<{ report: ParkedReport; token: TokenFacts }> {
    const all = await this.reader.parkedReports();
    const report = all.find((one) => one.digest === digest.toLowerCase());
    const token = report && (await this.tokens.ofFeed(report.feed));
    if (!report || !token) throw new NotFound('parked report');
    return { report, token };
  }

  private async view(report: ParkedReport, token: TokenFacts): Promise<ParkedReportView> {
    const asset = await this.assets.requireUnscoped(token.assetId);
    const last = await this.reader.latestRound(report.feed);
    const pending = await this.approvals.find(KIND, report.digest, 'pending');
    const approvals = await this.reader.approvalsOf(report);
    return {
      digest: report.digest,
      assetId: asset.id,
      assetName: asset.name,
      kind: report.feed === token.navFeed ? 'nav' : 'reserve',
      feed: report.feed,
      round: report.round.toString(),
      oldAnswer: last?.answer.toString() ?? null,
      newAnswer: report.answer.toString(),
      deviationBps:
        last && last.answer !== 0n ? deviationBps(last.answer, report.answer).toString() : null,
      valuationTime: report.valuationTime.toISOString(),
      parkedAt: report.parkedAt.toISOString(),
      approvableUntil: (await this.closes(report)).toISOString(),
      proposer: report.proposer,
      approvals: approvals.map(({ approver, reason, evidenceHash, transactionHash }) => ({
        approver,
        reason,
        evidenceSha256: evidenceHash.replace(/^0x/, ''),
        transactionHash,
      })),
      approvalId: pending?.id ?? null,
      why: `/feeds/${report.feed}/rounds/${report.round}/why`,
    };
  }
}

const usd = (answer: string) => formatDecimal(BigInt(answer), 6);

function describe(shown: Shown): Sentence {
  const { decision, oldAnswer, newAnswer, deviationBps } = shown;
  const from = { ...shown, newAnswer: usd(newAnswer) };
  if (oldAnswer === null) {
    return decision === 'approve'
      ? sentence(
          'Publish the parked report of {{assetName}}: {{newAnswer}}, digest {{digest}}',
          from,
        )
      : sentence(
          'Reject the parked report of {{assetName}}: {{newAnswer}}, digest {{digest}}',
          from,
        );
  }
  const move = { ...from, oldAnswer: usd(oldAnswer), deviationBps: deviationBps ?? '?' };
  return decision === 'approve'
    ? sentence(
        'Publish the parked report of {{assetName}}: {{oldAnswer}} → {{newAnswer}} ({{deviationBps}} bps), digest {{digest}}',
        move,
      )
    : sentence(
        'Reject the parked report of {{assetName}}: {{oldAnswer}} → {{newAnswer}} ({{deviationBps}} bps), digest {{digest}}',
        move,
      );
}
