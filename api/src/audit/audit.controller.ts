import { Controller, Get, Post, Query } from '@nestjs/common';
import { Allow } from '../platform/access.js';
import { type Ctx, RequestCtx } from '../platform/context.js';
import type { Page } from '../platform/page.js';
import { Returns } from '../platform/returns.js';
import { AuditAnchors } from './audit-anchors.service.js';
import { AuditVerifier } from './audit-verifier.service.js';
import {
  auditAnchorAnswer,
  type AuditAnchorAnswer,
  auditPage,
  auditQuery,
  type AuditEntryView,
  type AuditQuery,
  auditVerification,
  type AuditVerification,
} from './audit.schema.js';
import { Audit } from './audit.service.js';
import { Evidence } from './evidence.js';

@Controller('audit')
export class AuditController {
  constructor(
    private readonly audit: Audit,
    private readonly verifier: AuditVerifier,
    private readonly anchors: AuditAnchors,
  ) {}

  @Get()
  @Allow('issuer', 'investor', 'compliance', 'auditor')
  @Evidence('audit_log')
  @Returns(200, auditPage)
  list(
    @RequestCtx() ctx: Ctx,
    @Query({ schema: auditQuery }) query: AuditQuery,
  ): Promise<Page<AuditEntryView>> {
    return this.audit.list(ctx, query);
  }

  /** Every hash anew, and the log against each anchor the chain has of it. */
  @Get('verify')
  @Allow('auditor')
  @Evidence('audit_log')
  @Returns(200, auditVerification)
  verify(): Promise<AuditVerification> {
    return this.verifier.verify();
  }

  /** Writes the head on-chain now; once a day it is done anyway. */
  @Post('anchors')
  @Allow('auditor', 'operator')
  @Returns(202, auditAnchorAnswer)
  anchor(@RequestCtx() ctx: Ctx): Promise<AuditAnchorAnswer> {
    return this.anchors.anchor(ctx);
  }
}
