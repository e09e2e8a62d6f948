import { Injectable, type OnModuleInit } from '@nestjs/common';
import { boundTo } from '../accounts/sealed.js';
import { Clock } from '../platform/clock.js';
import { ConfigError } from '../platform/config.js';
import { Crypto } from '../platform/crypto.js';
import { Database } from '../platform/database.js';

/** A process with another `DATA_KEY` than the database's does not start: it could read nothing, and would seal more. */
@Injectable()
export class DataKeyGuard implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly crypto: Crypto,
  ) {}

  async onModuleInit(): Promise<void> {
    if (!(await this.isMigrated())) return;
    const known = await this.known();
    if (known === null) await this.begin();
    else if (known !== this.crypto.fingerprint)
      this.refuse(`the one with the fingerprint ${known}`);
  }

  /** From now on it is this one, if it opens what a database from before fingerprints has. */
  private async begin(): Promise<void> {
    const [oldest] = await this.db.sql<{ id: string; email_sealed: Buffer }>(
      'SELECT id, email_sealed FROM api.user_account ORDER BY id LIMIT 1',
    );
    if (oldest && !this.opens(oldest.email_sealed, boundTo.email(oldest.id))) {
      this.refuse('the one it was sealed with');
    }
    await this.db.sql(
      'INSERT INTO api.data_key (fingerprint, since) VALUES ($1, $2) ON CONFLICT DO NOTHING',
      [this.crypto.fingerprint, this.clock.now()],
    );
  }

  private opens(sealed: Buffer, bound: string): boolean {
    try {
      this.crypto.open(sealed, bound);
      return true;
    } catch {
      return false;
    }
  }

  private async known(): Promise<string | null> {
    const [row] = await this.db.sql<{ fingerprint: string }>(
      'SELECT fingerprint FROM api.data_key',
    );
    return row?.fingerprint ?? null;
  }

  /** What lacks migrations is told of all of them at once, later. */
  private async isMigrated(): Promise<boolean> {
    const [row] = await this.db.sql<{ there: boolean }>(
      `SELECT to_regclass('api.data_key') IS NOT NULL AS there`,
    );
    return row?.there ?? false;
  }

  private refuse(right: string): never {
    throw new ConfigError([
      `DATA_KEY: is not the key of this database (its fingerprint is ${this.crypto.fingerprint}); give ${right}`,
    ]);
  }
}
