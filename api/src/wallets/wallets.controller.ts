import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Allow, Grouped, Idempotent } from '../platform/access.js';
import { type Ctx, RequestCtx } from '../platform/context.js';
import { UuidPipe } from '../platform/pipes.js';
import { Returns } from '../platform/returns.js';
import { WalletFreezes } from './wallet-freezes.service.js';
import { RecoveryResends } from './recovery-resends.service.js';
import { WalletRecoveries } from './wallet-recoveries.service.js';
import {
  recoverBody,
  type RecoverBody,
  recoveryListQuery,
  type RecoveryListQuery,
  recoveryPage,
  recoveryView,
  resendBody,
  type ResendBody,
  resendView,
} from './wallet-recovery.schema.js';
import { WalletProof } from './wallet-proof.service.js';
import { WalletRegister } from './wallet-register.service.js';
import {
  challengeBody,
  type ChallengeBody,
  challengeView,
  proveBody,
  type ProveBody,
  proveAgainBody,
  type ProveAgainBody,
  walletListQuery,
  type WalletListQuery,
  walletPage,
  walletReasonBody,
  type WalletReasonBody,
  walletReleaseView,
  walletView,
} from './wallet.schema.js';
import { Wallets } from './wallets.service.js';

@ApiTags('wallets')
@Controller('wallets')
export class WalletsController {
  constructor(
    private readonly wallets: Wallets,
    private readonly proof: WalletProof,
    private readonly register: WalletRegister,
    private readonly freezes: WalletFreezes,
  ) {}

  @Post('challenges')
  @Allow('investor')
  @Returns(201, challengeView)
  challenge(@RequestCtx() ctx: Ctx, @Body({ schema: challengeBody }) body: ChallengeBody) {
    return this.proof.challenge(ctx, body);
  }

  @Post()
  @Allow('investor')
  @Returns(201, walletView)
  async prove(@RequestCtx() ctx: Ctx, @Body({ schema: proveBody }) body: ProveBody) {
    return this.wallets.view(ctx, await this.proof.prove(ctx, body));
  }

  /** An issuer sees the registered ones only, to choose where shares go. */
  @Get()
  @Allow('issuer', 'investor', 'compliance', 'auditor')
  @Returns(200, walletPage)
  list(@RequestCtx() ctx: Ctx, @Query({ schema: walletListQuery }) query: WalletListQuery) {
    return this.wallets.list(ctx, query);
  }

  @Get(':id')
  @Allow('issuer', 'investor', 'compliance', 'auditor')
  @Returns(200, walletView)
  get(@RequestCtx() ctx: Ctx, @Param('id', UuidPipe) id: string) {
    return this.wallets.get(ctx, id);
  }

  /** With a new challenge of the same address. */
  @Post(':id/proofs')
  @Allow('investor')
  @Returns(200, walletView)
  async proveAgain(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Body({ schema: proveAgainBody }) body: ProveAgainBody,
  ) {
    return this.wallets.view(ctx, await this.proof.proveAgain(ctx, id, body));
  }

  @Post(':id/approve')
  @Allow('compliance')
  @Grouped()
  @Returns(202, walletView, 'the entry is on its way to the chain: follow operationId')
  approve(@RequestCtx() ctx: Ctx, @Param('id', UuidPipe) id: string) {
    return this.register.approve(ctx, id);
  }

  @Post(':id/reject')
  @Allow('compliance')
  @Returns(200, walletView)
  reject(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Body({ schema: walletReasonBody }) body: WalletReasonBody,
  ) {
    return this.register.reject(ctx, id, body.reason);
  }

  @Post(':id/release')
  @Allow('compliance')
  @Returns(202, walletReleaseView, 'waits for another officer')
  release(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Body({ schema: walletReasonBody }) body: WalletReasonBody,
  ) {
    return this.freezes.askToRelease(ctx, id, body.reason);
  }
}

@ApiTags('wallets')
@Controller()
export class WalletRecoveriesController {
  constructor(
    private readonly recoveries: WalletRecoveries,
    private readonly resends: RecoveryResends,
  ) {}

  /** The wallet is lost: another one of the same investor takes its place, once two officers say so. */
  @Post('wallets/:id/recover')
  @Allow('compliance')
  @Idempotent()
  @Returns(202, recoveryView, 'waits for another officer')
  recover(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Body({ schema: recoverBody }) body: RecoverBody,
  ) {
    return this.recoveries.request(ctx, id, body);
  }

  @Get('wallet-recoveries')
  @Allow('investor', 'compliance', 'auditor')
  @Returns(200, recoveryPage)
  list(@RequestCtx() ctx: Ctx, @Query({ schema: recoveryListQuery }) query: RecoveryListQuery) {
    return this.recoveries.list(ctx, query);
  }

  @Get('wallet-recoveries/:id')
  @Allow('investor', 'compliance', 'auditor')
  @Returns(200, recoveryView)
  get(@RequestCtx() ctx: Ctx, @Param('id', UuidPipe) id: string) {
    return this.recoveries.get(ctx, id);
  }

  /** The chain would not move what is held on a token: it is sent again, once two officers say so. */
  @Post('wallet-recoveries/:id/tokens/:address/resend')
  @HttpCode(202)
  @Allow('compliance')
  @Idempotent()
  @Returns(202, resendView, 'waits for another officer')
  resend(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Param('address') address: string,
    @Body({ schema: resendBody }) body: ResendBody,
  ) {
    return this.resends.ask(ctx, id, address, body.reason);
  }
}
