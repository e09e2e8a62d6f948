import { type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard } from '@nestjs/passport';
import { type Access, ACCESS } from './access.js';
import type { Actor, RequestWithCtx } from './context.js';
import { Forbidden, Unauthenticated } from './problem.js';

/**
 * Denies by default. The token is read by the passport strategy `jwt`, which also looks whether its
 * session still lives.
 */
@Injectable()
export class AccessGuard extends AuthGuard('jwt') {
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
    request.ctx = { ...request.ctx, actor };
    return true;
  }

  override handleRequest<User>(error: Error | null, user: User | false, info?: Error): User {
    if (error) throw error;
    if (user) return user;
    if (info?.name === 'TokenExpiredError') {
      throw new Unauthenticated('token_expired', 'The access token has expired: refresh it.');
    }
    throw new Unauthenticated();
  }
}
