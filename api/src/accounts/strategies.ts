import { type ExecutionContext, Injectable } from '@nestjs/common';
import { AuthGuard, PassportStrategy } from '@nestjs/passport';
import type { Request } from 'express';
import { Strategy } from 'passport';
import { ExtractJwt, Strategy as Jwt } from 'passport-jwt';
import { Strategy as Local } from 'passport-local';
import { Config } from '../platform/config.js';
import type { Actor } from '../platform/context.js';
import { parseOrRefuse } from '../platform/pipes.js';
import { Unauthenticated } from '../platform/problem.js';
import type { Membership } from './account.entity.js';
import { loginBody } from './account.schema.js';
import { Accounts } from './accounts.service.js';
import { ApiKeyCheck } from './api-key-check.service.js';
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

type Verify = (token: string, done: (error: Error | null, actor: Actor | null) => void) => void;

/** `Authorization: Bearer cad_…`; what is no key is left to the next strategy. */
class BearerKey extends Strategy {
  override name = 'api-key';

  constructor(private readonly verify: Verify) {
    super();
  }

  override authenticate(request: Request): void {
    const token = /^Bearer (cad_\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
    if (token === undefined) {
      this.fail(401);
      return;
    }
    this.verify(token, (error, actor) => {
      if (error) this.error(error);
      else if (actor) this.success(actor);
      else this.error(new Unauthenticated('api_key_refused', 'There is no such API key in force.'));
    });
  }
}

/** Used by the access guard, before `jwt`. */
@Injectable()
export class ApiKeyStrategy extends PassportStrategy(BearerKey, 'api-key') {
  constructor(private readonly keys: ApiKeyCheck) {
    super();
  }

  validate(token: string): Promise<Actor | null> {
    return this.keys.actor(token);
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
