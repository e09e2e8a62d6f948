import { type ExecutionContext, Injectable } from '@nestjs/common';
import { AuthGuard, PassportStrategy } from '@nestjs/passport';
import type { Request } from 'express';
import { ExtractJwt, Strategy as Jwt } from 'passport-jwt';
import { Strategy as Local } from 'passport-local';
import { Config } from '../platform/config.js';
import type { Actor } from '../platform/context.js';
import { parseOrRefuse } from '../platform/pipes.js';
import { Unauthenticated } from '../platform/problem.js';
import type { Membership } from './account.entity.js';
import { loginBody } from './account.schema.js';
import { Accounts } from './accounts.service.js';
import { type AccessClaims, Sessions } from './sessions.service.js';

export const ISSUER = 'cadastre';

/** `Authorization: Bearer …`; used by the access guard on every route that is not public. */
@Injectable()
export class JwtStrategy extends PassportStrategy(Jwt, 'jwt') {
  constructor(
    config: Config,
    private readonly sessions: Sessions,
  ) {
    super({
      jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
      secretOrKey: config.env.JWT_SECRET,
      algorithms: ['HS256'],
      issuer: ISSUER,
      audience: ISSUER,
    });
  }

  async validate(claims: AccessClaims): Promise<Actor | false> {
    return (await this.sessions.actor(claims)) ?? false;
  }
}

/** E-mail and password; used by `POST /auth/login` only. */
@Injectable()
export class LocalStrategy extends PassportStrategy(Local, 'local') {
  constructor(private readonly accounts: Accounts) {
    super({ usernameField: 'email', passReqToCallback: true });
  }

  validate(request: Request, email: string, password: string): Promise<Membership> {
    return this.accounts.authenticate(email, password, request.ip ?? '');
  }
}

/** Checks the form of the credentials, then the credentials; the membership becomes `request.user`. */
@Injectable()
export class LocalGuard extends AuthGuard('local') {
  override async canActivate(host: ExecutionContext): Promise<boolean> {
    parseOrRefuse(loginBody, host.switchToHttp().getRequest<Request>().body, 'body');
    return (await super.canActivate(host)) as boolean;
  }

  override handleRequest<User>(error: Error | null, user: User | false): User {
    if (error) throw error;
    if (!user) throw new Unauthenticated();
    return user;
  }
}
