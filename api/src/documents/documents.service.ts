import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { Audit } from '../audit/audit.service.js';
import { Clock } from '../platform/clock.js';
import { type Actor, actorOf, type Ctx } from '../platform/context.js';
import { Database } from '../platform/database.js';
import { NotFound } from '../platform/problem.js';
import { BlobStore, type StoredBlob, tooLarge } from './blob-store.js';
import { announcedSha256 } from './content-digest.js';
import { Blob, Document } from './document.entity.js';
import { type DocumentPurpose, type DocumentView, MAX_BYTES } from './document.schema.js';
import type { UploadQuery } from './document.schema.js';
import { acceptedType, TypeCheck } from './media-types.js';

export interface Upload extends UploadQuery {
  bytes: AsyncIterable<Buffer>;
  contentType: string | undefined;
  contentLength: string | undefined;
  contentDigest: string | undefined;
}

/** Papers: content-addressed, encrypted at rest, streamed in and out. */
@Injectable()
export class Documents {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly blobs: BlobStore,
  ) {}

  /**
   * Takes an upload. Headers are judged before the first byte is read.
   * @throws Problem 400 `content_digest_required` | `digest_differs` | `document_empty`,
   *   413 `document_too_large`, 415 `unsupported_media_type` | `media_type_differs`
   */
  async upload(ctx: Ctx, upload: Upload): Promise<DocumentView> {
    const actor = actorOf(ctx);
    const mediaType = acceptedType(upload.contentType);
    const digest = announcedSha256(upload.contentDigest);
    if (Number(upload.contentLength ?? 0) > MAX_BYTES) throw tooLarge();
    const stored = await this.blobs.write(upload.bytes, new TypeCheck(mediaType), digest);
    return this.db.transaction(() =>
      this.save(ctx, stored, {
        fileName: upload.fileName,
        mediaType,
        purpose: upload.purpose ?? (actor.role === 'investor' ? 'kyc' : 'asset'),
        organisationId: actor.organisationId,
      }),
    );
  }

  /** Stores bytes made by the platform itself (reports); owned by `organisationId`. */
  async storeBytes(
    ctx: Ctx,
    document: {
      bytes: Buffer;
      fileName: string;
      mediaType: string;
      organisationId?: string;
      purpose?: DocumentPurpose;
    },
  ): Promise<DocumentView> {
    const { bytes, fileName, mediaType, purpose = 'report' } = document;
    const organisationId = document.organisationId ?? actorOf(ctx).organisationId;
    const stored = await this.blobs.write(chunks(bytes), null, null);
    return this.db.transaction(() =>
      this.save(ctx, stored, { fileName, mediaType, purpose, organisationId }),
    );
  }

  /** @throws NotFound also where it is not the actor's to see */
  async get(ctx: Ctx, id: string): Promise<DocumentView> {
    const [document] = await this.require(ctx, [id]);
    if (!document) throw new NotFound('document');
    return document;
  }

  /** A document's hash, for a deed that was approved with it. Unscoped. @throws NotFound */
  async hashed(id: string): Promise<{ id: string; sha256: string }> {
    const document = await this.db.em.findOneBy(Document, { id });
    if (!document) throw new NotFound('document');
    return { id, sha256: document.sha256.toString('hex') };
  }

  /** All of these documents, in the order given. @throws NotFound where any is missing or foreign */
  async require(ctx: Ctx, ids: string[]): Promise<DocumentView[]> {
    const rows = await this.db.em.findBy(Document, { id: In(ids) });
    const visible = new Map(
      rows.filter((row) => maySee(actorOf(ctx), row)).map((row) => [row.id, row]),
    );
    return ids.map((id) => {
      const row = visible.get(id);
      if (!row) throw new NotFound('document');
      return view(row);
    });
  }

  /** Of rows that name documents, whoever asks: the caller decides what of it to show. */
  async describe(ids: string[]): Promise<DocumentView[]> {
    return (await this.db.em.findBy(Document, { id: In(ids) })).map(view);
  }

  /** The plain bytes, proven whole. Unscoped: check with `get` first. */
  async stream(id: string): Promise<Readable> {
    const { sha256 } = await this.db.em.findOneByOrFail(Document, { id });
    return this.blobs.read(await this.db.em.findOneByOrFail(Blob, { sha256 }));
  }

  /** How many documents there are whose file is kept. */
  count(): Promise<number> {
    return this.db.em.count(Blob);
  }

  private async save(
    ctx: Ctx,
    stored: StoredBlob,
    about: Pick<Document, 'fileName' | 'mediaType' | 'purpose' | 'organisationId'>,
  ): Promise<DocumentView> {
    this.db.afterRollback(() => this.blobs.remove(stored.fileId));
    await this.keepOnce(stored);
    const document = this.db.em.create(Document, {
      ...about,
      id: this.db.newId(),
      uploadedBy: ctx.actor?.userId ?? null,
      sha256: stored.sha256,
      size: stored.size,
      createdAt: this.clock.now(),
    });
    await this.db.em.insert(Document, document);
    await this.audit.record(ctx, {
      action: 'document.store',
      subject: { type: 'document', id: document.id },
      organisationId: document.organisationId,
      data: { sha256: stored.sha256.toString('hex'), mediaType: document.mediaType },
    });
    return view(document);
  }

  /** Where this content is kept already, the second file goes. */
  private async keepOnce(stored: StoredBlob): Promise<void> {
    const inserted = await this.db.em
      .createQueryBuilder()
      .insert()
      .into(Blob)
      .values(stored)
      .orIgnore()
      .returning('sha256')
      .execute();
    if ((inserted.raw as unknown[]).length === 0) await this.blobs.remove(stored.fileId);
  }
}

/** Own organisation's; compliance sees all; auditors all but what is in KYC cases. */
function maySee(actor: Actor, document: Document): boolean {
  if (document.organisationId === actor.organisationId) return true;
  if (actor.role === 'compliance') return true;
  return actor.role === 'auditor' && document.purpose !== 'kyc';
}

const view = (row: Document): DocumentView => ({
  id: row.id,
  organisationId: row.organisationId,
  purpose: row.purpose,
  fileName: row.fileName,
  mediaType: row.mediaType,
  sizeBytes: Number(row.size),
  sha256: row.sha256.toString('hex'),
  createdAt: row.createdAt.toISOString(),
});

async function* chunks(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}
