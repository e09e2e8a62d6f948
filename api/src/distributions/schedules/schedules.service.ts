import { propertyIncome, PropertyError } from '@cadastre/core';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Approvals, type Decided, type Payload } from '../../approvals/approvals.service.js';
import { ContractReader } from '../../chain/rpc/contract-reader.js';
import { Documents } from '../../documents/documents.service.js';
import { Clock } from '../../platform/clock.js';
import { actorOf, type Ctx } from '../../platform/context.js';
import { Database } from '../../platform/database.js';
import { Conflict, Refused } from '../../platform/problem.js';
import { Tokens } from '../../tokens/tokens.service.js';
import { DistributionSchedule } from './schedule.entity.js';
import type { ScheduleEvent } from './schedule.machine.js';
import type {
  ChangeBody,
  KeptLine,
  ScheduleBody,
  ScheduleTerms,
  ScheduleView,
  SheetBody,
  SheetView,
} from './schedule.schema.js';
import { datesOf, ScheduleStore } from './schedule-store.js';
import { amountSaid, type Sentence, sentence } from '../../platform/sentence.js';

const APPROVAL = 'distribution_schedule.change';

/** What the amounts of terms are counted in. */
interface Money {
  paymentSymbol: string;
  paymentDecimals: number;
}

/** Distributions that repeat: what the issuer asks for and a second person decides. */
@Injectable()
export class DistributionSchedules implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly approvals: Approvals,
    private readonly documents: Documents,
    private readonly reader: ContractReader,
    private readonly tokens: Tokens,
    private readonly store: ScheduleStore,
  ) {}

  onModuleInit(): void {
    this.approvals.handle(APPROVAL, {
      describe,
      execute: (ctx, approval) => this.decided(ctx, approval),
      onRejected: (ctx, approval) => this.released(ctx, approval),
    });
  }

  /**
   * Asks for a schedule. @throws NotFound; Conflict `asset_retired`, `token_not_deployed`; Refused `record_date_past`,
   *   `payment_is_the_asset`, `unknown_payment_token`
   */
  async create(ctx: Ctx, assetId: string, { terms, reason }: ScheduleBody): Promise<ScheduleView> {
    const token = await this.tokens.requireOwnOf(ctx, assetId);
    const money = await this.check(ctx, token.address, terms);
    const now = this.clock.now();
    const schedule = this.db.em.create(DistributionSchedule, {
      id: this.db.newId(),
      assetId,
      organisationId: token.organisationId,
      state: 'proposed',
      terms,
      termsFrom: 1,
      nextNumber: 1,
      nextRecordDate: datesOf({ terms, termsFrom: 1 }, 1).recordDate,
      approvalId: null,
      requestedBy: actorOf(ctx).userId,
      createdAt: now,
      updatedAt: now,
    });
    await this.db.em.insert(DistributionSchedule, schedule);
    await this.ask(ctx, schedule, 'start', terms, reason, money);
    return this.store.view(schedule);
  }

  /** Asks for other terms, a pause, its end, or to go on. @throws NotFound; Conflict `approval_pending`, `schedule_is_…`; Refused as `create` */
  async change(ctx: Ctx, id: string, { change, terms, reason }: ChangeBody): Promise<ScheduleView> {
    const schedule = await this.store.lockOwn(ctx, id);
    if (schedule.approvalId) {
      throw new Conflict('approval_pending', 'Another change of it awaits approval already.', {
        approvalId: schedule.approvalId,
      });
    }
    this.store.after(schedule, change);
    let money: Money | null = null;
    if (terms) {
      const token = await this.tokens.requireOwnOf(ctx, schedule.assetId);
      money = await this.check(ctx, token.address, terms);
    }
    await this.ask(ctx, schedule, change, terms ?? null, reason, money);
    return this.store.view(schedule);
  }

  /**
   * Gives the income sheet of the occurrence that comes next, or another one in its place, until it is drafted.
   * @throws NotFound; Conflict `schedule_is_…`, `occurrence_not_next`; Refused `no_income_sheet`, `nothing_distributable`
   */
  async giveSheet(ctx: Ctx, id: string, number: number, body: SheetBody): Promise<SheetView> {
    const schedule = await this.store.lockOwn(ctx, id);
    if (!['active', 'paused'].includes(schedule.state)) {
      throw new Conflict(`schedule_is_${schedule.state}`, `The schedule is ${schedule.state}.`);
    }
    if (schedule.terms.rule.type !== 'income_sheet') {
      throw new Refused('no_income_sheet', 'Its amount does not come from a sheet.');
    }
    if (number !== schedule.nextNumber) {
      throw new Conflict(
        'occurrence_not_next',
        `Occurrence ${schedule.nextNumber} is next; those before it are drafted.`,
      );
    }
    const documents = await this.documents.require(
      ctx,
      body.lines.map(({ documentId }) => documentId),
    );
    const sheet = body.lines.map((one, i) => ({
      ...one,
      documentSha256: documents[i]?.sha256 ?? '',
    }));
    const income = incomeOf(sheet);
    await this.store.keepOccurrence({
      scheduleId: id,
      number,
      ...datesOf(schedule, number),
      sheet,
      distributionId: null,
    });
    await this.store.save(ctx, schedule, 'give_sheet', { number, ...income });
    return { ...income, lines: sheet };
  }

  /** @returns what the terms' amounts are counted in */
  private async check(ctx: Ctx, token: string, terms: ScheduleTerms): Promise<Money> {
    const { recordDate } = datesOf({ terms, termsFrom: 1 }, 1);
    if (recordDate < this.store.today()) {
      throw new Refused(
        'record_date_past',
        `The first record date would be ${recordDate}, which has passed: name a later first date.`,
      );
    }
    const { symbol, decimals } = await this.reader.paymentToken(terms.paymentToken, token);
    await this.documents.get(ctx, terms.documentId);
    return { paymentSymbol: symbol, paymentDecimals: decimals };
  }

  private async ask(
    ctx: Ctx,
    schedule: DistributionSchedule,
    change: ScheduleEvent,
    terms: ScheduleTerms | null,
    reason: string,
    money: Money | null,
  ): Promise<void> {
    const approval = await this.approvals.request(ctx, {
      kind: APPROVAL,
      subject: { type: 'distribution_schedule', id: schedule.id },
      organisationId: schedule.organisationId,
      payload: { assetId: schedule.assetId, change, terms, ...money },
      requiredRole: 'compliance',
      reason,
    });
    schedule.approvalId = approval.id;
    await this.store.save(ctx, schedule, `ask_${change}`, { approvalId: approval.id, terms });
  }

  private async decided(ctx: Ctx, { id, subject, payload }: Decided): Promise<object> {
    const schedule = await this.store.lock(subject.id);
    const { change, terms } = payload as { change: ScheduleEvent; terms: ScheduleTerms | null };
    this.store.move(schedule, change);
    if (terms) this.follow(schedule, terms);
    if (change === 'resume') this.skipPast(schedule);
    schedule.approvalId = null;
    await this.store.save(ctx, schedule, change, { approvalId: id });
    return {};
  }

  private async released(ctx: Ctx, { id, subject, state }: Decided): Promise<void> {
    const schedule = await this.store.lock(subject.id);
    if (schedule.approvalId !== id) return;
    schedule.approvalId = null;
    if (schedule.state === 'proposed') this.store.move(schedule, 'drop');
    await this.store.save(ctx, schedule, 'not_approved', { how: state });
  }

  /** The terms count from the occurrence that comes next. */
  private follow(schedule: DistributionSchedule, terms: ScheduleTerms): void {
    schedule.terms = terms;
    schedule.termsFrom = schedule.nextNumber;
    schedule.nextRecordDate = datesOf(schedule, schedule.nextNumber).recordDate;
  }

  /** What would have been paid while it paused is not made up for. */
  private skipPast(schedule: DistributionSchedule): void {
    const today = this.store.today();
    while (schedule.nextRecordDate < today) {
      schedule.nextNumber += 1;
      schedule.nextRecordDate = datesOf(schedule, schedule.nextNumber).recordDate;
    }
  }
}

