import {
  ABIS,
  Database,
  Follower,
  Ledger,
  Node,
  Rpc,
  Session,
  subscribeHeads,
  WallClock,
} from '@cadastre/api/ledger';
import type { Deployment } from '@cadastre/contracts';
import { Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';

export interface Following {
  db: Database;
  follower: Follower;
  stop(): Promise<void>;
}

/** Our ledger over a database and a node, as the API starts it; it does not run yet. */
export async function openLedger(
  databaseUrl: string,
  rpcUrl: string,
  deployment: Deployment,
): Promise<Following> {
  Logger.overrideLogger(['error', 'fatal']);
  const source = await new DataSource({
    type: 'postgres',
    url: databaseUrl,
    schema: 'api',
  }).initialize();
  const db = new Database(source);
  const session = new Session(databaseUrl);
  const { chainId, genesisHash, deployedAtBlock, addresses } = deployment;
  const follower = new Follower({
    db,
    clock: new WallClock(),
    node: new Node(new Rpc(rpcUrl)),
    session,
    ledger: new Ledger(),
    abis: ABIS,
    heads: (changed) => subscribeHeads(rpcUrl, changed),
    settings: {
      chainId,
      genesisHash,
      startBlock: deployedAtBlock,
      contracts: [
        [addresses.InvestorRegistry, 'InvestorRegistry'],
        [addresses.AssetFactory, 'AssetFactory'],
      ],
      maker: null,
      confirmations: 1,
      pollMs: 300,
      branchPatienceMs: 10_000,
    },
  });
  const stop = async (): Promise<void> => {
    await follower.stop();
    await session.close();
    await source.destroy();
  };
  return { db, follower, stop };
}
