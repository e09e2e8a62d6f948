import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { Audit } from '../audit/audit.service.js';
import { Clock } from '../platform/clock.js';
import { type Actor, actorOf, type Ctx } from '../platform/context.js';
import { Database } from '../platform/database.js';
import { Conflict, NotFound, Refused } from '../platform/problem.js';
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

/** Whether somebody whose it is not may read a document, because of what another room knows. */
export type Opens = (ctx: Ctx, documentId: string) => Promise<boolean>;

/** Papers: content-addressed, encrypted at rest, streamed in and out. */
@Injectable()
export class Documents {
  private readonly openings: Opens[] = [];

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly blobs: BlobStore,
  ) {}

  /**
   * Takes an upload, perhaps the next version of a document. Headers are judged before the first byte
   * is read.
   * @throws NotFound, Conflict `document_superseded`; Refused `version_of_other_purpose`,
   *   `validity_over`, `access_of_assets`; Problem 400 `content_digest_required` | `digest_differs` | `document_empty`,
   *   413 `document_too_large`, 415 `unsupported_media_type` | `media_type_differs`
   */
  async upload(ctx: Ctx, upload: Upload): Promise<DocumentView> {
    const actor = actorOf(ctx);
    const mediaType = acceptedType(upload.contentType);
    const digest = announcedSha256(upload.contentDigest);
    if (Number(upload.contentLength ?? 0) > MAX_BYTES) throw tooLarge();
    const purpose = upload.purpose ?? (actor.role === 'investor' ? 'kyc' : 'asset');
    const about = {
      fileName: upload.fileName,
      mediaType,
      purpose,
      organisationId: actor.organisationId,
      validUntil: upload.validUntil ?? null,
      access: upload.access,
    };
    this.refuseTerms(about);
    const before = await this.previous(actor, purpose, upload.replaces);
    const stored = await this.blobs.write(upload.bytes, new TypeCheck(mediaType), digest);
    return this.db.transaction(async () => {
      // Somebody may have replaced it while the bytes came; who comes later waits for this one.
      if (before) {
        await this.db.em.findOne(Document, {
          where: { id: before.id },
          lock: { mode: 'pessimistic_write' },
        });
        await this.requireNewest(before.id);
      }
      const [replaces, version] = before ? [before.id, before.version + 1] : [null, 1];
      return this.save(ctx, stored, { ...about, replaces, version });
    });
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
      this.save(ctx, stored, { ...PLAIN, fileName, mediaType, purpose, organisationId }),
    );
  }

  /** Where a room lets more people read a paper than `maySee` does; to use it for something of theirs stays refused. */
  opens(opening: Opens): void {
    this.openings.push(opening);
  }

  /** A document to be looked at. @throws NotFound also where it is not the actor's to see */
  async read(ctx: Ctx, id: string): Promise<DocumentView> {
    for (const opens of this.openings) {
      if (!(await opens(ctx, id))) continue;
      const [opened] = await this.describe([id]);
      if (opened) return opened;
    }
    return this.get(ctx, id);
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
    const ordered = ids.map((id) => {
      const row = visible.get(id);
      if (!row) throw new NotFound('document');
      return row;
    });
    return this.views(ordered);
  }

  /** Of rows that name documents, whoever asks: the caller decides what of it to show. */
  async describe(ids: string[]): Promise<DocumentView[]> {
    return this.views(await this.db.em.findBy(Document, { id: In(ids) }));
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
    about: Omit<Document, 'id' | 'uploadedBy' | 'sha256' | 'size' | 'createdAt'>,
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
      data: {
        sha256: stored.sha256.toString('hex'),
        mediaType: document.mediaType,
        ...(document.replaces ? { replaces: document.replaces } : {}),
      },
    });
    return this.view(document, null);
  }

  /** The document to be replaced: the organisation's own, of the same purpose, the newest version. */
  private async previous(
    { organisationId }: Actor,
    purpose: DocumentPurpose,
    id: string | undefined,
  ): Promise<Document | null> {
    if (id === undefined) return null;
    const found = await this.db.em.findOneBy(Document, { id, organisationId });
    if (!found) throw new NotFound('document');
    if (found.purpose !== purpose) {
      throw new Refused(
        'version_of_other_purpose',
        `The document is of purpose ${found.purpose}: its next version is, too.`,
      );
    }
    await this.requireNewest(id);
    return found;
  }

  private async requireNewest(id: string): Promise<void> {
    const next = await this.db.em.findOneBy(Document, { replaces: id });
    if (!next) return;
    throw new Conflict('document_superseded', 'It has a newer version already: replace that one.', {
      replacedBy: next.id,
    });
  }

  private refuseTerms({
    purpose,
    access,
    validUntil,
  }: Pick<Document, 'purpose' | 'access' | 'validUntil'>): void {
    if (access === 'investors' && purpose !== 'asset') {
      throw new Refused(
        'access_of_assets',
        'Only documents of purpose asset are opened to investors: leave access out.',
      );
    }
    if (validUntil !== null && this.overBy(validUntil)) {
      throw new Refused(
        'validity_over',
        `It was valid until ${validUntil}: file one that still is.`,
      );
    }
  }

  private overBy(validUntil: string): boolean {
    return validUntil < this.clock.now().toISOString().slice(0, 10);
  }

  private async views(documents: Document[]): Promise<DocumentView[]> {
    const ids = documents.map(({ id }) => id);
    const next = await this.db.em.findBy(Document, { replaces: In(ids) });
    const successors = new Map(next.map(({ id, replaces }) => [replaces, id]));
    return documents.map((row) => this.view(row, successors.get(row.id) ?? null));
  }

  private view(row: Document, replacedBy: string | null): DocumentView {
    return {
      id: row.id,
      organisationId: row.organisationId,
      purpose: row.purpose,
      fileName: row.fileName,
      mediaType: row.mediaType,
      sizeBytes: Number(row.size),
      sha256: row.sha256.toString('hex'),
      version: row.version,
      replaces: row.replaces,
      replacedBy,
      validUntil: row.validUntil,
      expired: row.validUntil !== null && this.overBy(row.validUntil),
      access: row.access,
      createdAt: row.createdAt.toISOString(),
    };
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

/**
 * Own organisation's; compliance sees all; auditors all but what is in KYC cases; investors what was
 * opened to them.
 */
function maySee(actor: Actor, document: Document): boolean {
  if (document.organisationId === actor.organisationId) return true;
  if (actor.role === 'compliance') return true;
  if (actor.role === 'investor') return document.access === 'investors';
  return actor.role === 'auditor' && document.purpose !== 'kyc';
}

/** Made by the platform: one version, without end, for its organisation and staff. */
const PLAIN = { replaces: null, version: 1, validUntil: null, access: 'restricted' } as const;

async function* chunks(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}
