import type { Deployment } from '@cadastre/contracts';
import { Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { freshDatabase } from '../../testing/test-app.js';
import { type Clock, WallClock } from '../../platform/clock.js';
import { Database } from '../../platform/database.js';
import { ABIS } from '../abis.js';
import { type FollowDeps, Follower } from '../ledger/follower.js';
import { Ledger } from '../ledger/ledger.js';
import type { Node } from '../rpc/node.js';
import { Session } from '../session.js';
import type { ChainWorld } from './chain-world.js';

/** A database of its own with the pieces that the outbox and the ledger are made of. */
export class LedgerWorld {
  readonly ledger = new Ledger();
  readonly clock: Clock = new WallClock();

  private constructor(
    readonly db: Database,
    readonly session: Session,
    readonly url: string,
    private readonly drop: () => Promise<void>,
  ) {}

  static async start(): Promise<LedgerWorld> {
    Logger.overrideLogger(false);
    const database = await freshDatabase();
    const { url } = database;
    const source = await new DataSource({ type: 'postgres', url, schema: 'api' }).initialize();
    return new LedgerWorld(new Database(source), new Session(url), url, () => database.drop());
  }

  follower(
    chain: ChainWorld,
    node: Node = chain.node,
    confirmations = 1,
    deployment: Deployment = chain.deployment,
    more: Partial<FollowDeps> = {},
  ): Follower {
    const { chainId, genesisHash, deployedAtBlock, addresses } = deployment;
    return new Follower({
      db: this.db,
      clock: this.clock,
      node,
      session: this.session,
      ledger: this.ledger,
      abis: ABIS,
      settings: {
        chainId,
        genesisHash,
        startBlock: deployedAtBlock,
        contracts: [
          [addresses.InvestorRegistry, 'InvestorRegistry'],
          [addresses.AssetFactory, 'AssetFactory'],
          [addresses.OracleCommittee, 'OracleCommittee'],
        ],
        maker: null,
        confirmations,
        pollMs: 50,
        branchPatienceMs: 200,
      },
      ...more,
    });
  }

  /** Every projected row, in a stable order, to compare two ledgers by. */
  async projections(): Promise<Record<string, unknown[]>> {
    const tables = {
      holding: 'token, holder',
      holding_change: 'token, holder, block_number',
      token_supply: 'token',
      token_supply_change: 'token, block_number',
      registration: 'wallet',
      registration_change: 'wallet, block_number',
      feed_round: 'feed, round',
      ledger_contract: 'address',
      ledger_log: 'block_number, log_index',
      ledger_transfer: 'block_number, log_index',
    };
    const all: Record<string, unknown[]> = {};
    for (const [table, order] of Object.entries(tables)) {
      const rows = await this.db.sql<Record<string, unknown>>(
        `SELECT * FROM api.${table} ORDER BY ${order}`,
      );
      all[table] = rows.map((row) => JSON.parse(JSON.stringify(row)) as unknown);
    }
    return all;
  }

  async stop(): Promise<void> {
    await this.session.close();
    await this.db.dataSource.destroy();
    await this.drop();
  }
}
