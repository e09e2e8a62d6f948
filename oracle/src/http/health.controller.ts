import { Controller, Get, HttpStatus, Res } from '@nestjs/common';
import type { Response } from 'express';
import { Engine } from '../engine.js';
import { Peers } from '../peers/peers.js';
import { NodeKey } from '../platform/keys.js';
import { Leader } from '../publish/leader.js';
import { Clock, WallClock } from '../platform/clock.js';
import { Database } from '../storage/database.js';
import { FeedStore } from '../storage/feeds.js';

/** Apart by more than this, wall and chain cannot both be right. */
const DRIFT_ALARM_SECONDS = 300;

/** Whether the service can do its work: 200 with every part's state, else 503. */
@Controller('health')
export class HealthController {
  constructor(
    private readonly engine: Engine,
    private readonly leader: Leader,
    private readonly clock: Clock,
    private readonly db: Database,
    private readonly feeds: FeedStore,
    private readonly key: NodeKey,
    private readonly peers: Peers,
  ) {}

  @Get()
  async health(@Res({ passthrough: true }) response: Response) {
    const database = await this.db.sql('SELECT 1').then(
      () => null,
      (error: unknown) => (error instanceof Error ? error.message : 'no answer'),
    );
    const parts = {
      database: part(database),
      chain: part(this.engine.trouble.chain),
      api: part(this.engine.trouble.api),
      clock: part(this.clockTrouble()),
      committee: part(await this.committeeTrouble()),
    };
    const ready = parts.database.state === 'ok' && parts.chain.state === 'ok';
    if (!ready) response.status(HttpStatus.SERVICE_UNAVAILABLE);
    const feeds = parts.database.state === 'ok' ? await this.feeds.all() : [];
    return {
      state: ready ? 'ready' : 'not_ready',
      node: this.key.address,
      leader: this.leader.leading,
      parts,
      feeds,
    };
  }

  private async committeeTrouble(): Promise<string | null> {
    const missing = await this.peers.missing();
    return missing.length === 0 ? null : `no answer from ${missing.join(', ')}`;
  }

  private clockTrouble(): string | null {
    if (!(this.clock instanceof WallClock)) return null;
    const drift = this.clock.driftSeconds;
    return Math.abs(drift) > DRIFT_ALARM_SECONDS
      ? `the chain is ${drift} s from the wall clock`
      : null;
  }
}

const part = (problem: string | null) =>
  problem === null ? { state: 'ok' as const } : { state: 'trouble' as const, problem };
