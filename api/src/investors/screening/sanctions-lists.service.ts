import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { Injectable, type OnApplicationBootstrap, type OnModuleInit } from '@nestjs/common';
import { Audit } from '../../audit/audit.service.js';
import { Documents } from '../../documents/documents.service.js';
import { Clock, DAY_MS } from '../../platform/clock.js';
import { Config } from '../../platform/config.js';
import { type Ctx, systemCtx } from '../../platform/context.js';
import { Database } from '../../platform/database.js';
import { HealthParts, type PartHealth } from '../../platform/health-parts.js';
import { page, type Page, type PageQuery } from '../../platform/page.js';
import { Conflict, NotFound, Refused } from '../../platform/problem.js';
import { Recent } from '../../platform/recent.js';
import { Together } from '../../platform/together.js';
import { countRows, LIST_SOURCES, type ListSource, SOURCE_NAMES } from './list-format.js';
import { SanctionsListInForce, SanctionsListVersion } from './screening.entity.js';
import type { ImportListBody, ListVersion, ListVersionView } from './screening.schema.js';

interface NewVersion {
  source: ListSource;
  fileName: string;
  publishedOn: string;
  content: Buffer;
}

/** More than are in force, with those that were lately. */
const KNOWN_EDITIONS = 16;

/** How the official files are called in the data folder, by source. */
const FILES: Readonly<Record<ListSource, RegExp>> = {
  'ofac.sdn': /^ofac_sdn_(\d{4}-\d{2}(?:-\d{2})?)(?:_subset)?\.csv$/,
  'ofac.alt': /^ofac_alt_(\d{4}-\d{2}(?:-\d{2})?)(?:_subset)?\.csv$/,
  'ofac.eth': /^ofac_eth_addresses_(\d{4}-\d{2}(?:-\d{2})?)\.(?:csv|txt)$/,
};

