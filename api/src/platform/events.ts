import type { MessageEvent } from '@nestjs/common';
import type { Response } from 'express';
import type { Observable } from 'rxjs';

const HEARTBEAT_MS = 15_000;
/** A listener that does not read has this much waiting for it before it is let go; it may come again. */
const MAX_WAITING_BYTES = 1024 * 1024;

/**
 * Sends a stream of server-sent events until it ends or the listener leaves. Call it when every
 * refusal is behind: Nest's own `@Sse()` answers 200 before an asynchronous handler could refuse.
 */
export function sendEvents(response: Response, events: Observable<MessageEvent>): void {
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
