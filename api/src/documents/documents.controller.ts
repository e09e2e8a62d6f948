import { Controller, Get, Param, Post, Query, Req, Res, StreamableFile } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiHeader, ApiProduces } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { Evidence } from '../audit/evidence.js';
import { Allow, OwnTransaction } from '../platform/access.js';
import { type Ctx, RequestCtx } from '../platform/context.js';
import { UuidPipe } from '../platform/pipes.js';
import { Returns } from '../platform/returns.js';
import { contentDigest } from './content-digest.js';
import {
  documentView,
  type DocumentView,
  uploadQuery,
  type UploadQuery,
} from './document.schema.js';
import { Documents } from './documents.service.js';

@Controller('documents')
export class DocumentsController {
  constructor(private readonly documents: Documents) {}

  /** The body is the file itself. */
  @Post()
  @Allow('issuer', 'investor', 'compliance', 'auditor')
  @OwnTransaction()
  @ApiConsumes('application/octet-stream')
  @ApiBody({ schema: { type: 'string', format: 'binary' } })
  @ApiHeader({
    name: 'Content-Digest',
    required: true,
    description: 'sha-256=:base64: (RFC 9530)',
  })
  @Returns(201, documentView)
  upload(
    @RequestCtx() ctx: Ctx,
    @Query({ schema: uploadQuery }) query: UploadQuery,
    @Req() request: Request,
  ): Promise<DocumentView> {
    return this.documents.upload(ctx, {
      ...query,
      // A refusal half-way must still be able to answer.
      bytes: request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>,
      contentType: request.header('content-type'),
      contentLength: request.header('content-length'),
      contentDigest: request.header('content-digest'),
    });
  }

  @Get(':id')
  @Allow('issuer', 'investor', 'compliance', 'auditor')
  @Returns(200, documentView)
  get(@RequestCtx() ctx: Ctx, @Param('id', UuidPipe) id: string): Promise<DocumentView> {
    return this.documents.read(ctx, id);
  }

  /** Always a download, never a page: what people upload must not run here. */
  @Get(':id/content')
  @Allow('issuer', 'investor', 'compliance', 'auditor')
  @Evidence('document')
  @ApiProduces('application/octet-stream')
  @Returns(200, null)
  async content(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Res({ passthrough: true }) response: Response,
  ): Promise<StreamableFile> {
    const { fileName, mediaType, sizeBytes, sha256 } = await this.documents.read(ctx, id);
    response.setHeader('Content-Security-Policy', 'sandbox');
    response.setHeader('Content-Digest', contentDigest(Buffer.from(sha256, 'hex')));
    response.setHeader('Cache-Control', 'private, no-store');
    return new StreamableFile(await this.documents.stream(id), {
      type: mediaType,
      length: sizeBytes,
      disposition: `attachment; filename*=UTF-8''${extendedValue(fileName)}`,
    });
  }
}

/** A parameter value as RFC 8187 wants it; `encodeURIComponent` leaves a few letters too many. */
const extendedValue = (text: string): string =>
  encodeURIComponent(text).replace(
    /['()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
