import { Module, type DynamicModule, type Provider } from '@nestjs/common';
import type { Deployment } from '@cadastre/contracts';
import { computeAddress } from 'ethers';
import { Canary } from './canary/canary.js';
import { CanaryWatch } from './canary/canary-watch.js';
import { Committee } from './chain/committee.js';
import { Rpc } from './chain/rpc.js';
import { FeedDirectory } from './discovery/directory.js';
import { Engine } from './engine.js';
import { ExternalAdapterController } from './external-adapter/external-adapter.controller.js';
import { CarriedValues } from './external-adapter/value.js';
import { Heart } from './heart.js';
import { FeedsController } from './http/feeds.controller.js';
import { HealthController } from './http/health.controller.js';
import { Metrics } from './metrics/metrics.js';
import { MetricsController } from './metrics/metrics.controller.js';
import { ChainClock, Clock, WallClock } from './platform/clock.js';
import { Config } from './platform/config.js';
import { Counters } from './platform/counters.js';
import { readKeys, type Keys } from './platform/keys.js';
import { adaptersOf } from './plan/adapters-of.js';
import { Delivery } from './publish/delivery.js';
import { Leader } from './publish/leader.js';
import { Quorum, Signers } from './publish/quorum.js';
import { Submitter, SubmitterKey } from './publish/submitter.js';
import { ReportDomain } from './report/report.js';
import { LocalSigner } from './signers/local-signer.js';
import { Adapters } from './sources/adapters.js';
import { Archive } from './storage/archive.js';
import { Database } from './storage/database.js';
import { FeedStore } from './storage/feeds.js';
import { Memories } from './storage/memories.js';
import { PromiseStore } from './storage/promises.js';
import { ReportStore } from './storage/reports.js';
import { SigningStore } from './storage/signings.js';
import { SightingStore } from './storage/sightings.js';
import { Trace } from './storage/trace.js';
import { TransactionStore } from './storage/transactions.js';

@Module({})
export class AppModule {
  /** @throws ConfigError for keys that are none */
  static with(config: Config, deployment: Deployment): DynamicModule {
    const keys = readKeys(config);
    return {
      module: AppModule,
      controllers: [
        HealthController,
        FeedsController,
        MetricsController,
        ExternalAdapterController,
      ],
      providers: [...outside(config, deployment, keys), ...stores, ...work],
    };
  }
}

function outside(config: Config, deployment: Deployment, keys: Keys): Provider[] {
  const committee = deployment.addresses.OracleCommittee;
  return [
    { provide: Config, useValue: config },
    { provide: Clock, useValue: config.env.CLOCK === 'chain' ? new ChainClock() : new WallClock() },
    { provide: Rpc, useValue: new Rpc(config.env.RPC_URL) },
    { provide: ReportDomain, useValue: new ReportDomain(BigInt(deployment.chainId), committee) },
    { provide: SubmitterKey, useValue: new SubmitterKey(keys.submitter) },
    { provide: Committee, inject: [Rpc], useFactory: (rpc: Rpc) => new Committee(rpc, committee) },
    {
      provide: Adapters,
      inject: [Rpc, Memories],
      useFactory: (rpc: Rpc, memories: Memories) =>
        adaptersOf(config, { rpc, memory: memories.of('proposer') }),
    },
    {
      provide: Signers,
      inject: [Committee, ReportDomain, Clock, PromiseStore, Memories],
      useFactory: (
        committeeOnChain: Committee,
        domain: ReportDomain,
        clock: Clock,
        promises: PromiseStore,
        memories: Memories,
      ) =>
        new Signers(
          keys.signers.map((key) => {
            const rpc = new Rpc(config.env.RPC_URL);
            const memory = memories.of(computeAddress(key));
            const adapters = adaptersOf(config, { rpc, memory });
            return new LocalSigner(key, {
              rpc,
              committee: committeeOnChain,
              domain,
              clock,
              promises,
              adapters,
            });
          }),
        ),
    },
  ];
}

const stores = [
  Database,
  Memories,
  Archive,
  FeedStore,
  ReportStore,
  SigningStore,
  SightingStore,
  TransactionStore,
  PromiseStore,
  Trace,
];
const work = [
  Leader,
  FeedDirectory,
  Quorum,
  Submitter,
  Delivery,
  Engine,
  Counters,
  Metrics,
  Heart,
  Canary,
  CanaryWatch,
  CarriedValues,
];
