import { canonicalHash, formatDecimal } from '@cadastre/core';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Approvals, type Decided, type Payload } from '../approvals/approvals.service.js';
import { toAddress, toBytes } from '../chain/bytes.js';
import { encodeApprove } from '../chain/erc20.js';
import { row } from '../chain/rows.js';
import type { CommandOutcome, NewCommand } from '../chain/outbox/command.js';
import { Outbox } from '../chain/outbox/outbox.js';
import { ContractReader } from '../chain/rpc/contract-reader.js';
import { Signers } from '../chain/signers.js';
import { TaxForms } from '../investors/tax/tax-forms.service.js';
import { Clock, DAY_MS } from '../platform/clock.js';
import { type Ctx, systemCtx } from '../platform/context.js';
import { Database } from '../platform/database.js';
import { Conflict, Refused } from '../platform/problem.js';
import { Satellites } from '../satellites/satellites.service.js';
import { type TokenFacts, Tokens } from '../tokens/tokens.service.js';
import { DISTRIBUTOR, encodeDistribute, encodeOpenNet } from './distribution.contract.js';
import type { Distribution } from './distribution.entity.js';
import type { DistributionAnswer, DistributionView } from './distribution.schema.js';
import { DistributionStore } from './distribution-store.js';
import { takeLines, totalsOf } from './lines.sql.js';
import { amountSaid, type Sentence, sentence } from '../platform/sentence.js';

const APPROVAL = 'distribution.pay';
const ALLOW = 'distribution.allow';
const PAY_IN = 'distribution.pay_in';
/** The contract wants three years from the block in which it is paid in, which comes later. */
const SLACK_DAYS = 7;

