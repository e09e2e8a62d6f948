import { Controller, Get, Post } from '@nestjs/common';
import { Allow, PeopleOnly } from '../platform/access.js';
import { type Ctx, RequestCtx } from '../platform/context.js';
import { Returns } from '../platform/returns.js';
import { documentKeysView, type DocumentKeysView } from './document.schema.js';
import { KeyRotation } from './key-rotation.service.js';

@Controller('document-keys')
export class DocumentKeysController {
  constructor(private readonly rotation: KeyRotation) {}

  @Get()
  @Allow('operator')
  @Returns(200, documentKeysView)
  status(): Promise<DocumentKeysView> {
    return this.rotation.status();
  }

  /** Once a new key stands first in `DOCUMENT_KEYS`: the old one may go when nothing is under it. */
  @Post('rotate')
  @Allow('operator')
  @PeopleOnly()
  @Returns(202, documentKeysView)
  rotate(@RequestCtx() ctx: Ctx): Promise<DocumentKeysView> {
    return this.rotation.start(ctx);
  }
}
