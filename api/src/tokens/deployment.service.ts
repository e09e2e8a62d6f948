import { canonicalHash } from '@cadastre/core';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Approvals, type Decided } from '../approvals/approvals.service.js';
import { Assets } from '../assets/assets.service.js';
import { Deployed } from '../chain/deployed.js';
import type { CommandOutcome } from '../chain/outbox/command.js';
import { Outbox } from '../chain/outbox/outbox.js';
import { Signers } from '../chain/signers.js';
import { type Ctx, systemCtx } from '../platform/context.js';
import { Conflict } from '../platform/problem.js';
import { deployParams, encodeDeploy } from './token.contract.js';
import type { Token } from './token.entity.js';
import type { DeployAnswer } from './token.schema.js';
import { TokenStore } from './token-store.service.js';
import { sentence } from '../platform/sentence.js';

const KIND = 'token.deploy';

/** From design to contract: the issuer proposes, compliance approves, the factory deploys. */
@Injectable()
export class TokenDeployment implements OnModuleInit {
  constructor(
    private readonly approvals: Approvals,
    private readonly assets: Assets,
    private readonly store: TokenStore,
    private readonly outbox: Outbox,
    private readonly signers: Signers,
    private readonly deployed: Deployed,
  ) {}

  onModuleInit(): void {
    this.approvals.handle(KIND, {
      describe: (shown) =>
        sentence(
          'Deploy the token {{symbol}} ({{name}}) with its rules, NAV feed and reserve feed. The design is fixed from then on.',
          shown,
        ),
      execute: (ctx, approval) => this.execute(ctx, approval),
      onRejected: (ctx, approval) => this.released(ctx, approval),
    });
    this.outbox.onOutcome(KIND, {
      rejected: (_, command) => this.failed(command),
      reverted: (_, command) => this.failed(command),
    });
  }

  /** @throws Conflict `asset_not_approved` | `deployment_pending` | `token_already_deployed` */
  async propose(ctx: Ctx, id: string): Promise<DeployAnswer> {
    const token = await this.store.lockOwn(ctx, id);
    if (token.state !== 'designed') {
      throw new Conflict('token_already_deployed', `The token is ${token.state} already.`);
    }
    if (token.approvalId) {
      throw new Conflict('deployment_pending', 'The deployment awaits approval already.', {
        approvalId: token.approvalId,
      });
    }
    await this.requireApproved(token);
    const approval = await this.approvals.request(ctx, {
      kind: KIND,
      subject: { type: 'token', id },
      organisationId: token.organisationId,
      payload: designOf(token),
      requiredRole: 'compliance',
      reason: 'The asset is approved; its token is to be deployed as designed.',
    });
    token.approvalId = approval.id;
    token.failureCode = null;
    token.failure = null;
    await this.store.save(token);
    await this.store.record(ctx, token, 'token.propose_deployment', { approvalId: approval.id });
    return { token: await this.store.view(token), approvalId: approval.id };
  }

  private async execute(ctx: Ctx, approval: Decided): Promise<{ operationId: string }> {
    const token = await this.store.lock(approval.subject.id);
    if (
      token.state !== 'designed' ||
      canonicalHash(designOf(token)) !== canonicalHash(approval.payload)
    ) {
      throw new Conflict('design_changed', 'The token is no longer what was proposed.');
    }
    const { kind } = await this.requireApproved(token);
    const { operationId } = await this.outbox.enqueue({
      ctx,
      kind: KIND,
      signer: 'factory',
      to: this.deployed.address('AssetFactory'),
      data: encodeDeploy(deployParams(token, kind, this.signers)),
      subject: { type: 'token', id: token.id },
      organisationId: token.organisationId,
    });
    token.state = 'deploying';
    token.operationId = operationId;
    await this.store.save(token);
    await this.assets.fire(ctx, token.assetId, 'tokenise');
    await this.store.record(ctx, token, 'token.deploy', { operationId });
    return { operationId };
  }

  private async released(ctx: Ctx, approval: Decided): Promise<void> {
    const token = await this.store.lock(approval.subject.id);
    token.approvalId = null;
    await this.store.save(token);
    await this.store.record(ctx, token, 'token.deployment_not_approved', { how: approval.state });
  }

  /** The chain refused: nothing exists there, and the design may be changed and proposed again. */
  private async failed(command: CommandOutcome): Promise<void> {
    const token = await this.store.lock(command.subject.id);
    if (token.state !== 'deploying') return;
    const ctx = systemCtx(`operation-${command.operationId}`);
    token.state = 'designed';
    token.approvalId = null;
    token.failureCode = command.reason?.code ?? null;
    token.failure = command.reason?.sentence ?? null;
    await this.store.save(token);
    await this.assets.fire(ctx, token.assetId, 'deployment_failed');
    await this.store.record(ctx, token, 'token.deployment_failed', { ...command.reason });
  }

  private async requireApproved(token: Token) {
    const asset = await this.assets.requireUnscoped(token.assetId);
    if (asset.state === 'approved') return asset;
    throw new Conflict(
      'asset_not_approved',
      `The asset is ${asset.state}; it must be approved before its token is deployed.`,
    );
  }
}

/** What the approval binds: the design as the contract will have it. */
const designOf = (token: Token) => ({
  tokenId: token.id,
  assetId: token.assetId,
  name: token.name,
  symbol: token.symbol,
  decimals: token.decimals,
  rules: { ...token.rules },
});
