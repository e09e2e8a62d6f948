import { Body, Controller, Get, HttpCode, type OnModuleInit, Put } from '@nestjs/common';
import { Audit } from '../audit/audit.service.js';
import { Allow, PeopleOnly } from '../platform/access.js';
import { actorOf, type Ctx, RequestCtx } from '../platform/context.js';
import { Returns } from '../platform/returns.js';
import { Approvals, type Decided } from './approvals.service.js';
import { rulesBody, type RulesBody, rulesView, type RulesView } from './delegation.schema.js';
import { ApprovalRules } from './rules.service.js';
import { sentence } from '../platform/sentence.js';

const APPROVAL = 'approval_rules.replace';
/** The rules are one thing: what is asked about them is asked about this. */
const SUBJECT = 'rules';

/** Rules of four eyes, which two officers change. */
@Controller('approval-rules')
export class ApprovalRulesController implements OnModuleInit {
  constructor(
    private readonly rules: ApprovalRules,
    private readonly approvals: Approvals,
    private readonly audit: Audit,
  ) {}

  onModuleInit(): void {
    this.approvals.handle(APPROVAL, {
      describe: ({ rules }) =>
        sentence('Put {{number}} rules in the place of all.', {
          number: (rules as unknown[]).length,
        }),
      execute: (ctx, approval) => this.replace(ctx, approval),
    });
  }

  @Get()
  @Allow('issuer', 'compliance', 'auditor')
  @Returns(200, rulesView)
  async get(): Promise<RulesView> {
    const waiting = await this.approvals.find(APPROVAL, SUBJECT, 'pending');
    return this.view(waiting?.id ?? null);
  }

  @Put()
  @HttpCode(202)
  @PeopleOnly()
  @Allow('compliance')
  @Returns(202, rulesView)
  async ask(
    @RequestCtx() ctx: Ctx,
    @Body({ schema: rulesBody }) { rules, reason }: RulesBody,
  ): Promise<RulesView> {
    const { id } = await this.approvals.request(ctx, {
      kind: APPROVAL,
      subject: { type: 'approval_rules', id: SUBJECT },
      organisationId: actorOf(ctx).organisationId,
      payload: { rules, before: await this.rules.all() },
      requiredRole: 'compliance',
      reason,
    });
    return this.view(id);
  }

  private async view(approvalId: string | null): Promise<RulesView> {
    return { rules: await this.rules.all(), kinds: this.approvals.kinds(), approvalId };
  }

  private async replace(ctx: Ctx, { payload, organisationId }: Decided): Promise<object> {
    const { rules } = payload as Pick<RulesBody, 'rules'>;
    await this.rules.replace(rules);
    await this.audit.record(ctx, {
      action: 'approval_rules.replace',
      subject: { type: 'approval_rules', id: SUBJECT },
      organisationId,
      data: { rules },
    });
    return {};
  }
}
