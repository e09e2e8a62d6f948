import { createHash } from 'node:crypto';
import { Controller, Get, Param, Res, StreamableFile } from '@nestjs/common';
import { ApiProduces } from '@nestjs/swagger';
import type { Response } from 'express';
import { Evidence } from '../../audit/evidence.js';
import { contentDigest } from '../../documents/content-digest.js';
import { Allow } from '../../platform/access.js';
import { type Ctx, RequestCtx } from '../../platform/context.js';
import { UuidPipe } from '../../platform/pipes.js';
import { Returns } from '../../platform/returns.js';
import { roundWhyView, type RoundWhyView } from './why.schema.js';
import { RoundsWhy } from './why.service.js';

/** Why each number was published, from the oracle's own books. */
@Controller('assets/:id/feeds/:kind/rounds/:round')
export class WhyController {
  constructor(private readonly rounds: RoundsWhy) {}

  @Get('why')
  @Allow('issuer', 'compliance', 'auditor', 'operator')
  @Evidence('asset')
  @Returns(200, roundWhyView)
  why(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Param('kind') kind: string,
    @Param('round') round: string,
  ): Promise<RoundWhyView> {
    return this.rounds.why(ctx, id, kind, round);
  }

  @Get('why.zip')
  @Allow('issuer', 'compliance', 'auditor', 'operator')
  @Evidence('asset')
  @ApiProduces('application/zip')
  @Returns(200, null, 'the same with the documents as they were fetched')
  async file(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Param('kind') kind: string,
    @Param('round') round: string,
    @Res({ passthrough: true }) response: Response,
  ): Promise<StreamableFile> {
    const { fileName, bytes } = await this.rounds.evidence(ctx, id, kind, round);
    const sha256 = createHash('sha256').update(bytes).digest();
    response.setHeader('Content-Digest', contentDigest(sha256));
    response.setHeader('Cache-Control', 'private, no-store');
    return new StreamableFile(bytes, {
      type: 'application/zip',
      length: bytes.length,
      disposition: `attachment; filename="${fileName}"`,
    });
  }
}
