import { Body, Controller, Cookies, Get, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Allow, OwnTransaction, PeopleOnly, Public } from '../platform/access.js';
import { Config } from '../platform/config.js';
import { type Ctx, RequestCtx, ROLES } from '../platform/context.js';
import { Returns } from '../platform/returns.js';
import type { Membership } from './account.entity.js';
import {
  acceptBody,
  type AcceptBody,
  loginBody,
  type LoginBody,
  registerBody,
  type RegisterBody,
  signedInView,
  type SignedInView,
  userView,
  type UserView,
} from './account.schema.js';
import { Accounts } from './accounts.service.js';
import { REFRESH_SECONDS, Sessions, type SignedIn } from './sessions.service.js';
import { LocalGuard } from './strategies.js';

const COOKIE = 'cadastre_refresh';
const COOKIE_PATH = '/api/v1/auth';

@Controller('auth')
export class AuthController {
  constructor(
    private readonly accounts: Accounts,
    private readonly sessions: Sessions,
    private readonly config: Config,
  ) {}

  @Post('register')
  @Public()
  @OwnTransaction()
  @Returns(201, signedInView)
  async register(
    @RequestCtx() ctx: Ctx,
    @Body({ schema: registerBody }) body: RegisterBody,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<SignedInView> {
    const registered = await this.accounts.register(ctx, body, request.ip ?? '');
    return this.signedIn(registered, response);
  }

  /** The guard has checked the credentials and found the membership. */
  @Post('login')
  @Public()
  @UseGuards(LocalGuard)
  @Returns(200, signedInView)
  async login(
    @RequestCtx() ctx: Ctx,
    @Body({ schema: loginBody }) _body: LoginBody,
    @Req() request: Request & { user: Membership },
    @Res({ passthrough: true }) response: Response,
  ): Promise<SignedInView> {
    return this.signedIn(await this.sessions.start(ctx, request.user), response);
  }

  @Post('refresh')
  @Public()
  @OwnTransaction()
  @Returns(200, signedInView)
  async refresh(
    @RequestCtx() ctx: Ctx,
    @Cookies(COOKIE) token: string | undefined,
    @Res({ passthrough: true }) response: Response,
  ): Promise<SignedInView> {
    return this.signedIn(await this.sessions.refresh(ctx, token), response);
  }

  @Post('logout')
  @PeopleOnly()
  @Allow(...ROLES)
  @Returns(204, null)
  async logout(
    @RequestCtx() ctx: Ctx,
    @Res({ passthrough: true }) response: Response,
  ): Promise<void> {
    await this.sessions.end(ctx);
    response.clearCookie(COOKIE, { path: COOKIE_PATH });
  }

  @Get('me')
  @Allow(...ROLES)
  @Returns(200, userView)
  me(@RequestCtx() ctx: Ctx): Promise<UserView> {
    return this.accounts.me(ctx);
  }

  @Post('invitations/accept')
  @Public()
  @Returns(201, signedInView)
  async accept(
    @RequestCtx() ctx: Ctx,
    @Body({ schema: acceptBody }) body: AcceptBody,
    @Res({ passthrough: true }) response: Response,
  ): Promise<SignedInView> {
    return this.signedIn(await this.accounts.accept(ctx, body), response);
  }

  /** The refresh token travels in a cookie that no script and no other site can use. */
  private signedIn({ view, refreshToken }: SignedIn, response: Response): SignedInView {
    response.cookie(COOKIE, refreshToken, {
      httpOnly: true,
      sameSite: 'strict',
      secure: this.config.env.PUBLIC_URL.startsWith('https:'),
      path: COOKIE_PATH,
      maxAge: REFRESH_SECONDS * 1000,
    });
    response.setHeader('Cache-Control', 'no-store');
    return view;
  }
}
