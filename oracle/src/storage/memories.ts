import { Injectable } from '@nestjs/common';
import type { SourceMemory } from '../sources/source.js';
import { Database } from './database.js';

/** What each party remembers of its sources, so that a restart does not make it forget a number. */
@Injectable()
export class Memories {
  constructor(private readonly db: Database) {}

  of(party: string): SourceMemory {
    return {
      recall: async (name) => {
        const [row] = await this.db.sql<{ value: string }>(
          'SELECT value FROM oracle.source_memory WHERE party = $1 AND name = $2',
          [party, name],
        );
        return row?.value ?? null;
      },
      remember: async (name, value) => {
        await this.db.sql(
          `INSERT INTO oracle.source_memory (party, name, value) VALUES ($1, $2, $3)
           ON CONFLICT (party, name) DO UPDATE SET value = EXCLUDED.value`,
          [party, name, value],
        );
      },
    };
  }
}