/** What a sheet comes to, as text. @throws Refused `nothing_distributable` */
export function incomeOf(sheet: readonly KeptLine[]): Omit<SheetView, 'lines'> {
  try {
    const income = propertyIncome(
      sheet.map(({ kind, amountBaseUnits }) => ({ kind, amount: BigInt(amountBaseUnits) })),
    );
    return {
      grossRent: income.grossRent.toString(),
      expenses: income.expenses.toString(),
      reserveFund: income.reserveFund.toString(),
      distributable: income.distributable.toString(),
    };
  } catch (error) {
    if (error instanceof PropertyError) throw new Refused(error.code, error.message);
    throw error;
  }
}

function describe(shown: Payload): Sentence {
  const { change, terms, paymentSymbol, paymentDecimals } = shown;
  if (!terms) return UNCHANGED[change as keyof typeof UNCHANGED];
  const { kind, everyMonths, firstDate, rule } = terms as ScheduleTerms;
  const from = { ...rule, kind, everyMonths, firstDate };
  const begins = change === 'start';
  if ('amountBaseUnits' in rule) {
    const amount = amountSaid(rule.amountBaseUnits, paymentDecimals);
    const fixed = { ...from, amount, paymentSymbol };
    return begins
      ? sentence(
          'Begin to distribute on a schedule: {{kind}}, {{amount}} {{paymentSymbol}} ({{type}}), every {{everyMonths}} month(s) from {{firstDate}} on. Each payment is still approved by itself.',
          fixed,
        )
      : sentence(
          'Change the schedule of distributions: {{kind}}, {{amount}} {{paymentSymbol}} ({{type}}), every {{everyMonths}} month(s) from {{firstDate}} on. Each payment is still approved by itself.',
          fixed,
        );
  }
  return begins
    ? sentence(
        'Begin to distribute on a schedule: {{kind}} ({{type}}), every {{everyMonths}} month(s) from {{firstDate}} on. Each payment is still approved by itself.',
        from,
      )
    : sentence(
        'Change the schedule of distributions: {{kind}} ({{type}}), every {{everyMonths}} month(s) from {{firstDate}} on. Each payment is still approved by itself.',
        from,
      );
}

const UNCHANGED = {
  pause: sentence('Pause the schedule of distributions.'),
  resume: sentence('Go on with the schedule of distributions.'),
  end: sentence('End the schedule of distributions.'),
};
