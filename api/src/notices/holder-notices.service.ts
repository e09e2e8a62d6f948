import { Injectable, type OnModuleInit } from '@nestjs/common';
import { z } from 'zod';
import { Audit } from '../audit/audit.service.js';
import { toAddress, toBytes, toHex } from '../chain/bytes.js';
import { rows } from '../chain/rows.js';
import { Investors } from '../investors/investors.service.js';
import type { Ctx } from '../platform/context.js';
import { Database } from '../platform/database.js';
import { uuid } from '../platform/fields.js';
import { type Job, Jobs } from '../platform/jobs/jobs.service.js';
import { page, type Page, type PageQuery } from '../platform/page.js';
import { Wallets } from '../wallets/wallets.service.js';
import { Notice } from './notice.entity.js';
import type { DeliveryView } from './notice.schema.js';

/** Accounts of holders looked up in one transaction. */
const CHUNK = 500;

const order = z.strictObject({
  /** The deed that is recorded for each holder, as the rules of notices name it. */
  action: z.string(),
  subject: z.strictObject({ type: z.string(), id: uuid }),
  token: z.string(),
  block: z.int(),
  /** Who held before this log of the block is told. */
  logIndex: z.int(),
  after: z.string().optional(),
});
export type HolderNotice = z.output<typeof order>;

/** Tells everybody who held a token of something that is about their rights, and keeps proof of it. */
@Injectable()
export class HolderNotices implements OnModuleInit {
  private job: Job<HolderNotice>;

  constructor(
    private readonly db: Database,
    private readonly jobs: Jobs,
    private readonly audit: Audit,
    private readonly wallets: Wallets,
    private readonly investors: Investors,
  ) {}

  onModuleInit(): void {
    this.job = this.jobs.define({
      name: 'notices.holders',
      schema: order,
      handle: (ctx, one) => this.tellSome(ctx, one),
    });
  }

  /** Tells each holder's organisation once, behind the answer; only if the running transaction commits. */
  async tell(ctx: Ctx, notice: HolderNotice): Promise<void> {
    await this.job.enqueue(ctx, notice);
  }

  /** Who was told of a subject, and when, newest first. Unscoped: the caller has checked who asks. */
  deliveries(
    subjectType: string,
    subjectId: string,
    query: PageQuery,
  ): Promise<Page<DeliveryView>> {
    return page(
      this.db.em,
      Notice,
      query,
      { subjectType, subjectId, topic: 'holders_rights' },
      (found) => this.views(found),
    );
  }

  private async tellSome(ctx: Ctx, notice: HolderNotice): Promise<void> {
    const { action, subject, token, block, logIndex, after } = notice;
    const found = await rows<{ holder: Buffer }>(
      this.db.em,
      `SELECT holder FROM api.ledger_holders_before($1, $2, $3)
       WHERE holder > $4 ORDER BY holder LIMIT ${CHUNK}`,
      [toBytes(token), block, logIndex, after ? toBytes(after) : Buffer.alloc(0)],
    );
    const known = await this.wallets.byAddresses(found.map(({ holder }) => toAddress(holder)));
    const organisations = new Set([...known.values()].map((wallet) => wallet.organisationId));
    const told = await this.told(notice, [...organisations]);
    for (const organisationId of organisations) {
      if (!told.has(organisationId)) {
        await this.audit.record(ctx, { action, subject, organisationId });
      }
    }
    const last = found.at(-1);
    if (found.length === CHUNK && last) {
      await this.job.enqueue(ctx, { ...notice, after: toHex(last.holder) });
    }
  }

  /** An organisation with several wallets is told once. */
  private async told({ action, subject }: HolderNotice, among: string[]): Promise<Set<string>> {
    const found = await rows<{ id: string }>(
      this.db.em,
      `SELECT DISTINCT organisation_id AS id FROM api.notice
       WHERE action = $1 AND subject_id = $2 AND organisation_id = ANY($3)`,
      [action, subject.id, among],
    );
    return new Set(found.map(({ id }) => id));
  }

  private async views(found: Notice[]): Promise<DeliveryView[]> {
    const numbers = await this.investors.numbers(found.map((one) => one.organisationId));
    return found.map((one) => ({
      action: one.action,
      investorReference: numbers.get(one.organisationId)?.investorReference ?? '',
      toldAt: one.createdAt.toISOString(),
      mailedAt: one.mailedAt?.toISOString() ?? null,
      readAt: one.readAt?.toISOString() ?? null,
    }));
  }
}
