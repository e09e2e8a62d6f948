import { Injectable, type OnModuleInit } from '@nestjs/common';
import { z } from 'zod';
import { LEDGER_CHANNEL } from '../chain/ledger/writer.js';
import { Session } from '../chain/session.js';
import { Wake } from '../chain/wake.js';
import { type Ctx, systemCtx } from '../platform/context.js';
import { uuid } from '../platform/fields.js';
import { type Job, Jobs } from '../platform/jobs/jobs.service.js';
import { Workers } from '../platform/workers.js';
import type { ReplayBody, ReplayView } from './webhook.schema.js';
import { WebhookDeliveries } from './webhook-deliveries.service.js';
import { replayPayload, type ReplayPayload, WebhookReplays } from './webhook-replays.service.js';

/** How long at most an event, or a retry that has come due, waits to be looked for. */
const LOOK_MS = 2_000;
/** Slow receivers keep so many others from being told, and no more. */
const AT_ONCE = 4;

const deliverPayload = z.strictObject({ endpointId: uuid });

/** When endpoints are told: at each block, when a retry is due, and on request. */
@Injectable()
export class WebhookJobs implements OnModuleInit {
  private deliver: Job<z.output<typeof deliverPayload>>;
  private replays: Job<ReplayPayload>;

  constructor(
    private readonly jobs: Jobs,
    private readonly workers: Workers,
    private readonly session: Session,
    private readonly deliveries: WebhookDeliveries,
    private readonly replaying: WebhookReplays,
  ) {}

  onModuleInit(): void {
    this.deliver = this.jobs.define({
      name: 'webhook.deliver',
      schema: deliverPayload,
      handle: (ctx, { endpointId }) => this.deliveries.deliver(ctx, endpointId),
      atOnce: AT_ONCE,
      single: true,
    });
    this.replays = this.jobs.define({
      name: 'webhook.replay',
      schema: replayPayload,
      handle: async (ctx, payload) => {
        const rest = await this.replaying.run(payload);
        if (rest) await this.replays.enqueue(ctx, rest.payload, { startAfter: rest.startAfter });
      },
      atOnce: AT_ONCE,
    });
    this.workers.every('webhooks', LOOK_MS, (stop) => this.watch(stop));
  }

  /** Sends again what an endpoint was, or would have been, sent. */
  async replay(ctx: Ctx, endpointId: string, body: ReplayBody): Promise<ReplayView> {
    const view = await this.replaying.request(ctx, endpointId, body);
    await this.replays.enqueue(ctx, { endpointId, ...view });
    return view;
  }

  /** Puts every endpoint to work that is due and not being told already. */
  async look(): Promise<void> {
    for (const endpointId of await this.deliveries.due()) {
      await this.deliver.enqueue(systemCtx('webhooks'), { endpointId }, { key: endpointId });
    }
  }

  private async watch(stop: AbortSignal): Promise<void> {
    const wake = new Wake();
    stop.addEventListener('abort', () => wake.now(), { once: true });
    const unlisten = await this.session.listen(LEDGER_CHANNEL, () => wake.now());
    try {
      while (!stop.aborted) {
        await this.look();
        await wake.wait(LOOK_MS);
      }
    } finally {
      unlisten();
    }
  }
}
