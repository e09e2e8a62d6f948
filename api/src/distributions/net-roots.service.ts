import { netTree } from '@cadastre/contracts';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { id as hashOf } from 'ethers';
import { z } from 'zod';
import { toAddress, toBytes } from '../chain/bytes.js';
import type { CommandOutcome, SignerRole } from '../chain/outbox/command.js';
import { Outbox } from '../chain/outbox/outbox.js';
import { Clock } from '../platform/clock.js';
import { type Ctx, systemCtx } from '../platform/context.js';
import { Database } from '../platform/database.js';
import { uuid } from '../platform/fields.js';
import { type Job, Jobs } from '../platform/jobs/jobs.service.js';
import { Conflict, NotFound } from '../platform/problem.js';
import { Tokens } from '../tokens/tokens.service.js';
import { CommitteeClient, CommitteeRefused, type SignedNetRoot } from './committee.client.js';
import { DISTRIBUTOR, encodeFundNet, encodeProposeRoot } from './distribution.contract.js';
import type { Distribution } from './distribution.entity.js';
import type { ApprovedCalculation, DistributionView } from './distribution.schema.js';
import { DistributionStore, type OperationColumn } from './distribution-store.js';
import { keepProofs, netLinesOf } from './net-lines.sql.js';

const FUND = 'distribution.fund_net';
const PROPOSE = 'distribution.propose_root';
const REJECT = 'distribution.reject_root';
const REMIT = 'distribution.remit_tax';

/**
 * What makes a distribution pay net of tax: the money once it is open, the root of all lines, which the
 * committee derives again before it signs, a day in which compliance may refuse it, and the tax.
 */
