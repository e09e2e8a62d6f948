import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import type { Database } from '../platform/database.js';

type Row = Record<string, unknown>;

interface Column {
  name: string;
  type: string;
  /** What a foreign key of this single column points to. */
  target: string | null;
  targetColumn: string | null;
}

/**
 * Plants one row of any table, with the rows its foreign keys need, without knowing the domain:
 * what it says is nonsense, whose it is is what counts. For a database of one test only: it drops
 * the CHECK constraints in its way.
 */
export class RowPlanter {
  constructor(
    private readonly db: Database,
    /** Rows that are there already, by table. */
    private readonly planted: Map<string, Row>,
  ) {}

  /** This table's row; planted at the first call. */
  async plant(table: string): Promise<Row> {
    const there = this.planted.get(table);
    if (there) return there;
    await this.dropChecks(table);
    const row: Row = {};
    for (const column of await this.required(table)) row[column.name] = await this.value(column);
    const names = Object.keys(row);
    const marks = names.map((_, i) => `$${i + 1}`).join(', ');
    await this.db.transaction(async () => {
      // No triggers, and no foreign keys of several columns, which nonsense cannot satisfy.
      await this.db.sql('SET LOCAL session_replication_role = replica');
      await this.db.sql(
        `INSERT INTO api.${table} (${names.join(', ')}) VALUES (${marks})`,
        Object.values(row),
      );
    });
    this.planted.set(table, row);
    return row;
  }

  /** Columns that must be given, and those that say whose the row is. */
  private required(table: string): Promise<Column[]> {
    return this.db.sql<Column>(
      `SELECT c.column_name AS name, c.data_type AS type, f.target, f.target_column AS "targetColumn"
       FROM information_schema.columns c
       LEFT JOIN LATERAL (
         SELECT r.relname AS target, b.attname AS target_column
         FROM pg_constraint k
         JOIN pg_class r ON r.oid = k.confrelid
         JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1]
         JOIN pg_attribute b ON b.attrelid = k.confrelid AND b.attnum = k.confkey[1]
         WHERE k.contype = 'f' AND k.conrelid = ('api.' || c.table_name)::regclass
           AND array_length(k.conkey, 1) = 1 AND a.attname = c.column_name
         LIMIT 1) f ON true
       WHERE c.table_schema = 'api' AND c.table_name = $1 AND c.is_generated = 'NEVER'
         AND c.is_identity = 'NO'
         AND (c.column_name IN ('id', 'organisation_id')
              OR (c.is_nullable = 'NO' AND c.column_default IS NULL))`,
      [table],
    );
  }

  private async value({ name, type, target, targetColumn }: Column): Promise<unknown> {
    if (target && targetColumn) return (await this.plant(target))[targetColumn];
    if (name === 'organisation_id') return (await this.plant('organisation'))['id'];
    switch (type) {
      case 'uuid':
        return randomUUID();
      case 'bytea':
        return randomBytes(32);
      case 'json':
      case 'jsonb':
        return '{}';
      case 'boolean':
        return false;
      case 'date':
      case 'timestamp with time zone':
        return new Date('2026-04-15T20:30:00Z');
      case 'ARRAY':
        return [];
      case 'text':
        return 'x';
      default:
        return randomInt(1_000, 30_000);
    }
  }

  private async dropChecks(table: string): Promise<void> {
    const checks = await this.db.sql<{ name: string }>(
      `SELECT conname AS name FROM pg_constraint
       WHERE contype = 'c' AND conrelid = ('api.' || $1)::regclass`,
      [table],
    );
    for (const { name } of checks) {
      await this.db.sql(`ALTER TABLE api.${table} DROP CONSTRAINT "${name}"`);
    }
  }
}
