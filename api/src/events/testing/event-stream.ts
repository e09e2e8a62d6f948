import { get, type IncomingMessage } from 'node:http';
import type { Persona, TestApp } from '../../testing/test-app.js';
import type { LedgerEventView } from '../event.schema.js';

/** A listener on a stream of server-sent events, as a browser is one. */
export class EventStream {
  readonly events: LedgerEventView[] = [];
  /** The id that came last. */
  position = 0;
  /** Resolves with the answer's head; rejects where it is a refusal. */
  readonly opened: Promise<void>;
  /** Resolves when the server ends the stream. */
  readonly ended: Promise<void>;
  private heard = (): void => undefined;
  private readonly abort = new AbortController();

  constructor({ app }: TestApp, { http }: Persona, path: string, lastEventId?: number) {
    const { port } = app.getHttpServer().address() as { port: number };
    const opened = Promise.withResolvers<undefined>();
    const ended = Promise.withResolvers<undefined>();
    [this.opened, this.ended] = [opened.promise, ended.promise];
    const headers = {
      authorization: `Bearer ${http.token ?? ''}`,
      ...(lastEventId !== undefined && { 'last-event-id': String(lastEventId) }),
    };
    const { signal } = this.abort;
    get({ port, path: `/api/v1${path}`, headers, signal }, (response) => {
      if (response.statusCode === 200) opened.resolve(undefined);
      else opened.reject(new Error(`the stream was refused with ${response.statusCode}`));
      response.on('end', () => ended.resolve(undefined));
      this.read(response);
    }).on('error', (error) => {
      if (!signal.aborted) opened.reject(error);
    });
  }

  /** Resolves when what was heard is enough. @throws Error after `patienceMs` */
  async until(enough: (events: LedgerEventView[]) => boolean, patienceMs: number): Promise<void> {
    const late = setTimeout(() => this.heard(), patienceMs);
    const deadline = performance.now() + patienceMs;
    try {
      while (!enough(this.events)) {
        if (performance.now() >= deadline) {
          const heard = this.events.map(({ type }) => type).join(', ');
          throw new Error(`only this was heard: ${heard}`);
        }
        await new Promise<void>((resolve) => {
          this.heard = resolve;
        });
      }
    } finally {
      clearTimeout(late);
    }
  }

  close(): void {
    this.abort.abort();
  }

  private read(response: IncomingMessage): void {
    let rest = '';
    response.setEncoding('utf8').on('data', (chunk: string) => {
      const messages = `${rest}${chunk}`.split('\n\n');
      rest = messages.pop() ?? '';
      for (const message of messages) this.take(message);
      this.heard();
    });
    response.on('error', () => undefined);
  }

  private take(message: string): void {
    const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(message)?.[1];
    const [id, type, data] = [field('id'), field('event'), field('data')];
    if (id !== undefined) this.position = Number(id);
    if (data === undefined || type === 'position') return;
    this.events.push(JSON.parse(data) as LedgerEventView);
  }
}