/** From the snapshot to the money in the distributor: calculated, approved, funded. */
@Injectable()
export class Distributions implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly approvals: Approvals,
    private readonly tokens: Tokens,
    private readonly taxForms: TaxForms,
    private readonly satellites: Satellites,
    private readonly outbox: Outbox,
    private readonly signers: Signers,
    private readonly reader: ContractReader,
    private readonly store: DistributionStore,
  ) {}

  onModuleInit(): void {
    this.approvals.handle(APPROVAL, {
      describe,
      execute: (ctx, approval) => this.approved(ctx, approval),
      onRejected: (ctx, approval) => this.released(ctx, approval),
    });
    const failed = (_: unknown, command: CommandOutcome) => this.failed(command);
    this.outbox.onOutcome(PAY_IN, { rejected: failed, reverted: failed });
  }

  /**
   * Who gets what, from the ledger at the record date; again as often as wanted before it is approved.
   * @throws NotFound; Conflict `distribution_is_…`, `satellite_not_ready`; Refused `nobody_eligible`
   */
  async calculate(ctx: Ctx, id: string): Promise<DistributionView> {
    const d = await this.store.lockOwn(ctx, id);
    this.store.move(d, 'calculate');
    if (d.recordBlock === null || d.recordLogIndex === null) throw new Error('it has a snapshot');
    const token = await this.tokens.ofAsset(d.assetId);
    if (!token) throw new Error('a recorded token is deployed');
    const distributor = await this.satellites.require(d.assetId, 'distributor');
    d.distributor = toBytes(distributor.address);
    d.excluded = await this.escrows(d.assetId);
    // What is carried belongs to the next distribution by record date: a net one pays its own money.
    d.carriedIn = d.taxation === 'at_source' ? 0n : await this.carried(d, distributor.address);
    d.allocated = d.amount + d.carriedIn;
    const at = { token: toBytes(token.address), block: d.recordBlock, logIndex: d.recordLogIndex };
    const forms = await this.taxForms.numberedOnFile(d.recordDate);
    const totals = await takeLines(this.db.em, d, at, d.allocated, forms);
    if (totals.eligible === 0n) {
      throw new Refused('nobody_eligible', 'Nobody held the asset at the record date.');
    }
    Object.assign(d, {
      eligible: totals.eligible,
      remainder: d.allocated - totals.gross,
      withheld: totals.withheld,
      holders: totals.holders,
      unrated: totals.unrated,
      linesHash: totals.hash,
      calculatedAt: this.clock.now(),
    });
    await this.store.save(ctx, d, 'calculate', { linesHash: totals.hash.toString('hex') });
    return this.store.view(d);
  }

  /**
   * Asks for approval of exactly this calculation.
   * @throws Conflict `not_calculated`, `approval_pending`; Refused `withholding_rate_missing`, `nothing_net`
   */
  async submit(ctx: Ctx, id: string): Promise<DistributionAnswer> {
    const d = await this.store.lockOwn(ctx, id);
    if (d.state !== 'calculated') {
      throw new Conflict('not_calculated', `It is ${d.state}: only a calculation is approved.`);
    }
    if (d.approvalId) {
      throw new Conflict('approval_pending', 'It awaits approval already.', {
        approvalId: d.approvalId,
      });
    }
    if (d.taxation === 'at_source') refuseUntaxable(d);
    const approval = await this.approvals.request(ctx, {
      kind: APPROVAL,
      subject: { type: 'distribution', id },
      organisationId: d.organisationId,
      payload: await this.shown(d),
      requiredRole: 'compliance',
      reason: 'The income is calculated and is to be paid.',
    });
    d.approvalId = approval.id;
    await this.store.save(ctx, d, 'submit', { approvalId: approval.id });
    return { distribution: await this.store.view(d), approvalId: approval.id };
  }

  /**
   * Pays the money in, if the treasurer has it: allows the distributor exactly the amount and
   * distributes it. Payable once the chain says so.
   * @throws Conflict `distribution_is_…`; Refused `distribution_unfunded`
   */
  async fund(ctx: Ctx, id: string): Promise<DistributionView> {
    const d = await this.store.lockOwn(ctx, id);
    this.store.move(d, 'fund');
    const treasurer = this.signers.address('treasurer');
    const payment = toAddress(d.paymentToken);
    const held = await this.reader.balanceOf(payment, treasurer);
    const owed = await this.beingPaidIn(d);
    if (held < owed + d.amount) {
      const missing = owed + d.amount - held;
      const money = `${amountSaid(missing, d.paymentDecimals)} ${d.paymentSymbol}`;
      throw new Refused(
        'distribution_unfunded',
        `The treasurer lacks ${money}: send it to ${treasurer}.`,
        { treasurer, paymentToken: payment, missingBaseUnits: missing.toString() },
      );
    }
    const days = d.claimYears * 366 + SLACK_DAYS;
    d.expiresAt = new Date(this.clock.now().getTime() + days * DAY_MS);
    const distributor = toAddress(d.distributor as Buffer);
    await this.outbox.enqueue(
      this.command(ctx, d, ALLOW, payment, encodeApprove(distributor, d.amount)),
    );
    const { operationId } = await this.outbox.enqueue(
      this.command(ctx, d, PAY_IN, distributor, openingOf(d, d.expiresAt)),
    );
    Object.assign(d, { operationId, failureCode: null, failure: null });
    await this.store.save(ctx, d, 'fund', { operationId });
    return this.store.view(d);
  }

  private async approved(ctx: Ctx, approval: Decided): Promise<{ operationId?: string }> {
    const d = await this.store.lock(approval.subject.id);
    const current = d.state === 'calculated' && (await totalsOf(this.db.em, d.id)).hash;
    const same =
      current &&
      d.linesHash?.equals(current) &&
      canonicalHash(await this.shown(d)) === canonicalHash(approval.payload);
    if (!same) {
      throw new Conflict(
        'calculation_changed',
        'It is no longer what was shown: ask for it again.',
      );
    }
    this.store.move(d, 'approve');
    await this.store.save(ctx, d, 'approve', { approvalId: approval.id });
    return {};
  }

  private async released(ctx: Ctx, approval: Decided): Promise<void> {
    const d = await this.store.lock(approval.subject.id);
    if (d.approvalId !== approval.id) return;
    d.approvalId = null;
    await this.store.save(ctx, d, 'not_approved', { how: approval.state });
  }

  private async failed(command: CommandOutcome): Promise<void> {
    const d = await this.store.byOperation('operationId', command.operationId);
    if (d?.state !== 'funded') return;
    this.store.move(d, 'distribution_failed');
    d.operationId = null;
    d.failureCode = command.reason?.code ?? 'unknown';
    d.failure = command.reason?.sentence ?? null;
    const ctx = systemCtx(`operation-${command.operationId}`);
    await this.store.save(ctx, d, 'funding_failed', { ...command.reason });
  }

  /** What earlier distributions have left for the next one in this money. */
  private async carried(d: Distribution, distributor: string): Promise<bigint> {
    const money = [toAddress(d.paymentToken)];
    return (await this.reader.ask<[bigint]>(DISTRIBUTOR, distributor, 'carried', money))[0];
  }

  /** What other distributions of this money are about to take from the treasurer. */
  private async beingPaidIn(d: Distribution): Promise<bigint> {
    const sum = await row<{ amount: string }>(
      this.db.em,
      `SELECT coalesce(sum(amount), 0) AS amount FROM api.distribution
       WHERE payment_token = $1 AND state = 'funded' AND id <> $2`,
      [d.paymentToken, d.id],
    );
    return BigInt(sum?.amount ?? 0);
  }

  /** A redemption queue holds shares for those who leave: income is not the queue's. */
  private async escrows(assetId: string): Promise<Buffer[]> {
    const queue = await this.satellites.find(assetId, 'redemption_queue');
    return queue?.state === 'ready' ? [toBytes(queue.address)] : [];
  }

  private async shown(d: Distribution): Promise<Payload> {
    return shownOf(d, await this.tokens.require(d.tokenId));
  }

  private command(ctx: Ctx, d: Distribution, kind: string, to: string, data: string): NewCommand {
    return {
      ctx,
      kind,
      signer: 'treasurer',
      to,
      data,
      subject: { type: 'distribution', id: d.id },
      organisationId: d.organisationId,
    };
  }
}

