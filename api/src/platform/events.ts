import { Injectable, type MessageEvent } from '@nestjs/common';
import type { Response } from 'express';
import type { Observable } from 'rxjs';
import { Config } from './config.js';
import { actorOf, type Ctx } from './context.js';
import { Problem } from './problem.js';

const HEARTBEAT_MS = 15_000;
/** A listener that does not read has this much waiting for it before it is let go; it may come again. */
const MAX_WAITING_BYTES = 1024 * 1024;

/** When a listener with too many streams may come again: one of them has to end first. */
const RETRY_SECONDS = 15;

/** The streams of events that are open at this process, so many for each person and no more. */
@Injectable()
export class EventStreams {
  private readonly open = new Map<string, number>();

  constructor(private readonly config: Config) {}

  /**
   * Sends server-sent events until they end or the listener leaves. Call it when every other refusal is
   * behind: Nest's own `@Sse()` answers 200 before an asynchronous handler could refuse.
   * @throws Problem 429 `too_many_streams`
   */
  send(ctx: Ctx, response: Response, events: Observable<MessageEvent>): void {
    // Who left while it was looked what there is will not be heard leaving.
    if (response.closed) return;
    const { userId } = actorOf(ctx);
    const most = this.config.env.EVENT_STREAMS;
    const open = this.open.get(userId) ?? 0;
    if (open >= most) {
      throw new Problem(
        429,
        'too_many_streams',
        'Too many requests',
        `You have ${most} streams of events open, which is the most: close one and try again.`,
        { retryAfterSeconds: RETRY_SECONDS },
      );
    }
    this.open.set(userId, open + 1);
    response.once('close', () => this.closed(userId));
    sendEvents(response, events);
  }

  private closed(userId: string): void {
    const left = (this.open.get(userId) ?? 1) - 1;
    if (left > 0) this.open.set(userId, left);
    else this.open.delete(userId);
  }
}

function sendEvents(response: Response, events: Observable<MessageEvent>): void {
  response.status(200).set({
    'Content-Type': 'text/event-stream',
    'Cache-Control': 'no-cache, no-transform',
    // Reverse proxies would gather events into a buffer.
    'X-Accel-Buffering': 'no',
  });
  response.flushHeaders();
  const heartbeat = setInterval(() => response.write(':\n\n'), HEARTBEAT_MS);
  const subscription = events.subscribe({
    next: (event) => {
      response.write(wireForm(event));
      if (response.writableLength > MAX_WAITING_BYTES) response.destroy();
    },
    // The listener reconnects and asks from its last event on.
    error: () => response.destroy(),
    complete: () => response.end(),
  });
  response.once('close', () => {
    clearInterval(heartbeat);
    subscription.unsubscribe();
  });
}

function wireForm({ id, type, data }: MessageEvent): string {
  const text = typeof data === 'string' ? data : JSON.stringify(data);
  return [
    ...(id === undefined ? [] : [`id: ${id}`]),
    ...(type === undefined ? [] : [`event: ${type}`]),
    ...text.split('\n').map((line) => `data: ${line}`),
    '\n',
  ].join('\n');
}
