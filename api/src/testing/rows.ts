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

  /** This table's row; planted at the first call. @param over columns whose value matters */
  async plant(table: string, over: Row = {}): Promise<Row> {
    const there = this.planted.get(table);
    if (there) return there;
    const checks = await this.dropChecks(table);
    const row: Row = {};
    for (const column of await this.required(table)) {
      row[column.name] = allowedBy(checks, column) ?? (await this.value(column));
    }
    Object.assign(row, over);
    const names = Object.keys(row);
    const json = await this.jsonColumns(table);
    const marks = names.map((_, i) => `$${i + 1}`).join(', ');
    await this.db.transaction(async () => {
      // No triggers, and no foreign keys of several columns, which nonsense cannot satisfy.
      await this.db.sql('SET LOCAL session_replication_role = replica');
      await this.db.sql(
        `INSERT INTO api.${table} (${names.join(', ')}) VALUES (${marks})`,
        names.map((name) => (json.has(name) ? asJson(row[name]) : row[name])),
      );
    });
    this.planted.set(table, row);
    return row;
  }

  /** Further rows of a table: like the planted one but for these columns. Nothing is unique any more, but the key. */
  async neighbours(table: string, rows: readonly Row[]): Promise<void> {
    await this.dropUniqueness(table);
    const columns = await this.db.sql<{ name: string }>(
      `SELECT column_name AS name FROM information_schema.columns
       WHERE table_schema = 'api' AND table_name = $1 AND is_generated = 'NEVER'`,
      [table],
    );
    const names = columns.map(({ name }) => `"${name}"`).join(', ');
    const [like] = await this.db.sql<{ row: Row }>(
      `SELECT to_jsonb(t) AS row FROM api.${table} t LIMIT 1`,
    );
    await this.db.transaction(async () => {
      await this.db.sql('SET LOCAL session_replication_role = replica');
      await this.db.sql(
        `INSERT INTO api.${table} (${names}) OVERRIDING SYSTEM VALUE
         SELECT ${names} FROM jsonb_populate_recordset(NULL::api.${table}, $1)`,
        [JSON.stringify(rows.map((row) => ({ ...like?.row, ...row })))],
      );
    });
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

  private async jsonColumns(table: string): Promise<Set<string>> {
    const found = await this.db.sql<{ name: string }>(
      `SELECT column_name AS name FROM information_schema.columns
       WHERE table_schema = 'api' AND table_name = $1 AND data_type LIKE 'json%'`,
      [table],
    );
    return new Set(found.map(({ name }) => name));
  }

  private async dropUniqueness(table: string): Promise<void> {
    const found = await this.db.sql<{ name: string; held: string | null }>(
      `SELECT i.indexrelid::regclass::text AS name, k.conname AS held FROM pg_index i
       LEFT JOIN pg_constraint k ON k.conindid = i.indexrelid AND k.conrelid = i.indrelid
       WHERE i.indrelid = ('api.' || $1)::regclass AND (i.indisunique OR i.indisexclusion)
         AND NOT i.indisprimary`,
      [table],
    );
    for (const { name, held } of found) {
      await this.db.sql(
        held
          ? `ALTER TABLE api.${table} DROP CONSTRAINT "${held}" CASCADE`
          : `DROP INDEX ${name} CASCADE`,
      );
    }
  }

  /** Takes the CHECK constraints away, and says what they were. */
  private async dropChecks(table: string): Promise<string[]> {
    const checks = await this.db.sql<{ name: string; said: string }>(
      `SELECT conname AS name, pg_get_constraintdef(oid) AS said FROM pg_constraint
       WHERE contype = 'c' AND conrelid = ('api.' || $1)::regclass`,
      [table],
    );
    for (const { name } of checks) {
      await this.db.sql(`ALTER TABLE api.${table} DROP CONSTRAINT "${name}"`);
    }
    return checks.map(({ said }) => said);
  }
}

/** As the driver takes it. */
const asJson = (value: unknown): unknown =>
  typeof value === 'string' ? value : JSON.stringify(value);

/** The first of the texts, the length or the least number that a check allows a column; undefined where none speaks of it. */
function allowedBy(checks: string[], { name, type }: Column): unknown {
  for (const said of checks) {
    const text = new RegExp(`\\(${name} = ANY \\(ARRAY\\['([^']+)'`).exec(said)?.[1];
    if (text !== undefined) return text;
    const length = new RegExp(`length\\(${name}\\) = (\\d+)`).exec(said)?.[1];
    if (length !== undefined && type === 'bytea') return randomBytes(Number(length));
    const least = new RegExp(`\\(${name} >= (\\d+)\\)`).exec(said)?.[1];
    if (least !== undefined) return Number(least);
  }
  return undefined;
}
