import {
  type CallHandler,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Response } from 'express';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { GROUPED, IDEMPOTENT, OWN_TRANSACTION } from './access.js';
import { actorOf, type RequestWithCtx } from './context.js';
import { Database } from './database.js';
import { type Answer, type Claim, Idempotency } from './idempotency.js';

type Run = () => Promise<unknown>;

/**
 * Every request that is not a read runs in one SQL transaction: the idempotency row, the business
 * rows, the audit entry, the chain command and the event are all there, or none is. That of a
 * `@Grouped` route is shared with others that arrive at the same time.
 */
@Injectable()
export class CommandInterceptor implements NestInterceptor {
  constructor(
    private readonly db: Database,
    private readonly idempotency: Idempotency,
    private readonly reflector: Reflector,
  ) {}

  intercept(host: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = host.switchToHttp().getRequest<RequestWithCtx>();
    if (request.method === 'GET' || request.method === 'HEAD') return next.handle();
    const marked = (name: string) => this.reflector.get<boolean>(name, host.getHandler());
    if (marked(OWN_TRANSACTION)) return next.handle();
    const run = () =>
      lastValueFrom(next.handle() as Observable<unknown>, { defaultValue: undefined });
    if (!marked(IDEMPOTENT)) return from(this.db.transaction(run));
    const response = host.switchToHttp().getResponse<Response>();
    if (marked(GROUPED)) return from(this.grouped(request, response, run));
    return from(this.db.transaction(() => this.once(request, response, run)));
  }

  private async once(request: RequestWithCtx, response: Response, run: Run): Promise<unknown> {
    const claim = this.claimOf(request);
    if (!(await this.idempotency.claim(claim))) {
      const first = await this.idempotency.find(claim);
      if (!first) throw new Error('an idempotency key was neither free nor taken');
      return replay(response, first);
    }
    const body = await run();
    await this.idempotency.answer(claim, { status: response.statusCode, body });
    return body;
  }

  /**
   * The handler reads, then hands all it wants written to `Accepts`, with the claim. Where a twin was
   * first, the handler stumbles over what it did or `Accepts` over its key: its answer stands for both.
   */
  private async grouped(request: RequestWithCtx, response: Response, run: Run): Promise<unknown> {
    const claim = this.claimOf(request);
    request.ctx.claim = { ...claim, status: response.statusCode };
    try {
      return await run();
    } catch (error) {
      const twin = await this.idempotency.find(claim);
      if (!twin) throw error;
      return replay(response, twin);
    }
  }

  private claimOf(request: RequestWithCtx): Claim {
    const key = request.header('idempotency-key');
    const { userId } = actorOf(request.ctx);
    return this.idempotency.claimOf(userId, key, request.method, request.path, request.body);
  }
}

function replay(response: Response, { status, body }: Answer): unknown {
  response.status(status);
  response.setHeader('Idempotent-Replay', 'true');
  return body;
}
