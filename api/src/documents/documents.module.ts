import { Module, type OnModuleInit } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Config } from '../platform/config.js';
import { HealthParts } from '../platform/health-parts.js';
import { BlobStore } from './blob-store.js';
import { DiskStorage } from './disk-storage.js';
import { DocumentExpiry } from './document-expiry.service.js';
import { DocumentKeysController } from './document-keys.controller.js';
import { DocumentKeys } from './document-keys.js';
import { Blob, Document } from './document.entity.js';
import { DocumentsController } from './documents.controller.js';
import { Documents } from './documents.service.js';
import { FileStorage } from './file-storage.js';
import { KeyRotation } from './key-rotation.service.js';
import { roomHealth } from './room.js';

/** The SDK is big: it is read only where it is used. */
const storage = async ({ env }: Config): Promise<FileStorage> => {
  if (!env.DOCUMENTS_URL) return new DiskStorage(env.DOCUMENTS_DIR);
  const { S3Storage } = await import('./s3-storage.js');
  return new S3Storage(env.DOCUMENTS_URL);
};

@Module({
  imports: [TypeOrmModule.forFeature([Blob, Document])],
  controllers: [DocumentsController, DocumentKeysController],
  providers: [
    BlobStore,
    DocumentExpiry,
    DocumentKeys,
    Documents,
    KeyRotation,
    { provide: FileStorage, useFactory: storage, inject: [Config] },
  ],
  exports: [Documents],
})
export class DocumentsModule implements OnModuleInit {
  constructor(
    private readonly documents: Documents,
    private readonly health: HealthParts,
    private readonly blobs: BlobStore,
  ) {}

  onModuleInit(): void {
    this.health.register('documents', async () => {
      const free = await this.blobs.check();
      return roomHealth(free, await this.documents.count());
    });
  }
}
