import { access, constants } from 'node:fs/promises';
import { Module, type OnModuleInit } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Config } from '../platform/config.js';
import { HealthParts } from '../platform/health-parts.js';
import { BlobStore } from './blob-store.js';
import { Blob, Document } from './document.entity.js';
import { DocumentsController } from './documents.controller.js';
import { Documents } from './documents.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([Blob, Document])],
  controllers: [DocumentsController],
  providers: [BlobStore, Documents],
  exports: [Documents],
})
export class DocumentsModule implements OnModuleInit {
  constructor(
    private readonly documents: Documents,
    private readonly health: HealthParts,
    private readonly config: Config,
  ) {}

  onModuleInit(): void {
    this.health.register('documents', async () => {
      await access(this.config.env.DOCUMENTS_DIR, constants.W_OK);
      return { state: 'ok', figures: { contents: await this.documents.count() } };
    });
  }
}
