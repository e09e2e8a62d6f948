import { createHash } from 'node:crypto';
import {
  type CallHandler,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Response } from 'express';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { IDEMPOTENT, OWN_TRANSACTION } from './access.js';
import { actorOf, type RequestWithCtx } from './context.js';
import { Database } from './database.js';
import { Malformed, Refused } from './problem.js';

interface StoredAnswer {
  request_hash: string;
  status: number | null;
  body: unknown;
}

/**
 * Every request that is not a read runs in one SQL transaction: the idempotency row, the business
 * rows, the audit entry, the chain command and the event are all there, or none is.
 */
@Injectable()
export class CommandInterceptor implements NestInterceptor {
  constructor(
    private readonly db: Database,
    private readonly reflector: Reflector,
  ) {}

  intercept(host: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = host.switchToHttp().getRequest<RequestWithCtx>();
    if (request.method === 'GET' || request.method === 'HEAD') return next.handle();
    if (this.reflector.get<boolean>(OWN_TRANSACTION, host.getHandler())) return next.handle();
    const run = () => lastValueFrom(next.handle(), { defaultValue: undefined });
    if (!this.reflector.get<boolean>(IDEMPOTENT, host.getHandler())) {
      return from(this.db.transaction(run));
    }
    const response = host.switchToHttp().getResponse<Response>();
    return from(this.db.transaction(() => this.once(request, response, run)));
  }

  private async once(request: RequestWithCtx, response: Response, run: () => Promise<unknown>) {
    const key = request.header('idempotency-key');
    if (!key || key.length > 200) {
      throw new Malformed(
        'idempotency_key_required',
        'Send an Idempotency-Key header of 1 to 200 characters, new for each new intent.',
      );
    }
    const actor = actorOf(request.ctx);
    const body: unknown = request.body;
    const hash = createHash('sha256')
      .update(`${request.method} ${request.path}\n${JSON.stringify(body ?? null)}`)
      .digest('hex');
    // A concurrent twin waits here for the first to commit or roll back.
    const inserted = await this.db.sql<{ key: string }>(
      `INSERT INTO api.idempotency_key (user_id, key, request_hash) VALUES ($1, $2, $3)
       ON CONFLICT DO NOTHING RETURNING key`,
      [actor.userId, key, hash],
    );
    if (inserted.length === 0) return this.replay(actor.userId, key, hash, response);
    const answer = await run();
    await this.db.sql(
      'UPDATE api.idempotency_key SET status = $3, body = $4 WHERE user_id = $1 AND key = $2',
      [actor.userId, key, response.statusCode, JSON.stringify(answer ?? null)],
    );
    return answer;
  }

  private async replay(userId: string, key: string, hash: string, response: Response) {
    const [stored] = await this.db.sql<StoredAnswer>(
      'SELECT request_hash, status, body FROM api.idempotency_key WHERE user_id = $1 AND key = $2',
      [userId, key],
    );
    if (!stored || stored.request_hash !== hash) {
      throw new Refused(
        'idempotency_key_reused',
        'This Idempotency-Key was used for a different request; send a new key.',
      );
    }
    if (stored.status !== null) response.status(stored.status);
    response.setHeader('Idempotent-Replay', 'true');
    return stored.body;
  }
}
