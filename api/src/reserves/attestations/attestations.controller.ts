import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { Allow } from '../../platform/access.js';
import { type Ctx, RequestCtx } from '../../platform/context.js';
import { type ReasonBody, reasonBody } from '../../platform/fields.js';
import { type Page, pageQuery, type PageQuery } from '../../platform/page.js';
import { UuidPipe } from '../../platform/pipes.js';
import { Returns } from '../../platform/returns.js';
import {
  attestationBody,
  type AttestationBody,
  attestationPage,
  attestationView,
  type AttestationView,
  custodianKeyBody,
  type CustodianKeyBody,
  custodianKeyPage,
  custodianKeyView,
  type CustodianKeyView,
} from './attestation.schema.js';
import { Attestations } from './attestations.service.js';
import { CustodianKeys } from './custodian-keys.service.js';

/** Custodians' keys and what they state over them. */
@Controller()
export class AttestationsController {
  constructor(
    private readonly attestations: Attestations,
    private readonly keys: CustodianKeys,
  ) {}

  @Post('assets/:id/custodian-keys')
  @HttpCode(202)
  @Allow('issuer')
  @Returns(202, custodianKeyView)
  propose(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Body({ schema: custodianKeyBody }) body: CustodianKeyBody,
  ): Promise<CustodianKeyView> {
    return this.keys.propose(ctx, id, body);
  }

  @Get('assets/:id/custodian-keys')
  @Allow('issuer', 'compliance', 'auditor')
  @Returns(200, custodianKeyPage)
  listKeys(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Query({ schema: pageQuery }) query: PageQuery,
  ): Promise<Page<CustodianKeyView>> {
    return this.keys.list(ctx, id, query);
  }

  @Post('custodian-keys/:id/revoke')
  @HttpCode(200)
  @Allow('issuer', 'compliance')
  @Returns(200, custodianKeyView)
  revoke(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Body({ schema: reasonBody }) body: ReasonBody,
  ): Promise<CustodianKeyView> {
    return this.keys.revoke(ctx, id, body.reason);
  }

  @Post('assets/:id/attestations')
  @Allow('issuer')
  @Returns(201, attestationView)
  submit(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Body({ schema: attestationBody }) body: AttestationBody,
  ): Promise<AttestationView> {
    return this.attestations.submit(ctx, id, body);
  }

  @Get('assets/:id/attestations')
  @Allow('issuer', 'compliance', 'auditor')
  @Returns(200, attestationPage)
  list(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Query({ schema: pageQuery }) query: PageQuery,
  ): Promise<Page<AttestationView>> {
    return this.attestations.list(ctx, id, query);
  }
}
