import { Injectable, type OnModuleInit } from '@nestjs/common';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import { z } from 'zod';
import { Config } from '../platform/config.js';
import { Crypto } from '../platform/crypto.js';
import { Database } from '../platform/database.js';
import { Jobs } from '../platform/jobs/jobs.service.js';
import { Problem } from '../platform/problem.js';
import { networkOf } from './network.js';

const MINUTE = 60;
const EVERY_TEN_MINUTES = '*/10 * * * *';

/** Who tries to sign in from where, as keys of counts. */
export interface Attempt {
  pair: string;
  network: string;
}

/**
 * How often the door may be tried, by the wall's clock and for all processes together: the counts are in the database,
 * under keyed hashes. Where nothing can be counted, nobody comes in.
 */
@Injectable()
export class DoorLimits implements OnModuleInit {
  /** Wrong passwords for one account from one network. */
  private readonly guesses: RateLimiterPostgres;
  /** Which accounts failed lately from a network; one is there, or it is not. */
  private readonly failing: RateLimiterPostgres;
  /** How many those are. */
  private readonly accounts: RateLimiterPostgres;
  private readonly registrations: RateLimiterPostgres;

  constructor(
    private readonly db: Database,
    private readonly crypto: Crypto,
    private readonly jobs: Jobs,
    { env }: Config,
  ) {
    const count = (keyPrefix: string, duration: number, points: number) =>
      new RateLimiterPostgres({
        storeClient: db.dataSource,
        storeType: 'typeorm',
        schemaName: 'api',
        tableName: 'try_count',
        tableCreated: true,
        clearExpiredByTimeout: false,
        keyPrefix,
        duration,
        points,
      });
    this.guesses = count('guesses', MINUTE, env.SIGN_IN_FAILURES);
    this.failing = count('failing', 15 * MINUTE, 1);
    this.accounts = count('accounts', 15 * MINUTE, env.SIGN_IN_ACCOUNTS);
    this.registrations = count('registrations', 60 * MINUTE, env.REGISTRATIONS);
  }

  onModuleInit(): void {
    const prune = this.jobs.define({
      name: 'door.prune',
      schema: z.strictObject({}),
      handle: () => this.prune(),
      single: true,
    });
    prune.schedule(EVERY_TEN_MINUTES, {});
  }

  /**
   * Counts a sign-in as failed until it turns out to be right: those that arrive together count, too. A network is
   * counted by its accounts that fail, not by how often each does: who is wrong all day is one.
   * @param account a keyed hash of the e-mail address
   * @throws Problem 429 `too_many_attempts`, `too_many_accounts` with the seconds to wait
   */
  async begin(account: Buffer, address: string): Promise<Attempt> {
    const pair = this.keyOf(`${account.toString('hex')} ${networkOf(address)}`);
    const network = this.keyOf(networkOf(address));
    const often = await secondsToWait(this.guesses.consume(pair));
    if (often !== null) {
      throw tooMany('too_many_attempts', often, `Wait ${often} seconds and try again.`);
    }
    const { consumedPoints } = await this.failing.penalty(pair);
    if (consumedPoints > 1) return { pair, network };
    const many = await secondsToWait(this.accounts.consume(network));
    if (many !== null) {
      await this.failing.delete(pair);
      throw tooMany(
        'too_many_accounts',
        many,
        `Too many accounts could not sign in from your network. Try again in ${minutes(many)} min.`,
      );
    }
    return { pair, network };
  }

  /** An account that gets in has not failed. */
  async succeeded({ pair, network }: Attempt): Promise<void> {
    await this.guesses.delete(pair);
    // True for one of several that get in together: it was counted once.
    if (await this.failing.delete(pair)) await this.accounts.reward(network);
  }

  /**
   * Counts a registration, also one that will be refused: a refusal tells that there is an account.
   * @throws Problem 429 `too_many_registrations` with the seconds to wait
   */
  async registration(address: string): Promise<void> {
    const seconds = await secondsToWait(this.registrations.consume(this.keyOf(networkOf(address))));
    if (seconds === null) return;
    throw tooMany(
      'too_many_registrations',
      seconds,
      `Too many people registered from your network within an hour. Try again in ${minutes(seconds)} min.`,
    );
  }

  private async prune(): Promise<void> {
    await this.db.sql('DELETE FROM api.try_count WHERE expire < $1', [Date.now()]);
  }

  private keyOf(text: string): string {
    return this.crypto.blindIndex(`door ${text}`).toString('base64url');
  }
}

/** null where it was one of those allowed. */
async function secondsToWait(counted: Promise<RateLimiterRes>): Promise<number | null> {
  try {
    await counted;
    return null;
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal;
    return Math.max(1, Math.ceil(refusal.msBeforeNext / 1000));
  }
}

const minutes = (seconds: number): number => Math.ceil(seconds / MINUTE);

const tooMany = (code: string, retryAfterSeconds: number, detail: string): Problem =>
  new Problem(429, code, 'Too many attempts', detail, { retryAfterSeconds });