@Injectable()
export class NetRoots implements OnModuleInit {
  private job: Job<{ distributionId: string }>;

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly jobs: Jobs,
    private readonly outbox: Outbox,
    private readonly tokens: Tokens,
    private readonly committee: CommitteeClient,
    private readonly store: DistributionStore,
  ) {}

  onModuleInit(): void {
    this.job = this.jobs.define({
      name: 'distribution.sign_root',
      schema: z.strictObject({ distributionId: uuid }),
      handle: (ctx, { distributionId }) => this.sign(ctx, distributionId),
      retries: 20,
      retryDelayMaxSeconds: 600,
      timeoutSeconds: 300,
    });
    this.onFailure(FUND, 'fundingOperationId', (d) => {
      this.store.move(d, 'distribution_failed');
      Object.assign(d, { operationId: null, chainNumber: null, openedBlock: null });
    });
    this.onFailure(PROPOSE, 'rootOperationId', (d) => (d.root = null));
    this.onFailure(REMIT, 'taxOperationId', () => undefined);
  }

  /** Pays the money in, once the chain has opened it and given its number. */
  async fund(ctx: Ctx, d: Distribution): Promise<void> {
    // Opened again after a reorganisation, under the same number: the bytes that fund it go out again.
    if (d.fundingOperationId) return;
    const call = encodeFundNet(d.chainNumber ?? 0n, d.amount);
    d.fundingOperationId = await this.command(ctx, d, FUND, call);
  }

  /** Has the root signed behind the answer. */
  async ask(ctx: Ctx, d: Distribution): Promise<void> {
    await this.job.enqueue(ctx, { distributionId: d.id });
  }

  /**
   * Asks the committee again, where it would not sign, the chain would not take the root, or compliance
   * refused it. @throws Conflict `distribution_not_payable`, `not_net`, `root_proposed`
   */
  async askAgain(ctx: Ctx, id: string): Promise<DistributionView> {
    const d = await this.store.lockOwn(ctx, id);
    requireNet(d);
    if (d.rootOperationId && !d.rootRejectedAt) {
      throw new Conflict('root_proposed', 'Its root is on the chain, or on its way there.');
    }
    Object.assign(d, NO_ROOT);
    await this.ask(ctx, d);
    await this.store.save(ctx, d, 'ask_root');
    return this.store.view(d);
  }

  /**
   * Refuses a root that is not in force yet: nothing is paid under it.
   * @throws Conflict `distribution_not_payable`, `not_net`, `no_root_pending`
   */
  async reject(ctx: Ctx, id: string, reason: string): Promise<DistributionView> {
    const d = await this.store.lockOwn(ctx, id);
    requireNet(d);
    const waits = d.rootEffectiveAt && !d.rootRejectedAt && d.rootEffectiveAt > this.clock.now();
    if (!waits) throw new Conflict('no_root_pending', 'No root waits for its day to pass.');
    const word = hashOf(reason);
    const call = DISTRIBUTOR.encodeFunctionData('rejectRoot', [d.chainNumber, word]);
    const operationId = await this.command(ctx, d, REJECT, call, 'compliance');
    await this.store.save(ctx, d, 'reject_root', { reason, operationId });
    return this.store.view(d);
  }

  /** Pays the withheld tax, where any is due and not on its way. */
  async remit(ctx: Ctx, d: Distribution): Promise<void> {
    if (d.taxOperationId || d.withheld === null || d.remitted >= d.withheld) return;
    const call = DISTRIBUTOR.encodeFunctionData('remitTax', [d.chainNumber]);
    d.taxOperationId = await this.command(ctx, d, REMIT, call);
  }

  /** @throws Conflict `root_not_in_force` where nothing can be paid under a root now */
  requireInForce(d: Distribution): void {
    const at = d.rootRejectedAt ? null : d.rootEffectiveAt;
    if (at && at <= this.clock.now()) return;
    throw new Conflict(
      'root_not_in_force',
      at
        ? `The committee’s root takes effect at ${at.toISOString()}: compliance may refuse it until then.`
        : 'The committee’s root is not on the chain yet.',
    );
  }

  /** What nodes hold lines against. @throws NotFound unless it is funded and taxed at source */
  async approved(id: string): Promise<ApprovedCalculation> {
    const d = await this.store.known(id);
    const token = await this.tokens.ofAsset(d.assetId);
    if (d.state !== 'payable' || !d.taxAccount || !d.distributor || !token) {
      throw new NotFound('distribution');
    }
    return {
      distributionId: d.id,
      assetId: d.assetId,
      tokenAddress: token.address,
      distributor: toAddress(d.distributor),
      chainNumber: String(d.chainNumber),
      recordNumber: String(d.recordNumber),
      amountBaseUnits: d.amount.toString(),
      excluded: d.excluded.map(toAddress),
      linesHash: d.linesHash?.toString('hex') ?? '',
    };
  }

  private async sign(ctx: Ctx, id: string): Promise<void> {
    const d = await this.store.lock(id);
    if (d.state !== 'payable' || d.chainNumber === null || !d.distributor || d.rootOperationId)
      return;
    const lines = await netLinesOf(this.db.em, id);
    try {
      const signed = await this.committee.netRoot(id, lines);
      const paid = lines.filter(({ net }) => net > 0n);
      const leaves = paid.map(({ account, net }) => ({ account, cumulative: net }));
      const tree = netTree(toAddress(d.distributor), d.chainNumber, leaves);
      refuseOther(d, tree.root, signed);
      await keepProofs(this.db.em, id, paid, tree.proofs);
      const { bitmap, proof, ...proposal } = signed;
      const call = encodeProposeRoot({ ...proposal, id: d.chainNumber }, bitmap, proof);
      d.rootOperationId = await this.command(ctx, d, PROPOSE, call);
      Object.assign(d, { root: toBytes(tree.root), failureCode: null, failure: null });
      await this.store.save(ctx, d, 'propose_root', { root: tree.root });
    } catch (error) {
      if (!(error instanceof CommitteeRefused)) throw error;
      Object.assign(d, { failureCode: error.code, failure: error.message });
      await this.store.save(ctx, d, 'root_refused', { code: error.code });
    }
  }

  private onFailure(kind: string, column: OperationColumn, undo: (d: Distribution) => void): void {
    const failed = async (_: unknown, command: CommandOutcome) => {
      const d = await this.store.byOperation(column, command.operationId);
      if (!d) return;
      undo(d);
      d[column] = null;
      d.failureCode = command.reason?.code ?? 'unknown';
      d.failure = command.reason?.sentence ?? null;
      const ctx = systemCtx(`operation-${command.operationId}`);
      await this.store.save(ctx, d, 'command_failed', { kind, ...command.reason });
    };
    this.outbox.onOutcome(kind, { rejected: failed, reverted: failed });
  }

  private async command(
    ctx: Ctx,
    d: Distribution,
    kind: string,
    data: string,
    signer: SignerRole = 'treasurer',
  ): Promise<string> {
    const { operationId } = await this.outbox.enqueue({
      ctx,
      kind,
      signer,
      to: toAddress(d.distributor as Buffer),
      data,
      subject: { type: 'distribution', id: d.id },
      organisationId: d.organisationId,
    });
    return operationId;
  }
}

/** Nothing of a root, before another one is asked for. */
const NO_ROOT: Partial<Distribution> = {
  root: null,
  rootOperationId: null,
  rootEffectiveAt: null,
  rootRejectedAt: null,
  failureCode: null,
  failure: null,
};

function requireNet(d: Distribution): void {
  if (d.state !== 'payable') {
    throw new Conflict('distribution_not_payable', `It is ${d.state}: it has no root now.`);
  }
  if (!d.taxAccount) throw new Conflict('not_net', 'It is paid gross: it has no root.');
}

/** Two derivations of the same lines agree, or nothing goes to the chain. */
function refuseOther(d: Distribution, root: string, signed: SignedNetRoot): void {
  const net = (d.allocated ?? 0n) - (d.remainder ?? 0n) - (d.withheld ?? 0n);
  const same =
    signed.root === root &&
    signed.net === net &&
    signed.withheld === d.withheld &&
    signed.documentHash === `0x${d.linesHash?.toString('hex') ?? ''}`;
  if (!same)
    throw new CommitteeRefused('root_differs', 'The committee signed another root than ours.');
}