/** @throws Refused where a holder's tax, or anything that would be left, is not known */
function refuseUntaxable(d: Distribution): void {
  if (d.unrated !== 0) {
    throw new Refused(
      'withholding_rate_missing',
      `${d.unrated ?? 0} holders are of a country that the withholding table does not name: ` +
        'complete it and calculate again, or let the holders be taxed (by_holder).',
    );
  }
  if ((d.allocated ?? 0n) - (d.remainder ?? 0n) - (d.withheld ?? 0n) > 0n) return;
  throw new Refused('nothing_net', 'Nothing is left for any holder once the tax is withheld.');
}

/** The call that makes it a distribution on the chain; one by record date takes its money at once. */
function openingOf(d: Distribution, expires: Date): string {
  const payment = toAddress(d.paymentToken);
  const documentHash = `0x${d.documentHash.toString('hex')}`;
  const expiresAt = Math.floor(expires.getTime() / 1000);
  if (d.taxAccount) {
    return encodeOpenNet(payment, toAddress(d.taxAccount), expiresAt, documentHash);
  }
  return encodeDistribute({
    payment,
    recordNumber: d.recordNumber ?? 0n,
    amount: d.amount,
    excluded: d.excluded.map(toAddress),
    expiresAt,
    documentHash,
  });
}

/** What the approval binds: the money, whose, when, and by their hash all lines. */
const shownOf = (d: Distribution, { symbol, decimals }: TokenFacts) => ({
  distributionId: d.id,
  assetId: d.assetId,
  symbol,
  decimals,
  kind: d.kind,
  taxation: d.taxation,
  ...(d.taxAccount && { taxAccount: toAddress(d.taxAccount) }),
  ...(d.sheet && { sheet: d.sheet }),
  paymentToken: toAddress(d.paymentToken),
  paymentSymbol: d.paymentSymbol,
  paymentDecimals: d.paymentDecimals,
  amountBaseUnits: d.amount.toString(),
  carriedIn: String(d.carriedIn),
  recordNumber: String(d.recordNumber),
  recordBlock: String(d.recordBlock),
  eligibleBaseUnits: String(d.eligible),
  holders: d.holders,
  withheld: String(d.withheld),
  remainder: String(d.remainder),
  claimYears: d.claimYears,
  documentHash: d.documentHash.toString('hex'),
  linesHash: d.linesHash?.toString('hex') ?? '',
});

function describe(shown: Payload): Sentence {
  const money = (name: string) =>
    formatDecimal(BigInt(String(shown[name])), Number(shown['paymentDecimals']));
  const from = {
    ...shown,
    amount: money('amountBaseUnits'),
    tax: money('withheld'),
    calculation: `${String(shown['linesHash']).slice(0, 16)}…`,
  };
  return typeof shown['taxAccount'] === 'string'
    ? sentence(
        'Pay {{amount}} {{paymentSymbol}} ({{kind}}) to the {{holders}} holders at record date {{recordNumber}}, {{tax}} {{paymentSymbol}} of it as tax to {{taxAccount}}, by the calculation {{calculation}}',
        from,
      )
    : sentence(
        'Pay {{amount}} {{paymentSymbol}} ({{kind}}) to the {{holders}} holders at record date {{recordNumber}}, by the calculation {{calculation}}',
        from,
      );
}
