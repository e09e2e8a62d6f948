import { canonicalHash } from '@cadastre/core';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { id as hashOf } from 'ethers';
import { Approvals, type Decided, type Payload } from '../approvals/approvals.service.js';
import { toAddress, toHex } from '../chain/bytes.js';
import { Deployed } from '../chain/deployed.js';
import type { CommandOutcome } from '../chain/outbox/command.js';
import { Outbox } from '../chain/outbox/outbox.js';
import { Documents } from '../documents/documents.service.js';
import { type Ctx, systemCtx } from '../platform/context.js';
import { Conflict } from '../platform/problem.js';
import { Satellites } from '../satellites/satellites.service.js';
import { encodeRecordTitle, encodeRelease, encodeStrikeTitle } from './property.contract.js';
import type { Deed } from './deed.entity.js';
import type { DeedAnswer, DeedView, ReleaseBody, StrikeBody } from './deed.schema.js';
import { DeedStore } from './deed-store.js';
import { DeedVaults } from './deed-vaults.service.js';
import { sentence } from '../platform/sentence.js';

const RECORD = 'deed.record';
const RELEASE = 'deed.release';
const STRIKE = 'deed.strike';

/** A deed onto the platform, out of its vault, and off the platform: each seen by a second person. */
@Injectable()
export class Deeds implements OnModuleInit {
  constructor(
    private readonly approvals: Approvals,
    private readonly documents: Documents,
    private readonly satellites: Satellites,
    private readonly deployed: Deployed,
    private readonly outbox: Outbox,
    private readonly vaults: DeedVaults,
    private readonly store: DeedStore,
  ) {}

  onModuleInit(): void {
    const onRejected = (ctx: Ctx, approval: Decided) => this.released(ctx, approval);
    this.approvals.handle(RECORD, {
      describe: (shown) =>
        sentence(
          'Bring the title {{register}} {{folio}} onto the platform; {{holder}} gets its deed.',
          shown,
        ),
      execute: (ctx, approval) => this.record(ctx, approval),
      onRejected,
    });
    this.approvals.handle(RELEASE, {
      describe: (shown) => sentence('Hand the deed out of its vault to {{to}}: {{reason}}', shown),
      execute: (ctx, approval) => this.letGo(ctx, approval),
      onRejected,
    });
    this.approvals.handle(STRIKE, {
      describe: (shown) =>
        sentence('Take the title {{register}} {{folio}} off the platform: {{reason}}', shown),
      execute: (ctx, approval) => this.strikeOut(ctx, approval),
      onRejected,
    });
    const failed = (_: unknown, command: CommandOutcome) => this.failed(command);
    for (const kind of [RECORD, RELEASE, STRIKE]) {
      this.outbox.onOutcome(kind, { rejected: failed, reverted: failed });
    }
  }

  /** Asks to bring exactly this title onto the platform. @throws NotFound; Conflict `deed_is_…`, `approval_pending` */
  async submit(ctx: Ctx, id: string): Promise<DeedAnswer> {
    const deed = await this.lockIdle(ctx, id, 'draft');
    return this.ask(ctx, deed, RECORD, shownOf(deed), 'The title comes onto the platform.');
  }

  /** Gives it up before it is on the platform. @throws NotFound; Conflict `deed_is_…`, `approval_pending` */
  async cancel(ctx: Ctx, id: string, reason: string): Promise<DeedView> {
    const deed = await this.lockIdle(ctx, id, 'draft');
    this.store.move(deed, 'cancel');
    await this.store.save(ctx, deed, 'cancel', { reason });
    return this.store.view(deed);
  }

  /**
   * Asks to hand the deed out when every fraction has been burnt.
   * @throws NotFound; Conflict `deed_is_…`, `approval_pending`; Refused as the vault refuses it now
   */
  async release(ctx: Ctx, id: string, { to, reason }: ReleaseBody): Promise<DeedAnswer> {
    const deed = await this.lockIdle(ctx, id, 'vaulted');
    await this.vaults.requireAllowed(deed.assetId, encodeRelease(to));
    return this.ask(ctx, deed, RELEASE, { ...shownOf(deed), to, reason }, reason);
  }

  /** Asks to take a title off the platform whose deed has left its vault. @throws NotFound; Conflict `deed_is_…`, `approval_pending` */
  async strike(ctx: Ctx, id: string, { documentId, reason }: StrikeBody): Promise<DeedAnswer> {
    const deed = await this.lockIdle(ctx, id, 'released');
    const { sha256 } = await this.documents.get(ctx, documentId);
    const shown = { ...shownOf(deed), reason, reasonDocumentHash: sha256 };
    return this.ask(ctx, deed, STRIKE, shown, reason);
  }