/** Editions of the sanctions lists: taken in, kept unchanged, and which of them counts. */
@Injectable()
export class SanctionsLists implements OnModuleInit, OnApplicationBootstrap {
  private readonly current: Together<string>;
  private readonly editions = new Recent<SanctionsListVersion>(KNOWN_EDITIONS);

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly audit: Audit,
    private readonly documents: Documents,
    private readonly parts: HealthParts,
  ) {
    this.current = new Together(db, (sources) => this.readCurrent(sources));
  }

  onModuleInit(): void {
    this.parts.register('sanctions_lists', () => this.health());
  }

  /**
   * Takes in the newest official file of each source, and puts it in force where none is yet.
   * Throws where a source has no file at all: screening against nothing must not look like a clean
   * result.
   */
  async onApplicationBootstrap(): Promise<void> {
    const ctx = systemCtx('sanctions-lists-at-start');
    const folder = join(this.config.env.DATA_DIR, 'sanctions');
    for (const source of LIST_SOURCES) {
      await this.db.independent(async () => {
        const found = newestFile(folder, source);
        const version = found && (await this.keep(ctx, found));
        const [known] = await this.inForce([source]);
        if (known) return;
        if (!version) throw new Error(`no edition of ${SOURCE_NAMES[source]} in ${folder}`);
        await this.putInForce(ctx, version, 'The newest official file at first start.');
      });
    }
  }

  /**
   * Takes in an edition from an uploaded file; it counts only when it is put in force.
   * @throws NotFound; Refused `list_malformed` naming row and column; Conflict `list_known`
   */
  async import(ctx: Ctx, body: ImportListBody): Promise<ListVersionView> {
    const document = await this.documents.get(ctx, body.documentId);
    const content = await buffer(await this.documents.stream(document.id));
    const known = await this.db.em.findOneBy(SanctionsListVersion, {
      source: body.source,
      sha256: sha256(content),
    });
    if (known) {
      throw new Conflict(
        'list_known',
        `These very bytes are there already, as the edition of ${known.publishedOn}: put that one in force.`,
        { id: known.id },
      );
    }
    const version = await this.keep(ctx, {
      source: body.source,
      fileName: document.fileName,
      publishedOn: body.publishedOn,
      content,
    });
    const [view] = await this.views([version]);
    if (!view) throw new NotFound('list');
    return view;
  }

  /** The newest import first. */
  list(query: PageQuery): Promise<Page<ListVersionView>> {
    return page(this.db.em, SanctionsListVersion, query, {}, (rows) => this.views(rows));
  }

  /** @throws NotFound; Conflict `list_in_force` */
  async activate(ctx: Ctx, id: string, reason: string): Promise<SanctionsListVersion> {
    const version = await this.db.em.findOneBy(SanctionsListVersion, { id });
    if (!version) throw new NotFound('list');
    const changed = await this.putInForce(ctx, version, reason);
    if (!changed) throw new Conflict('list_in_force', 'This edition is in force already.');
    return version;
  }

  /**
   * The editions that count, by source. In a transaction they stay in force until it ends: whoever
   * puts another one in force waits.
   */
  async inForce(sources: readonly ListSource[] = LIST_SOURCES): Promise<SanctionsListVersion[]> {
    const inForce = await this.current.ofAll(sources);
    const ids = sources.toSorted().flatMap((source) => inForce.get(source) ?? []);
    const versions: SanctionsListVersion[] = [];
    // One after the other: a transaction has one connection.
    for (const id of ids) {
      const version = await this.edition(id);
      if (version) versions.push(version);
    }
    return versions;
  }

  /** Those among them that are too old for anybody to be approved with, by the domain's clock. */
  outdated(versions: readonly SanctionsListVersion[]): SanctionsListVersion[] {
    const days = this.config.sanctionsListDays;
    if (days === null) return [];
    const earliest = this.clock.now().getTime() - days * DAY_MS;
    return versions.filter(({ publishedOn }) => Date.parse(publishedOn) < earliest);
  }

  /** @throws Refused `sanctions_list_outdated` where one of them is too old */
  refuseOutdated(versions: readonly SanctionsListVersion[]): void {
    const old = this.outdated(versions);
    if (old.length === 0) return;
    const days = this.config.sanctionsListDays;
    throw new Refused(
      'sanctions_list_outdated',
      `Sanctions lists in force are older than ${days} days: ${old.map(named).join(', ')}. A compliance officer loads the newest under Screening and puts it in force.`,
    );
  }

  /** An old list stops approvals and nothing else: somebody should look. */
  private async health(): Promise<PartHealth> {
    const versions = await this.inForce();
    const [oldest = null] = versions.map(({ publishedOn }) => publishedOn).sort();
    const figures = { oldest };
    const old = this.outdated(versions);
    if (old.length === 0) return { state: 'ok', figures };
    const detail = `older than ${this.config.sanctionsListDays} days: ${old.map(named).join(', ')}. Nobody is approved and no wallet registered until a newer one is in force.`;
    return { state: 'degraded', detail, figures };
  }

  private async readCurrent(sources: readonly string[]): Promise<Map<string, string>> {
    const rows = await this.db.sql<{ source: string; id: string }>(
      `SELECT source, version_id AS id FROM api.sanctions_list_in_force WHERE source = ANY($1)
       ORDER BY source ${this.db.inTransaction ? 'FOR SHARE' : ''}`,
      [sources],
    );
    return new Map(rows.map(({ source, id }) => [source, id]));
  }

  /** An edition never changes once it is there, so it is read once. */
  private edition(id: string): Promise<SanctionsListVersion | null> {
    return this.editions.of(id, () => this.db.em.findOneBy(SanctionsListVersion, { id }));
  }

  /** An edition's bytes, as they were given. */
  async content(id: string): Promise<Buffer> {
    const { content } = await this.db.em.findOneOrFail(SanctionsListVersion, {
      where: { id },
      select: { id: true, content: true },
    });
    return content;
  }

  /** Keeps an edition once, however many processes start with it. */
  private async keep(ctx: Ctx, given: NewVersion): Promise<SanctionsListVersion> {
    const where = { source: given.source, sha256: sha256(given.content) };
    const known = await this.db.em.findOneBy(SanctionsListVersion, where);
    if (known) return known;
    const version = {
      ...given,
      ...where,
      id: this.db.newId(),
      rowCount: countRows(given.source, given.content),
      importedBy: ctx.actor?.userId ?? null,
      importedAt: this.clock.now(),
    };
    const inserted = await this.db.em
      .createQueryBuilder()
      .insert()
      .into(SanctionsListVersion)
      .values(version)
      .orIgnore()
      .returning('id')
      .execute();
    if ((inserted.raw as unknown[]).length > 0) {
      await this.audit.record(ctx, {
        action: 'sanctions_list.import',
        subject: { type: 'sanctions_list_version', id: version.id },
        organisationId: null,
        data: {
          source: version.source,
          publishedOn: version.publishedOn,
          sha256: version.sha256.toString('hex'),
          rows: version.rowCount,
        },
      });
    }
    return this.db.em.findOneByOrFail(SanctionsListVersion, where);
  }

  /** False where it was in force already. */
  private async putInForce(
    ctx: Ctx,
    version: SanctionsListVersion,
    reason: string,
  ): Promise<boolean> {
    const changed = await this.db.sql<{ source: string }>(
      `INSERT INTO api.sanctions_list_in_force AS f
         (source, version_id, reason, changed_by, changed_at)
       VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (source) DO UPDATE SET version_id = excluded.version_id,
         reason = excluded.reason, changed_by = excluded.changed_by,
         changed_at = excluded.changed_at
       WHERE f.version_id <> excluded.version_id
       RETURNING source`,
      [version.source, version.id, reason, ctx.actor?.userId ?? null, this.clock.now()],
    );
    if (changed.length === 0) return false;
    await this.audit.record(ctx, {
      action: 'sanctions_list.put_in_force',
      subject: { type: 'sanctions_list_version', id: version.id },
      organisationId: null,
      data: { source: version.source, sha256: version.sha256.toString('hex'), reason },
    });
    return true;
  }

  private async views(rows: SanctionsListVersion[]): Promise<ListVersionView[]> {
    const current = await this.db.em.find(SanctionsListInForce);
    const inForce = new Set(current.map(({ versionId }) => versionId));
    return rows.map((row) => ({
      ...describeVersion(row),
      id: row.id,
      inForce: inForce.has(row.id),
      outdated: this.outdated([row]).length > 0,
      importedBy: row.importedBy,
      importedAt: row.importedAt.toISOString(),
    }));
  }
}

const named = ({ fileName, publishedOn }: SanctionsListVersion): string =>
  `${fileName} of ${publishedOn}`;

/** An edition as it is cited with every result. */
export const describeVersion = (row: SanctionsListVersion): ListVersion => ({
  source: row.source,
  name: SOURCE_NAMES[row.source],
  file: row.fileName,
  asOf: row.publishedOn,
  sha256: row.sha256.toString('hex'),
  entries: row.rowCount,
});

function newestFile(folder: string, source: ListSource): NewVersion | null {
  const dated = readdirSync(folder).flatMap((fileName) => {
    const publishedOn = FILES[source].exec(fileName)?.[1];
    return publishedOn ? [{ fileName, publishedOn }] : [];
  });
  const [newest] = dated.sort((a, b) => (a.publishedOn > b.publishedOn ? -1 : 1));
  return newest
    ? { source, ...newest, content: readFileSync(join(folder, newest.fileName)) }
    : null;
}

const sha256 = (bytes: Buffer): Buffer => createHash('sha256').update(bytes).digest();
