import { Logger, Module, type OnModuleInit } from '@nestjs/common';
import { Clock, WallClock } from '../platform/clock.js';
import { Config } from '../platform/config.js';
import { Database } from '../platform/database.js';
import { HealthParts, type PartHealth } from '../platform/health-parts.js';
import { logLine } from '../platform/logger.js';
import { Workers } from '../platform/workers.js';
import { appliedMigrations, pendingMigrations } from '../platform/migrations.js';
import { HealthController } from './health.controller.js';
import { oracleHealth } from './oracle.health.js';

const MAX_DRIFT_SECONDS = 300;
const CLOCK_CHECK_MS = 60_000;

/** `GET /health`, and the parts that belong to no other room. */
@Module({ controllers: [HealthController] })
export class HealthModule implements OnModuleInit {
  private readonly logger = new Logger('health');

  constructor(
    private readonly parts: HealthParts,
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly workers: Workers,
    private readonly config: Config,
  ) {}

  onModuleInit(): void {
    this.parts.register('database', () => this.database());
    this.parts.register('migrations', () => this.migrations());
    this.parts.register('clock', async () => this.time());
    this.workers.every('clock', CLOCK_CHECK_MS, async () => this.alarm());
    const { ORACLE_URL } = this.config.env;
    if (ORACLE_URL) this.parts.register('oracle', () => oracleHealth(ORACLE_URL));
  }

  private async database(): Promise<PartHealth> {
    const before = performance.now();
    await this.db.sql('SELECT 1');
    return { state: 'ok', figures: { answerMs: Math.round(performance.now() - before) } };
  }

  private async migrations(): Promise<PartHealth> {
    const pending = await pendingMigrations(this.db);
    if (pending.length > 0) {
      const detail = `Steps of the database wait to be applied: ${pending.join(', ')}.`;
      return { state: 'down', detail };
    }
    const applied = await appliedMigrations(this.db);
    return { state: 'ok', figures: { applied: applied.length, newest: applied.at(-1) ?? null } };
  }

  private alarm(): void {
    const { state, figures } = this.time();
    if (state !== 'ok') this.logger.warn(logLine('clocks_part', figures));
  }

  /** In the demo the chain's clock leads; in production the two must agree. */
  private time(): PartHealth {
    const now = this.clock.now().toISOString();
    if (!(this.clock instanceof WallClock)) return { state: 'ok', figures: { now } };
    const { driftSeconds } = this.clock;
    const apart = Math.abs(driftSeconds) > MAX_DRIFT_SECONDS;
    return {
      state: apart ? 'degraded' : 'ok',
      ...(apart ? { detail: `The chain’s clock is ${driftSeconds} s from ours.` } : {}),
      figures: { now, driftSeconds },
    };
  }
}
