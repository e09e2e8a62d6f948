import { Injectable } from '@nestjs/common';
import { instant, toBytes, toHex } from './bytes.js';
import { Database } from './database.js';

/** What a signer is about to sign for one round. */
export interface SigningPromise {
  signer: string;
  feed: string;
  epoch: number;
  round: number;
  /** Digest of the round's own report, whatever batch it travels in. */
  digest: string;
  expiry: number;
}

/** A signer's memory: one live report for each round, written before anything is signed. */
@Injectable()
export class PromiseStore {
  constructor(private readonly db: Database) {}

  /**
   * Commits a signer to a report for a round. Kept already, the same report is fine; another one only
   * when the old can no longer be delivered, because a block later than its expiry exists.
   * @param chainTime time of the newest block, Unix seconds
   * @returns the digest that stands in the way, or null when the promise is made
   */
  async make(promise: SigningPromise, chainTime: number, now: Date): Promise<string | null> {
    const key = [toBytes(promise.signer), toBytes(promise.feed), promise.epoch, promise.round];
    const made = await this.db.sql(
      `INSERT INTO oracle.promise AS kept (signer, feed, epoch, round, digest, expires_at, made_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7)
       ON CONFLICT (signer, feed, epoch, round) DO UPDATE
         SET digest = EXCLUDED.digest, expires_at = EXCLUDED.expires_at, made_at = EXCLUDED.made_at
         WHERE kept.digest = EXCLUDED.digest OR kept.expires_at < $8
       RETURNING digest`,
      [...key, toBytes(promise.digest), instant(promise.expiry), now, instant(chainTime)],
    );
    if (made.length > 0) return null;
    const [standing] = await this.db.sql<{ digest: Buffer }>(
      `SELECT digest FROM oracle.promise WHERE signer = $1 AND feed = $2 AND epoch = $3 AND round = $4`,
      key,
    );
    return standing ? toHex(standing.digest) : 'unknown';
  }
}
