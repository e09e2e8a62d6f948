import { formatDecimal } from '@cadastre/core';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Approvals, type Decided } from '../approvals/approvals.service.js';
import { toAddress, toBytes } from '../chain/bytes.js';
import { ContractReader, type PaymentToken } from '../chain/rpc/contract-reader.js';
import { Clock } from '../platform/clock.js';
import type { Ctx } from '../platform/context.js';
import { Database } from '../platform/database.js';
import { Conflict } from '../platform/problem.js';
import { Satellites } from '../satellites/satellites.service.js';
import { type TokenFacts, Tokens } from '../tokens/tokens.service.js';
import { encodeSetUp } from './queue.contract.js';
import { QueueStore } from './queue-store.service.js';
import { RedemptionQueueRow } from './redemption.entity.js';
import type { OpenQueueAnswer, OpenQueueBody, QueueView } from './redemption.schema.js';
import { sentence } from '../platform/sentence.js';

const KIND = 'redemption_queue.open';
const SATELLITE = 'redemption_queue';

/** A token's redemption queue: asked for by its issuer, approved, launched, open. */
@Injectable()
export class Queues implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly approvals: Approvals,
    private readonly satellites: Satellites,
    private readonly tokens: Tokens,
    private readonly store: QueueStore,
    private readonly reader: ContractReader,
  ) {}

  onModuleInit(): void {
    this.approvals.handle(KIND, {
      describe: (shown) =>
        sentence(
          'Open a redemption queue of {{symbol}} paid in {{paymentSymbol}} ({{paymentToken}}): {{frequency}} dealing, cut-off {{cutOff}} in New York, paid within {{settlementDays}} business day(s). The queue may burn the shares it holds.',
          shown,
        ),
      execute: (ctx, approval) => this.launch(ctx, approval),
      onRejected: (ctx, approval) => this.dropped(ctx, approval),
    });
    this.satellites.onReady(SATELLITE, (ctx, one) => this.moved(ctx, one.id, 'open'));
    this.satellites.onFailed(SATELLITE, (ctx, one) => this.moved(ctx, one.id, 'failed'));
  }

  /**
   * Asks for a queue; compliance decides.
   * @throws NotFound; Conflict `token_not_live` | `queue_exists`; Refused as `ContractReader.paymentToken`
   */
  async open(ctx: Ctx, tokenId: string, body: OpenQueueBody): Promise<OpenQueueAnswer> {
    const token = await this.tokens.requireOwnLive(ctx, tokenId);
    const known = await this.db.em.findOne(RedemptionQueueRow, {
      where: { tokenId },
      order: { id: 'DESC' },
    });
    if (known && known.state !== 'rejected') {
      throw new Conflict('queue_exists', `The token has a queue already; it is ${known.state}.`);
    }
    const payment = await this.reader.paymentToken(body.paymentToken, token.address);
    const id = this.db.newId();
    const approval = await this.approvals.request(ctx, {
      kind: KIND,
      subject: { type: 'redemption_queue', id },
      organisationId: token.organisationId,
      payload: shown(token, body, payment),
      requiredRole: 'compliance',
      reason: body.reason,
    });
    const queue = this.db.em.create(RedemptionQueueRow, {
      id,
      tokenId,
      organisationId: token.organisationId,
      satelliteId: null,
      state: 'requested',
      ...termsOf(body, payment),
      address: null,
      approvalId: approval.id,
      createdAt: this.clock.now(),
      updatedAt: this.clock.now(),
    });
    await this.db.em.insert(RedemptionQueueRow, queue);
    await this.store.record(ctx, queue, 'redemption_queue.request');
    return { queue: await this.store.view(queue), approvalId: approval.id };
  }

  /** @throws NotFound */
  async ofToken(ctx: Ctx, tokenId: string): Promise<QueueView> {
    return this.store.view(await this.store.ofToken(ctx, tokenId));
  }

  private async launch(ctx: Ctx, approval: Decided): Promise<object> {
    const queue = await this.store.lock(approval.subject.id);
    const token = await this.tokens.require(queue.tokenId);
    const setUp = encodeSetUp(queue, token.address, token.navFeed);
    const satellite = await this.satellites.launch(ctx, token.assetId, SATELLITE, setUp);
    queue.satelliteId = satellite.id;
    queue.address = toBytes(satellite.address);
    queue.state = 'launching';
    await this.store.save(ctx, queue, 'redemption_queue.launch');
    return {};
  }

  private async dropped(ctx: Ctx, approval: Decided): Promise<void> {
    const queue = await this.store.lock(approval.subject.id);
    if (queue.state !== 'requested') return;
    queue.state = 'rejected';
    await this.store.save(ctx, queue, 'redemption_queue.reject');
  }

  /** Told by the satellite; a queue that is open or paused already stays as it is. */
  private async moved(ctx: Ctx, satelliteId: string, state: 'open' | 'failed'): Promise<void> {
    const known = await this.store.bySatellite(satelliteId);
    if (!known) return;
    const queue = await this.store.lock(known.id);
    if (queue.state !== 'launching' && queue.state !== 'failed') return;
    queue.state = state;
    await this.store.save(ctx, queue, `redemption_queue.${state}`);
  }
}

const termsOf = (body: OpenQueueBody, payment: PaymentToken) => ({
  paymentToken: toBytes(body.paymentToken),
  paymentSymbol: payment.symbol,
  paymentDecimals: payment.decimals,
  priceMaxAgeSeconds: body.priceMaxAgeSeconds,
  pegFeed: body.peg && toBytes(body.peg.feed),
  pegMaxAgeSeconds: body.peg?.maxAgeSeconds ?? null,
  pegBandBps: body.peg?.bandBps ?? null,
  minShares: BigInt(body.minShares),
  patienceSeconds: body.patienceSeconds,
  frequency: body.calendar.frequency,
  cutOffMinutes: minutesOf(body.calendar.cutOff),
  settlementDays: body.calendar.settlementDays,
});

const shown = (token: TokenFacts, body: OpenQueueBody, payment: PaymentToken) => ({
  tokenId: token.id,
  token: token.address,
  symbol: token.symbol,
  priceFeed: token.navFeed,
  priceMaxAgeSeconds: body.priceMaxAgeSeconds,
  paymentToken: toAddress(toBytes(body.paymentToken)),
  paymentSymbol: payment.symbol,
  paymentDecimals: payment.decimals,
  peg: body.peg,
  minShares: formatDecimal(BigInt(body.minShares), token.decimals),
  patienceSeconds: body.patienceSeconds,
  ...body.calendar,
});

function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}
