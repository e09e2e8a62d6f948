import { Global, Module, type OnModuleInit } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { z } from 'zod';
import { AccountsModule } from '../accounts/accounts.module.js';
import { uuid } from '../platform/fields.js';
import { Jobs } from '../platform/jobs/jobs.service.js';
import { Approval } from './approval.entity.js';
import { ApprovalsController } from './approvals.controller.js';
import { Approvals } from './approvals.service.js';
import { ApprovalDelegation } from './delegation.entity.js';
import { DelegationsController } from './delegations.controller.js';
import { Delegations } from './delegations.service.js';
import { ApprovalRulesController } from './rules.controller.js';
import { ApprovalRules } from './rules.service.js';
import { Voices } from './voices.service.js';

const EVERY_MINUTE = '* * * * *';

@Global()
@Module({
  imports: [TypeOrmModule.forFeature([Approval, ApprovalDelegation]), AccountsModule],
  controllers: [ApprovalRulesController, ApprovalsController, DelegationsController],
  providers: [ApprovalRules, Approvals, Delegations, Voices],
  exports: [Approvals],
})
export class ApprovalsModule implements OnModuleInit {
  constructor(
    private readonly approvals: Approvals,
    private readonly jobs: Jobs,
  ) {}

  onModuleInit(): void {
    // One job each: what keeps one from closing keeps no other.
    const expire = this.jobs.define({
      name: 'approval.expire',
      schema: z.strictObject({ approvalId: uuid }),
      handle: (ctx, { approvalId }) => this.approvals.expire(ctx, approvalId),
      single: true,
    });
    // By the domain's clock, which may jump: so the due ones are looked for, not timed one by one.
    const sweep = this.jobs.define({
      name: 'approvals.sweep',
      schema: z.strictObject({}),
      handle: async (ctx) => {
        for (const id of await this.approvals.due()) {
          await expire.enqueue(ctx, { approvalId: id }, { key: id });
        }
      },
      single: true,
    });
    sweep.schedule(EVERY_MINUTE, {});
  }
}
