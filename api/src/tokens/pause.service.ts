import { Injectable, type OnModuleInit } from '@nestjs/common';
import { z } from 'zod';
import { Approvals, type Decided, type Payload } from '../approvals/approvals.service.js';
import { toAddress } from '../chain/bytes.js';
import { Deployed } from '../chain/deployed.js';
import { Outbox } from '../chain/outbox/outbox.js';
import { ContractReader } from '../chain/rpc/contract-reader.js';
import { Signers } from '../chain/signers.js';
import { Documents } from '../documents/documents.service.js';
import { Clock } from '../platform/clock.js';
import { actorOf, type Ctx } from '../platform/context.js';
import { Jobs } from '../platform/jobs/jobs.service.js';
import { Conflict } from '../platform/problem.js';
import { encodePause, encodeRelease, encodeSchedule, HUB } from './token.contract.js';
import type { PauseAnswer, PauseBody } from './token.schema.js';
import { isDeployed, type LiveToken, TokenStore } from './token-store.service.js';
import { sentence } from '../platform/sentence.js';

const PAUSE = 'token.pause';
const ANNOUNCE = 'token.announce_release';
const RELEASE = 'token.release';

const EVERY_MINUTE = '* * * * *';

/**
 * Stopping all transfers and mints of a token, at once; letting them go on, announced in the hub a day ahead, so that
 * it surprises nobody. Both by two officers on a paper. What was announced is kept by the hub alone.
 */
@Injectable()
export class Pauses implements OnModuleInit {
  constructor(
    private readonly clock: Clock,
    private readonly jobs: Jobs,
    private readonly approvals: Approvals,
    private readonly documents: Documents,
    private readonly deployed: Deployed,
    private readonly signers: Signers,
    private readonly reader: ContractReader,
    private readonly outbox: Outbox,
    private readonly store: TokenStore,
  ) {}

  onModuleInit(): void {
    for (const kind of [PAUSE, ANNOUNCE]) {
      this.approvals.handle(kind, {
        describe: (shown) =>
          kind === PAUSE
            ? sentence('Stop all transfers of {{symbol}}: {{reason}}', shown)
            : sentence('In a day, let all transfers of {{symbol}} go on: {{reason}}', shown),
        execute: (ctx, approval) => this.execute(ctx, kind, approval),
      });
    }
    const sweep = this.jobs.define({
      name: 'tokens.release',
      schema: z.strictObject({}),
      handle: (ctx) => this.releaseDue(ctx),
      single: true,
    });
    sweep.schedule(EVERY_MINUTE, {});
  }

  /** Proposes it. @throws NotFound; Conflict `token_not_live`, `token_not_paused` */
  async request(ctx: Ctx, tokenId: string, body: PauseBody): Promise<PauseAnswer> {
    const token = await this.store.lock(tokenId);
    const kind = body.paused ? PAUSE : ANNOUNCE;
    const { address } = this.inState(kind, token);
    const document = await this.documents.get(ctx, body.documentId);
    const payload: Payload = {
      tokenId,
      token: toAddress(address),
      symbol: token.symbol,
      paused: body.paused,
      reason: body.reason,
      documentId: document.id,
      documentSha256: document.sha256,
    };
    const approval = await this.approvals.request(ctx, {
      kind,
      subject: { type: 'token', id: tokenId },
      // The officers' own: an issuer must not learn of a stop before it holds.
      organisationId: actorOf(ctx).organisationId,
      payload,
      requiredRole: 'compliance',
      reason: body.reason,
    });
    return { approvalId: approval.id };
  }

  private async execute(ctx: Ctx, kind: string, approval: Decided) {
    const token = this.inState(kind, await this.store.lock(approval.subject.id));
    const at = toAddress(token.address);
    const announced = kind === ANNOUNCE;
    const sent = await this.outbox.enqueue({
      ctx,
      kind,
      signer: 'compliance',
      to: announced ? this.deployed.address('AccessHub') : at,
      data: announced ? encodeSchedule(at, encodeRelease()) : encodePause(),
      subject: approval.subject,
      organisationId: approval.organisationId,
    });
    await this.store.record(ctx, token, kind, { reason: approval.payload['reason'], ...sent });
    return sent;
  }

  /** Sends what the hub says may be sent by now. */
  private async releaseDue(ctx: Ctx): Promise<void> {
    for (const token of await this.store.paused()) {
      const [to, data] = [toAddress(token.address), encodeRelease()];
      const hub = this.deployed.address('AccessHub');
      const caller = this.signers.address('compliance');
      const [id] = await this.reader.ask<[string]>(HUB, hub, 'hashOperation', [caller, to, data]);
      const [due] = await this.reader.ask<[bigint]>(HUB, hub, 'getSchedule', [id]);
      if (due === 0n || Number(due) * 1000 > this.clock.now().getTime()) continue;
      if ((await this.outbox.underWay(RELEASE, token.id)).length > 0) continue;
      const subject = { type: 'token', id: token.id };
      const { organisationId } = token;
      await this.outbox.enqueue({
        ctx,
        kind: RELEASE,
        signer: 'compliance',
        to,
        data,
        subject,
        organisationId,
      });
    }
  }

  private inState(kind: string, token: Parameters<TokenStore['live']>[0]): LiveToken {
    if (kind === PAUSE) return this.store.live(token);
    if (token.state === 'paused' && isDeployed(token)) return token;
    throw new Conflict('token_not_paused', `The token is ${token.state}: nothing is stopped.`);
  }
}
