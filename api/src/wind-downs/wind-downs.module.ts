import { Module } from '@nestjs/common';
import { AssetsModule } from '../assets/assets.module.js';
import { DocumentsModule } from '../documents/documents.module.js';
import { NoticesModule } from '../notices/notices.module.js';
import { TokensModule } from '../tokens/tokens.module.js';
import { WindDownsController } from './wind-downs.controller.js';
import { WindDowns } from './wind-downs.service.js';

@Module({
  imports: [AssetsModule, DocumentsModule, NoticesModule, TokensModule],
  controllers: [WindDownsController],
  providers: [WindDowns],
})
export class WindDownsModule {}
