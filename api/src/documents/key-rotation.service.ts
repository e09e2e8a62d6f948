import { Injectable, type OnApplicationBootstrap, type OnModuleInit } from '@nestjs/common';
import { z } from 'zod';
import { Audit } from '../audit/audit.service.js';
import { rows } from '../chain/rows.js';
import type { Ctx } from '../platform/context.js';
import { Database } from '../platform/database.js';
import { type Job, Jobs } from '../platform/jobs/jobs.service.js';
import { DocumentKeys } from './document-keys.js';
import type { DocumentKeysView } from './document.schema.js';

/**
 * Brings every document under the current master key. Only the wrapped keys change, not the files: old
 * and new ones are read throughout. Each batch stays done, so whatever is killed, the rest goes on.
 */
@Injectable()
export class KeyRotation implements OnModuleInit, OnApplicationBootstrap {
  /** Keys wrapped anew in one transaction. */
  readonly batch = 500;
  private job: Job<Record<string, never>>;

  constructor(
    private readonly db: Database,
    private readonly jobs: Jobs,
    private readonly audit: Audit,
    private readonly keys: DocumentKeys,
  ) {}

  onModuleInit(): void {
    this.job = this.jobs.define({
      name: 'documents.rewrap',
      schema: z.strictObject({}),
      // Not single: the rest is enqueued while a part of it runs. Two at once skip each other's rows.
      handle: (ctx) => this.rewrapSome(ctx),
    });
  }

  /** Papers that nobody could read any more are told before anything else starts. */
  async onApplicationBootstrap(): Promise<void> {
    const known = new Set(this.keys.names);
    for (const [name, documents] of await this.counts()) {
      if (known.has(name)) continue;
      throw new Error(
        `DOCUMENT_KEYS lacks the key ${name}, under which ${documents} contents are: give it back.`,
      );
    }
  }

  /** The master keys, and how many contents are under each. */
  async status(): Promise<DocumentKeysView> {
    const counts = await this.counts();
    return {
      current: this.keys.current,
      keys: this.keys.names.map((name) => ({ name, contents: counts.get(name) ?? 0 })),
    };
  }

  /** Has everything wrapped by the current key, behind the answer; again is harmless. */
  async start(ctx: Ctx): Promise<DocumentKeysView> {
    await this.job.enqueue(ctx, {});
    const status = await this.status();
    await this.audit.record(ctx, {
      action: 'document_keys.rotate',
      subject: { type: 'document_key', id: this.keys.current },
      organisationId: ctx.actor?.organisationId ?? null,
      data: { contents: status.keys },
    });
    return status;
  }

  private async rewrapSome(ctx: Ctx): Promise<void> {
    const { current } = this.keys;
    const found = await rows<BlobRow>(
      this.db.em,
      `SELECT sha256, file_id, wrapped_key, key_name FROM api.blob WHERE key_name <> $1
       ORDER BY sha256 LIMIT $2 FOR UPDATE SKIP LOCKED`,
      [current, this.batch],
    );
    const fresh = found.map((row) => {
      const old = { keyName: row.key_name, wrappedKey: row.wrapped_key };
      return this.keys.wrap(this.keys.unwrap(old, row.file_id), row.file_id).wrappedKey;
    });
    await this.db.em.query(
      `UPDATE api.blob b SET wrapped_key = n.wrapped_key, key_name = $3
       FROM unnest($1::bytea[], $2::bytea[]) AS n(sha256, wrapped_key) WHERE b.sha256 = n.sha256`,
      [found.map(({ sha256 }) => sha256), fresh, current],
    );
    if (found.length === this.batch) await this.job.enqueue(ctx, {});
  }

  private async counts(): Promise<Map<string, number>> {
    const found = await rows<{ key_name: string; contents: number }>(
      this.db.em,
      'SELECT key_name, count(*)::int AS contents FROM api.blob GROUP BY key_name ORDER BY key_name',
    );
    return new Map(found.map((row) => [row.key_name, row.contents]));
  }
}

interface BlobRow {
  sha256: Buffer;
  file_id: string;
  wrapped_key: Buffer;
  key_name: string;
}
