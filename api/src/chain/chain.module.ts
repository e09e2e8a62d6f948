import { Global, Module, type OnApplicationShutdown } from '@nestjs/common';
import { Config } from '../platform/config.js';
import { ChainHealth } from './chain.health.js';
import { ChainWorkers } from './chain.workers.js';
import { Deployed } from './deployed.js';
import { EventsController } from './events/events.controller.js';
import { LedgerEvents } from './ledger/event-reader.js';
import { Ledger } from './ledger/ledger.js';
import { LedgerReader } from './ledger/reader.js';
import { OperationsController } from './operations/operations.controller.js';
import { Operations } from './operations/operations.service.js';
import { Outbox } from './outbox/outbox.js';
import { Node } from './rpc/node.js';
import { Rpc } from './rpc/rpc.js';
import { Session } from './session.js';
import { Signers } from './signers.js';

const open = [Outbox, Ledger, LedgerEvents, LedgerReader, Node, Deployed, Signers];

/** The two doors to the chain; global, since every domain may use the outbox and name its facts. */
@Global()
@Module({
  controllers: [EventsController, OperationsController],
  providers: [
    ...open,
    ChainWorkers,
    ChainHealth,
    Operations,
    { provide: Rpc, inject: [Config], useFactory: ({ env }: Config) => new Rpc(env.RPC_URL) },
    {
      provide: Session,
      inject: [Config],
      useFactory: ({ env }: Config) => new Session(env.DATABASE_URL),
    },
  ],
  exports: [...open, ChainWorkers],
})
export class ChainModule implements OnApplicationShutdown {
  constructor(private readonly session: Session) {}

  async onApplicationShutdown(): Promise<void> {
    await this.session.close();
  }
}
