import { Global, Module, type OnApplicationShutdown } from '@nestjs/common';
import { Config } from '../platform/config.js';
import { Balances } from './balances.js';
import { ChainHealth } from './chain.health.js';
import { ChainWorkers } from './chain.workers.js';
import { Deployed } from './deployed.js';
import { LedgerEvents } from './ledger/event-reader.js';
import { Ledger } from './ledger/ledger.js';
import { LedgerHistory } from './ledger/history.js';
import { LedgerReader } from './ledger/reader.js';
import { OperationsController } from './operations/operations.controller.js';
import { Operations } from './operations/operations.service.js';
import { Transactions } from './operations/transactions.service.js';
import { Outbox } from './outbox/outbox.js';
import { ContractReader } from './rpc/contract-reader.js';
import { Node } from './rpc/node.js';
import { type JsonRpc, Rpc } from './rpc/rpc.js';
import { RpcPool } from './rpc/rpc-pool.js';
import { Session } from './session.js';
import { Signers } from './signers.js';

const open = [
  Outbox,
  Ledger,
  LedgerEvents,
  LedgerHistory,
  LedgerReader,
  Node,
  ContractReader,
  Deployed,
];

/** One node is asked as it is; several are watched and compared. */
function nodes({ env, rpcUrls }: Config, deployed: Deployed): JsonRpc {
  const [url] = rpcUrls;
  if (url !== undefined && rpcUrls.length === 1) return new Rpc(url);
  const expected = () => deployed.deployment;
  return new RpcPool(rpcUrls, { expected, confirmations: env.CONFIRMATIONS });
}

/** The two doors to the chain; global, since every domain may use the outbox and name its facts. */
@Global()
@Module({
  controllers: [OperationsController],
  providers: [
    ...open,
    Balances,
    ChainWorkers,
    ChainHealth,
    Operations,
    Transactions,
    {
      provide: Signers,
      inject: [Config],
      useFactory: (config: Config) => new Signers(config).open(),
    },
    { provide: Rpc, inject: [Config, Deployed], useFactory: nodes },
    {
      provide: Session,
      inject: [Config],
      useFactory: ({ env }: Config) => new Session(env.DATABASE_URL),
    },
  ],
  exports: [...open, Balances, Session, Signers, ChainWorkers],
})
export class ChainModule implements OnApplicationShutdown {
  constructor(private readonly session: Session) {}

  async onApplicationShutdown(): Promise<void> {
    await this.session.close();
  }
}
