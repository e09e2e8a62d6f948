import { createHash } from 'node:crypto';
import { CanonicalError, canonicalJson } from '@cadastre/core';
import { Injectable } from '@nestjs/common';
import { Crypto } from './crypto.js';
import { Database } from './database.js';
import { numbered } from './numbered.js';
import { Malformed, Refused } from './problem.js';

/** One intent of one person: the key they gave it, and what they asked for under it. */
export interface Claim {
  userId: string;
  key: string;
  /** SHA-256, hex, over method, path and the canonical body. */
  requestHash: string;
}

/** What the first request was answered, to be given again to every later one. */
export interface Answer {
  status: number;
  body: unknown;
}

interface Row {
  user_id: string;
  key: string;
  request_hash: string;
  status: number | null;
  sealed_answer: Buffer | null;
}

/**
 * Idempotency keys. They are never pruned: the same key and body give the same answer, for ever. Of
 * the body only a hash is kept; the answer, which may repeat what a person wrote, is sealed.
 */
@Injectable()
export class Idempotency {
  constructor(
    private readonly db: Database,
    private readonly crypto: Crypto,
  ) {}

  /** @throws Malformed `idempotency_key_required`, `inexact_number` */
  claimOf(userId: string, key: string | undefined, method: string, path: string, body: unknown) {
    if (!key || key.length > 200) {
      throw new Malformed(
        'idempotency_key_required',
        'Send an Idempotency-Key header of 1 to 200 characters, new for each new intent.',
      );
    }
    const text = `${method} ${path}\n${canonical(body ?? null)}`;
    const requestHash = createHash('sha256').update(text).digest('hex');
    return { userId, key, requestHash } satisfies Claim;
  }

  /**
   * Takes a key in the running transaction. A concurrent twin waits here for the first to commit or
   * to roll back. @returns whether nobody had it
   */
  async claim(claim: Claim): Promise<boolean> {
    const taken = await this.db.prepared('claim key', 'SELECT key FROM api.idempotency_claim($1)', [
      numbered([this.rowOf(claim)]),
    ]);
    return taken.length === 0;
  }

  /** A claim as `api.idempotency_claim` takes it, in JSON; with an answer where it is known already. */
  rowOf({ answer, ...claim }: Claim & { answer?: Answer }): string {
    return JSON.stringify(this.row(claim, answer));
  }

  /** Writes down what the claim's request is answered. */
  async answer(claim: Claim, answer: Answer): Promise<void> {
    const { status, sealed_answer } = this.row(claim, answer);
    await this.db.sql(
      `UPDATE api.idempotency_key SET status = $3, sealed_answer = decode($4, 'base64')
       WHERE user_id = $1 AND key = $2`,
      [claim.userId, claim.key, status, sealed_answer],
    );
  }

  /**
   * The answer already given under the claim's key; null where the key is free.
   * @throws Refused `idempotency_key_reused` where it was used for a different request
   */
  async find(claim: Claim): Promise<Answer | null> {
    const [row] = await this.db.sql<Row>(
      `SELECT user_id, key, request_hash, status, sealed_answer FROM api.idempotency_key
       WHERE user_id = $1 AND key = $2`,
      [claim.userId, claim.key],
    );
    if (!row) return null;
    if (row.request_hash !== claim.requestHash || row.status === null || !row.sealed_answer) {
      throw new Refused(
        'idempotency_key_reused',
        'This Idempotency-Key was used for a different request; send a new key.',
      );
    }
    const body: unknown = JSON.parse(this.crypto.open(row.sealed_answer, boundToClaim(claim)));
    return { status: row.status, body };
  }

  private row(claim: Claim, answer: Answer | undefined) {
    return {
      user_id: claim.userId,
      key: claim.key,
      request_hash: claim.requestHash,
      status: answer?.status ?? null,
      sealed_answer: answer
        ? this.crypto
            .seal(JSON.stringify(answer.body ?? null), boundToClaim(claim))
            .toString('base64')
        : null,
    };
  }
}

/** Names a claim among others. */
export const nameOf = (claim: Pick<Claim, 'userId' | 'key'>): string =>
  `${claim.userId} ${claim.key}`;

/** What a claim's sealed answer is bound to. */
export const boundToClaim = (claim: Pick<Claim, 'userId' | 'key'>): string =>
  `idempotency/${nameOf(claim)}`;

function canonical(body: unknown): string {
  try {
    return canonicalJson(body);
  } catch (error) {
    if (!(error instanceof CanonicalError)) throw error;
    throw new Malformed('inexact_number', error.message);
  }
}
