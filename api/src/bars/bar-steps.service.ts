import { type BarOrderEvent, barOrderMachine, can } from '@cadastre/core';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { In } from 'typeorm';
import { Approvals, type Decided, type Payload } from '../approvals/approvals.service.js';
import { Audit } from '../audit/audit.service.js';
import { toAddress, toBytes, toHex } from '../chain/bytes.js';
import type { Fact } from '../chain/ledger/fact.js';
import type { CommandOutcome, SignerRole } from '../chain/outbox/command.js';
import { Outbox } from '../chain/outbox/outbox.js';
import { Documents } from '../documents/documents.service.js';
import { Clock } from '../platform/clock.js';
import { actorOf, type Ctx, systemCtx } from '../platform/context.js';
import { Database } from '../platform/database.js';
import { Conflict, Malformed, NotFound } from '../platform/problem.js';
import { Tokens } from '../tokens/tokens.service.js';
import { encodeStep } from './bar.contract.js';
import { BarOrder, BarStep } from './bar.entity.js';
import type { BarStepName, StepAnswer, StepBody } from './bar.schema.js';
import { BarOrders } from './bar-orders.service.js';
import { Bars } from './bars.service.js';
import { type Sentence, sentence } from '../platform/sentence.js';

const KIND = 'bar_order.step';

/** What each step does to an order, which paper it rests on, and whose key does it. */
const STEPS: Record<
  BarStepName,
  { event: BarOrderEvent; paper: string | null; signer: SignerRole }
> = {
  accept: { event: 'accept', paper: null, signer: 'treasurer' },
  ship: { event: 'ship', paper: 'the waybill', signer: 'treasurer' },
  deliver: { event: 'deliver', paper: 'the receipt', signer: 'treasurer' },
  refuse: { event: 'cancel', paper: null, signer: 'treasurer' },
  return: { event: 'cancel', paper: 'the protocol of the return', signer: 'compliance' },
};

const describe = (shown: Payload): Sentence =>
  typeof shown['evidenceSha256'] === 'string'
    ? sentence(
        'Bar {{refiner}} {{serial}} ({{fineOz}} fine oz) of {{holder}}: {{step}}, on the paper {{evidenceSha256}}.',
        shown,
      )
    : sentence(
        'Bar {{refiner}} {{serial}} ({{fineOz}} fine oz) of {{holder}}: {{step}}, without a paper.',
        shown,
      );

