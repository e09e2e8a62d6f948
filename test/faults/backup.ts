import { chmodSync, mkdirSync, rmSync } from 'node:fs';
import type pg from 'pg';

/** Runs statements on a connection of its own to one database. */
export type Sql = <Row extends pg.QueryResultRow>(
  text: string,
  values?: unknown[],
) => Promise<Row[]>;

/** Every table that is not PostgreSQL's own, and the file its rows are in. */
const TABLES = `SELECT c.oid::regclass AS name, c.oid FROM pg_class c
  JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind = 'r' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'`;

const forEachTable = (...statements: string[]): string =>
  `DO $$ DECLARE t record; BEGIN FOR t IN ${TABLES} LOOP
    ${statements.map((one) => `EXECUTE ${one};`).join('\n')}
  END LOOP; END $$`;

interface Sequence {
  name: string;
  value: string;
}

/**
 * A copy of a database as of one moment, taken while others write, as `pg_dump` takes one (which does
 * not come with the PostgreSQL of the dependencies). The server writes and reads the files.
 */
export class Backup {
  private readonly folder: string;
  private readonly sequences: Sequence[];

  private constructor(folder: string, sequences: Sequence[]) {
    this.folder = folder;
    this.sequences = sequences;
  }

  /** @param folder a new one; its parents can be passed by the server's user */
  static async take(sql: Sql, folder: string): Promise<Backup> {
    mkdirSync(folder);
    chmodSync(folder, 0o777);
    await sql(`BEGIN ISOLATION LEVEL REPEATABLE READ;
      ${forEachTable(`format('COPY %s TO %L', t.name, '${folder}/' || t.oid)`)};
      COMMIT`);
    // Numbers given out are no part of any transaction; later ones do no harm, as with `pg_dump`.
    const sequences = await sql<Sequence>(
      `SELECT format('%I.%I', schemaname, sequencename) AS name, last_value AS value
       FROM pg_sequences WHERE last_value IS NOT NULL`,
    );
    return new Backup(folder, sequences);
  }

  /** Puts its rows into a database made from the same template; neither triggers nor references look. */
  async fill(sql: Sql): Promise<void> {
    const numbers = this.sequences.map(
      ({ name, value }) => `SELECT setval('${name}'::regclass, ${value})`,
    );
    await sql(`BEGIN; SET LOCAL session_replication_role = replica;
      ${forEachTable(
        `format('DELETE FROM %s', t.name)`,
        `format('COPY %s FROM %L', t.name, '${this.folder}/' || t.oid)`,
      )};
      ${numbers.join(';\n')}; COMMIT`);
  }

  discard(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
