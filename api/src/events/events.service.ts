import { Injectable, type MessageEvent } from '@nestjs/common';
import { Observable, type Subscriber } from 'rxjs';
import { ApiKeyCheck } from '../accounts/api-key-check.service.js';
import { Sessions } from '../accounts/sessions.service.js';
import { Assets } from '../assets/assets.service.js';
import { type LedgerEvent, LedgerEvents } from '../chain/ledger/event-reader.js';
import { LEDGER_CHANNEL } from '../chain/ledger/writer.js';
import { Session } from '../chain/session.js';
import { Wake } from '../chain/wake.js';
import { actorOf, type Ctx } from '../platform/context.js';
import { Malformed } from '../platform/problem.js';
import { Tokens } from '../tokens/tokens.service.js';
import type { EventsAnswer, EventsQuery, LedgerEventView, StreamQuery } from './event.schema.js';
import { addressesOf, type EventScope, OwnEvents } from './own-events.service.js';

/** How long a stream waits at most before it looks for itself. */
const LOOK_MS = 5_000;
const BATCH = 200;

/**
 * What the chain did, for outside consumers: an issuer hears of its own assets, an investor of its
 * own wallets, staff of everything. Payloads say what the chain says; nobody is named in them.
 */
@Injectable()
export class Events {
  constructor(
    private readonly ledger: LedgerEvents,
    private readonly session: Session,
    private readonly sessions: Sessions,
    private readonly keys: ApiKeyCheck,
    private readonly assets: Assets,
    private readonly tokens: Tokens,
    private readonly own: OwnEvents,
  ) {}

  /** Own events after a number, in order. @throws NotFound for an asset the actor may not see */
  async list(ctx: Ctx, { after, limit, assetId }: EventsQuery): Promise<EventsAnswer> {
    const scope = await this.scope(ctx, assetId);
    const { events, seen } = await this.ledger.read({ after, limit, ...scope });
    return { items: events.map(view), after: seen };
  }

  /**
   * Own events as they become known, from the one after `lastEventId`, without end; each carries its
   * number as its id. Where only others' events came by, `position` carries the number reached. Ends
   * when the session or the API key does.
   * @throws NotFound, Malformed `bad_event_id`, before the first byte
   */
  async follow(
    ctx: Ctx,
    { after, assetId }: StreamQuery,
    lastEventId?: string,
  ): Promise<Observable<MessageEvent>> {
    if (lastEventId !== undefined && !/^\d{1,15}$/.test(lastEventId)) {
      throw new Malformed('bad_event_id', 'Last-Event-ID is the number of an event you were sent.');
    }
    await this.scope(ctx, assetId);
    const start = lastEventId === undefined ? (after ?? (await this.ledger.last())) : lastEventId;
    return new Observable((subscriber) => {
      const wake = new Wake();
      subscriber.add(() => wake.now());
      this.tell(ctx, assetId, Number(start), subscriber, wake).then(
        () => subscriber.complete(),
        (error: unknown) => subscriber.error(error),
      );
    });
  }

  private async tell(
    ctx: Ctx,
    assetId: string | undefined,
    start: number,
    subscriber: Subscriber<MessageEvent>,
    wake: Wake,
  ): Promise<void> {
    subscriber.add(await this.session.listen(LEDGER_CHANNEL, () => wake.now()));
    let reached = start;
    while (!subscriber.closed && (await this.mayStay(ctx))) {
      // Asked anew: a wallet may have been proven, a token deployed, since.
      const scope = await this.scope(ctx, assetId);
      const { events, seen } = await this.ledger.read({ after: reached, limit: BATCH, ...scope });
      for (const event of events) {
        const data = view(event);
        subscriber.next({ id: String(event.seq), type: data.type, data });
      }
      if (seen > (events.at(-1)?.seq ?? reached)) {
        subscriber.next({ id: String(seen), type: 'position', data: { after: seen } });
      }
      if (seen === reached) await wake.wait(LOOK_MS);
      reached = seen;
    }
  }

  /** @throws NotFound */
  private async scope(ctx: Ctx, assetId: string | undefined): Promise<EventScope> {
    const actor = actorOf(ctx);
    if (assetId === undefined) return this.own.of(actor);
    const asset = await this.assets.require(ctx, assetId);
    const token = await this.tokens.ofAsset(asset.id);
    const contracts = token ? addressesOf(token) : [];
    if (actor.role !== 'investor') return { concerning: contracts };
    return { ...(await this.own.of(actor)), addresses: contracts.slice(0, 1) };
  }

  private async mayStay(ctx: Ctx): Promise<boolean> {
    const { userId: sub, organisationId: org, role, sessionId: sid, apiKey } = actorOf(ctx);
    if (apiKey) return this.keys.lives(apiKey.id);
    if (sid === null) return false;
    return (await this.sessions.actor({ sub, org, role, sid })) !== null;
  }
}

const view = (e: LedgerEvent): LedgerEventView => ({
  seq: e.seq,
  type: `${e.contract}.${e.event}.${e.outcome}`,
  outcome: e.outcome,
  contract: e.contract,
  address: e.address,
  event: e.event,
  args: e.args,
  block: { number: e.blockNumber, hash: e.blockHash, time: e.blockTime.toISOString() },
  logIndex: e.logIndex,
  transactionHash: e.transactionHash,
  operationId: e.commandId,
});