/** The vault's side of a bar order: asked for by the issuer with its paper, decided by compliance. */
@Injectable()
export class BarSteps implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly approvals: Approvals,
    private readonly outbox: Outbox,
    private readonly documents: Documents,
    private readonly tokens: Tokens,
    private readonly bars: Bars,
    private readonly orders: BarOrders,
  ) {}

  onModuleInit(): void {
    this.approvals.handle(KIND, {
      describe,
      execute: (ctx, approval) => this.execute(ctx, approval),
      onRejected: (ctx, approval) => this.dropped(ctx, approval),
    });
    this.outbox.onOutcome(KIND, {
      rejected: (_, command) => this.failed(command),
      reverted: (_, command) => this.failed(command),
    });
  }

  /**
   * Asks for the next step of an order.
   * @throws NotFound; Malformed `evidence_missing`; Conflict `wrong_bar_order_state`, `step_under_way`
   */
  async request(ctx: Ctx, orderId: string, body: StepBody): Promise<StepAnswer> {
    const order = await this.lockOwn(ctx, orderId);
    this.requirePossible(order, body.step);
    const { paper } = STEPS[body.step];
    if (paper && !body.evidenceDocumentId) {
      throw new Malformed('evidence_missing', `The step ${body.step} needs ${paper} as evidence.`);
    }
    const state = In(['requested', 'approved'] as const);
    if (await this.db.em.findOneBy(BarStep, { orderId: order.id, state })) {
      throw new Conflict('step_under_way', 'Another step of this order is under way: let it end.');
    }
    const evidence = body.evidenceDocumentId
      ? await this.documents.get(ctx, body.evidenceDocumentId)
      : null;
    const id = this.db.newId();
    const token = await this.tokens.require(order.tokenId);
    const approval = await this.approvals.request(ctx, {
      kind: KIND,
      subject: { type: 'bar_step', id },
      organisationId: token.organisationId,
      payload: {
        orderId: order.id,
        number: order.number?.toString() ?? null,
        step: body.step,
        barId: toHex(order.barKey),
        ...order.bar,
        amountBaseUnits: order.amountBaseUnits.toString(),
        holder: toAddress(order.holder),
        evidenceDocumentId: evidence?.id ?? null,
        evidenceSha256: evidence?.sha256 ?? null,
      },
      requiredRole: 'compliance',
      reason: body.reason,
    });
    await this.db.em.insert(BarStep, {
      id,
      orderId: order.id,
      step: body.step,
      state: 'requested',
      evidenceDocumentId: evidence?.id ?? null,
      evidenceHash: evidence && Buffer.from(evidence.sha256, 'hex'),
      reason: body.reason,
      requestedBy: actorOf(ctx).userId,
      approvalId: approval.id,
      createdAt: this.clock.now(),
    });
    return { order: await this.orders.view(order), approvalId: approval.id };
  }

  /** Told by the ledger: the step's own command did it. */
  async settle(fact: Fact, counts: boolean): Promise<void> {
    if (!fact.commandId) return;
    const step = await this.db.em.findOneBy(BarStep, { operationId: fact.commandId });
    if (!step) return;
    step.state = counts ? 'settled' : 'approved';
    step.transactionHash = counts ? toBytes(fact.transactionHash) : null;
    step.settledAt = counts ? fact.blockTime : null;
    await this.save(systemCtx(fact.commandId), step, counts ? 'settle' : 'retract');
  }

  private async execute(ctx: Ctx, { subject }: Decided): Promise<{ operationId: string }> {
    const step = await this.lock(subject.id);
    if (step.state !== 'requested') {
      throw new Conflict('step_not_requested', `The step is ${step.state} already.`);
    }
    const order = await this.db.em.findOneByOrFail(BarOrder, { id: step.orderId });
    this.requirePossible(order, step.step);
    const token = await this.tokens.require(order.tokenId);
    const vault = await this.bars.vaultOf(token);
    const evidence = step.evidenceHash ? toHex(step.evidenceHash) : '';
    // Only a delivery burns, and spends it.
    const operation = step.step === 'deliver' ? await this.outbox.nextSpendId() : 0n;
    const { operationId } = await this.outbox.enqueue({
      ctx,
      kind: KIND,
      signer: STEPS[step.step].signer,
      to: vault.address,
      data: encodeStep(step.step, order.number ?? 0n, evidence, operation),
      subject: { type: 'bar_step', id: step.id },
      organisationId: token.organisationId,
    });
    step.state = 'approved';
    step.operationId = operationId;
    await this.save(ctx, step, 'approve');
    return { operationId };
  }

  private async dropped(ctx: Ctx, approval: Decided): Promise<void> {
    const step = await this.lock(approval.subject.id);
    if (step.state !== 'requested') return;
    step.state = 'rejected';
    step.failureCode = `approval_${approval.state}`;
    step.failure = approval.decisionReason;
    await this.save(ctx, step, 'reject');
  }

  private async failed(command: CommandOutcome): Promise<void> {
    const step = await this.lock(command.subject.id);
    if (step.state !== 'approved') return;
    step.state = 'failed';
    step.failureCode = command.reason?.code ?? null;
    step.failure = command.reason?.sentence ?? null;
    await this.save(systemCtx(`operation-${command.operationId}`), step, 'fail');
  }

  private requirePossible(order: BarOrder, step: BarStepName): void {
    const early = step === 'refuse' && order.state === 'shipped';
    const late = step === 'return' && order.state !== 'shipped';
    if (!early && !late && can(barOrderMachine, order.state, STEPS[step].event)) return;
    throw new Conflict('wrong_bar_order_state', `The order is ${order.state}: no ${step} now.`);
  }

  private async lockOwn(ctx: Ctx, orderId: string): Promise<BarOrder> {
    const { id } = await this.orders.find(ctx, orderId);
    const lock = { mode: 'pessimistic_write' } as const;
    const order = await this.db.em.findOne(BarOrder, { where: { id }, lock });
    if (!order) throw new NotFound('bar order');
    return order;
  }

  private async lock(id: string): Promise<BarStep> {
    const lock = { mode: 'pessimistic_write' } as const;
    const step = await this.db.em.findOne(BarStep, { where: { id }, lock });
    if (!step) throw new NotFound('bar step');
    return step;
  }

  private async save(ctx: Ctx, step: BarStep, verb: string): Promise<void> {
    await this.db.em.save(step);
    await this.audit.record(ctx, {
      action: `bar_step.${verb}`,
      subject: { type: 'bar_step', id: step.id },
      organisationId: null,
      data: {
        orderId: step.orderId,
        step: step.step,
        state: step.state,
        operationId: step.operationId,
        failureCode: step.failureCode,
      },
    });
  }
}
