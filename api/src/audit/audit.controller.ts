import { Controller, Get, Query } from '@nestjs/common';
import { Allow } from '../platform/access.js';
import { type Ctx, RequestCtx } from '../platform/context.js';
import type { Page } from '../platform/page.js';
import { Returns } from '../platform/returns.js';
import {
  auditPage,
  auditQuery,
  type AuditEntryView,
  type AuditQuery,
  auditVerification,
  type AuditVerification,
} from './audit.schema.js';
import { Audit } from './audit.service.js';

@Controller('audit')
export class AuditController {
  constructor(private readonly audit: Audit) {}

  @Get()
  @Allow('issuer', 'investor', 'compliance', 'auditor')
  @Returns(200, auditPage)
  list(
    @RequestCtx() ctx: Ctx,
    @Query({ schema: auditQuery }) query: AuditQuery,
  ): Promise<Page<AuditEntryView>> {
    return this.audit.list(ctx, query);
  }

  @Get('verify')
  @Allow('auditor')
  @Returns(200, auditVerification)
  verify(): Promise<AuditVerification> {
    return this.audit.verify();
  }
}