  private async record(ctx: Ctx, approval: Decided): Promise<{ operationId: string }> {
    const deed = await this.unchanged(approval, 'draft');
    this.store.move(deed, 'approve');
    const { country, register, folio } = deed;
    const paper = toHex(deed.documentHash);
    const call = encodeRecordTitle({ country, register, folio }, toAddress(deed.holder), paper);
    await this.vaults.launch(ctx, deed);
    return this.command(ctx, deed, RECORD, 'factory', this.deployed.optional('PropertyDeed'), call);
  }

  private async letGo(ctx: Ctx, approval: Decided): Promise<{ operationId: string }> {
    const deed = await this.unchanged(approval, 'vaulted');
    const { address } = await this.satellites.require(deed.assetId, 'deed_vault');
    const call = encodeRelease(String(approval.payload['to']));
    return this.command(ctx, deed, RELEASE, 'issuance', address, call);
  }

  private async strikeOut(ctx: Ctx, approval: Decided): Promise<{ operationId: string }> {
    const deed = await this.unchanged(approval, 'released');
    const { reason, reasonDocumentHash } = approval.payload;
    const paper = `0x${String(reasonDocumentHash)}`;
    const call = encodeStrikeTitle(toHex(deed.titleId), hashOf(String(reason)), paper);
    return this.command(ctx, deed, STRIKE, 'factory', this.deployed.optional('PropertyDeed'), call);
  }

  private async lockIdle(ctx: Ctx, id: string, state: Deed['state']): Promise<Deed> {
    const deed = await this.store.lockOwn(ctx, id);
    if (deed.state !== state) {
      throw new Conflict(`deed_is_${deed.state}`, `The deed is ${deed.state}, not ${state}.`);
    }
    if (!deed.approvalId) return deed;
    throw new Conflict('approval_pending', 'A request about it awaits approval already.', {
      approvalId: deed.approvalId,
    });
  }

  private async ask(ctx: Ctx, deed: Deed, kind: string, payload: Payload, reason: string) {
    const approval = await this.approvals.request(ctx, {
      kind,
      subject: { type: 'deed', id: deed.id },
      organisationId: deed.organisationId,
      payload,
      requiredRole: 'compliance',
      reason,
    });
    Object.assign(deed, { approvalId: approval.id, failureCode: null, failure: null });
    await this.store.save(ctx, deed, 'submit', { approvalId: approval.id, kind });
    return { deed: await this.store.view(deed), approvalId: approval.id };
  }

  /** The deed as it was shown. @throws Conflict `deed_changed` */
  private async unchanged(approval: Decided, state: Deed['state']): Promise<Deed> {
    const deed = await this.store.lock(approval.subject.id);
    const now = canonicalHash({ ...approval.payload, ...shownOf(deed) });
    if (deed.state === state && now === canonicalHash(approval.payload)) return deed;
    throw new Conflict('deed_changed', 'It is no longer what was shown: ask for it again.');
  }

  private async released(ctx: Ctx, approval: Decided): Promise<void> {
    const deed = await this.store.lock(approval.subject.id);
    if (deed.approvalId !== approval.id) return;
    deed.approvalId = null;
    await this.store.save(ctx, deed, 'not_approved', { how: approval.state });
  }

  private async failed(command: CommandOutcome): Promise<void> {
    const deed = await this.store.byOperation(command.operationId);
    if (!deed) return;
    if (deed.state === 'recording') this.store.move(deed, 'record_failed');
    Object.assign(deed, {
      operationId: null,
      failureCode: command.reason?.code ?? 'unknown',
      failure: command.reason?.sentence ?? null,
    });
    const ctx = systemCtx(`operation-${command.operationId}`);
    await this.store.save(ctx, deed, 'failed', { ...command.reason });
  }

  private async command(
    ctx: Ctx,
    deed: Deed,
    kind: string,
    signer: 'factory' | 'issuance',
    to: string,
    data: string,
  ): Promise<{ operationId: string }> {
    const { id, organisationId } = deed;
    const subject = { type: 'deed', id };
    const command = { ctx, kind, signer, to, data, subject, organisationId };
    const { operationId } = await this.outbox.enqueue(command);
    Object.assign(deed, { operationId, approvalId: null, failureCode: null, failure: null });
    await this.store.save(ctx, deed, 'approve', { operationId, kind });
    return { operationId };
  }
}

/** What every approval about a deed binds: the title, its paper, and what its vault asks of a buy-out. */
const shownOf = (deed: Deed) => ({
  deedId: deed.id,
  assetId: deed.assetId,
  country: deed.country,
  register: deed.register,
  folio: deed.folio,
  titleId: toHex(deed.titleId),
  documentId: deed.documentId,
  documentHash: deed.documentHash.toString('hex'),
  holder: toAddress(deed.holder),
  paymentToken: toAddress(deed.paymentToken),
  paymentSymbol: deed.paymentSymbol,
  approvalBps: deed.approvalBps,
});
