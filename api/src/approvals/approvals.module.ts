import { Global, Module, type OnModuleInit } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AccountsModule } from '../accounts/accounts.module.js';
import { Workers } from '../platform/workers.js';
import { Approval } from './approval.entity.js';
import { ApprovalsController } from './approvals.controller.js';
import { Approvals } from './approvals.service.js';

const EXPIRY_CHECK_MS = 15_000;

@Global()
@Module({
  imports: [TypeOrmModule.forFeature([Approval]), AccountsModule],
  controllers: [ApprovalsController],
  providers: [Approvals],
  exports: [Approvals],
})
export class ApprovalsModule implements OnModuleInit {
  constructor(
    private readonly approvals: Approvals,
    private readonly workers: Workers,
  ) {}

  onModuleInit(): void {
    this.workers.every('approvals', EXPIRY_CHECK_MS, () => this.approvals.expireDue());
  }
}
