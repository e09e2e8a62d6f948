import { type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard } from '@nestjs/passport';
import { type Access, ACCESS, PEOPLE_ONLY } from './access.js';
import type { Actor, ApiKeyGrant, RequestWithCtx } from './context.js';
import { Forbidden, Unauthenticated } from './problem.js';
import { scopeOf } from './routes.js';

/**
 * Denies by default. What is brought is read by the passport strategies `api-key` and `jwt`, which
 * also look whether the key or the session still lives.
 */
@Injectable()
export class AccessGuard extends AuthGuard(['api-key', 'jwt']) {
  constructor(private readonly reflector: Reflector) {
    super();
  }

  override async canActivate(host: ExecutionContext): Promise<boolean> {
    const access = this.reflector.get<Access | undefined>(ACCESS, host.getHandler());
    if (access === 'public') return true;
    const request = host.switchToHttp().getRequest<RequestWithCtx & { user: Actor }>();
    await super.canActivate(host);
    const actor = request.user;
    if (!access?.includes(actor.role)) {
      throw new Forbidden(
        'role_not_allowed',
        `This needs the role ${access?.join(' or ') ?? '(none)'}; you act as ${actor.role}.`,
      );
    }
    if (actor.apiKey) this.checkKey(host, request, actor.apiKey);
    request.ctx = { ...request.ctx, actor };
    return true;
  }

  private checkKey(host: ExecutionContext, request: RequestWithCtx, key: ApiKeyGrant): void {
    if (this.reflector.get<boolean | undefined>(PEOPLE_ONLY, host.getHandler())) {
      throw new Forbidden('people_only', 'A person does this, signed in; no API key can.');
    }
    const scope = scopeOf(request.method, request.path);
    if (!key.scopes.includes(scope)) {
      throw new Forbidden('scope_missing', `This API key lacks the scope ${scope}.`);
    }
  }

  /** `info` says for each strategy why it did not know the caller. */
  override handleRequest<User>(
    error: Error | null,
    user: User | false,
    info?: (Error | undefined)[],
  ): User {
    if (error) throw error;
    if (user) return user;
    if (info?.some((one) => one?.name === 'TokenExpiredError')) {
      throw new Unauthenticated('token_expired', 'The access token has expired: refresh it.');
    }
    throw new Unauthenticated();
  }
}
