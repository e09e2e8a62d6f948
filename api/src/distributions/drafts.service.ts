import { Injectable, type OnModuleInit } from '@nestjs/common';
import { z } from 'zod';
import { toBytes } from '../chain/bytes.js';
import type { CommandOutcome } from '../chain/outbox/command.js';
import { Outbox } from '../chain/outbox/outbox.js';
import { ContractReader } from '../chain/rpc/contract-reader.js';
import { Documents } from '../documents/documents.service.js';
import { Clock } from '../platform/clock.js';
import { actorOf, type Ctx, systemCtx } from '../platform/context.js';
import { Database } from '../platform/database.js';
import { Jobs } from '../platform/jobs/jobs.service.js';
import { Conflict, Refused } from '../platform/problem.js';
import { Satellites } from '../satellites/satellites.service.js';
import { type TokenFacts, Tokens } from '../tokens/tokens.service.js';
import { DISTRIBUTOR, encodeOpenRecordDate } from './distribution.contract.js';
import { Distribution } from './distribution.entity.js';
import type { DistributionBody, DistributionView } from './distribution.schema.js';
import { DistributionStore } from './distribution-store.js';
import type { KeptLine } from './schedules/schedule.schema.js';

const RECORD = 'distribution.record_date';
const EVERY_MINUTE = '* * * * *';

/** What is to be paid, by whose word, on the strength of which papers. */
export interface PlannedIncome extends Omit<DistributionBody, 'documentId'> {
  document: { id: string; sha256: string };
  /** The lines that the amount comes from, where it does. */
  sheet: KeptLine[] | null;
  requestedBy: string;
}

/** Distributions as they are planned, up to the record date that the chain opens on its day. */
@Injectable()
export class DistributionDrafts implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly jobs: Jobs,
    private readonly tokens: Tokens,
    private readonly documents: Documents,
    private readonly satellites: Satellites,
    private readonly outbox: Outbox,
    private readonly reader: ContractReader,
    private readonly store: DistributionStore,
  ) {}

  onModuleInit(): void {
    const failed = (_: unknown, command: CommandOutcome) => this.failed(command);
    this.outbox.onOutcome(RECORD, { rejected: failed, reverted: failed });
    const sweep = this.jobs.define({
      name: 'distributions.record_dates',
      schema: z.strictObject({}),
      handle: async (ctx) => {
        for (const id of await this.store.dueForRecord(this.today())) {
          await this.open(ctx, await this.store.lock(id));
        }
      },
      single: true,
    });
    sweep.schedule(EVERY_MINUTE, {});
  }

  /**
   * Plans a distribution; the asset's distributor is launched with its first one. Where the record date
   * is today, it is opened at once.
   * @throws NotFound; Conflict `asset_retired`, `token_not_deployed`; Refused `record_date_past`, `payment_is_the_asset`,
   *   `unknown_payment_token`
   */
  async create(ctx: Ctx, assetId: string, body: DistributionBody): Promise<DistributionView> {
    const token = await this.tokens.requireOwnOf(ctx, assetId);
    if (body.recordDate < this.today()) {
      throw new Refused(
        'record_date_past',
        `Balances of ${body.recordDate} were not recorded: name today (${this.today()}) or a later day.`,
      );
    }
    const document = await this.documents.get(ctx, body.documentId);
    const { userId: requestedBy } = actorOf(ctx);
    const d = await this.plan(ctx, token, { ...body, document, sheet: null, requestedBy });
    return this.store.view(await this.store.find(ctx, d.id));
  }

  /** The same for whoever plans it, a schedule too; the record date is not past. @throws Refused as `create` */
  async plan(ctx: Ctx, token: TokenFacts, income: PlannedIncome): Promise<Distribution> {
    const { assetId } = token;
    const { symbol, decimals } = await this.reader.paymentToken(income.paymentToken, token.address);
    if (!(await this.satellites.find(assetId, 'distributor'))) {
      const setUp = DISTRIBUTOR.encodeFunctionData('initialize', [token.address]);
      await this.satellites.launch(ctx, assetId, 'distributor', setUp);
    }
    const now = this.clock.now();
    const d = this.db.em.create(Distribution, {
      id: this.db.newId(),
      assetId,
      tokenId: token.id,
      organisationId: token.organisationId,
      state: 'draft',
      kind: income.kind,
      taxation: income.taxation,
      taxAccount: income.taxAccount === null ? null : toBytes(income.taxAccount),
      remitted: 0n,
      paymentToken: toBytes(income.paymentToken),
      paymentSymbol: symbol,
      paymentDecimals: decimals,
      amount: income.amountBaseUnits,
      recordDate: income.recordDate,
      claimYears: income.claimYears,
      documentId: income.document.id,
      documentHash: Buffer.from(income.document.sha256, 'hex'),
      sheet: income.sheet,
      excluded: [],
      pushRound: 0,
      requestedBy: income.requestedBy,
      createdAt: now,
      updatedAt: now,
    });
    await this.store.insert(ctx, d);
    if (d.recordDate === this.today()) await this.open(ctx, d);
    return d;
  }

  /** Opens the record date on the chain, where its day has come. @throws Conflict `record_date_in_future`, `record_date_opened` */
  async openRecordDate(ctx: Ctx, id: string): Promise<DistributionView> {
    const d = await this.store.lockOwn(ctx, id);
    if (d.state !== 'draft' || d.recordOperationId) {
      throw new Conflict('record_date_opened', 'Its record date was opened, or is being opened.');
    }
    if (d.recordDate > this.today()) {
      throw new Conflict(
        'record_date_in_future',
        `The record date is ${d.recordDate}; today is ${this.today()}. It is opened on its day.`,
      );
    }
    await this.open(ctx, d);
    return this.store.view(d);
  }

  /** @throws Conflict where money was promised already */
  async cancel(ctx: Ctx, id: string, reason: string): Promise<DistributionView> {
    const d = await this.store.lockOwn(ctx, id);
    this.store.move(d, 'cancel');
    await this.store.save(ctx, d, 'cancel', { reason });
    return this.store.view(d);
  }

  private async open(ctx: Ctx, d: Distribution): Promise<void> {
    const token = await this.tokens.ofAsset(d.assetId);
    if (!token || d.state !== 'draft' || d.recordOperationId) return;
    const { operationId } = await this.outbox.enqueue({
      ctx,
      kind: RECORD,
      signer: 'issuance',
      to: token.address,
      data: encodeOpenRecordDate(),
      subject: { type: 'distribution', id: d.id },
      organisationId: d.organisationId,
    });
    Object.assign(d, { recordOperationId: operationId, failureCode: null, failure: null });
    await this.store.save(ctx, d, 'open_record_date', { operationId });
  }

  private async failed(command: CommandOutcome): Promise<void> {
    const d = await this.store.byOperation('recordOperationId', command.operationId);
    if (d?.state !== 'draft') return;
    d.recordOperationId = null;
    d.failureCode = command.reason?.code ?? 'unknown';
    d.failure = command.reason?.sentence ?? null;
    const ctx = systemCtx(`operation-${command.operationId}`);
    await this.store.save(ctx, d, 'record_date_failed', { ...command.reason });
  }

  private today(): string {
    return this.clock.now().toISOString().slice(0, 10);
  }
}
