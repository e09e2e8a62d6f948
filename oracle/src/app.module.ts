import { Module, type DynamicModule, type Provider } from '@nestjs/common';
import type { Deployment } from '@cadastre/contracts';
import { Canary } from './canary/canary.js';
import { CanaryWatch } from './canary/canary-watch.js';
import { Committee } from './chain/committee.js';
import { FeedStates } from './chain/feed-states.js';
import { Rpc } from './chain/rpc.js';
import { Backfills } from './decide/backfills.js';
import { Corrections } from './decide/corrections.js';
import { FeedDecision } from './decide/feed-decision.js';
import { FeedView } from './decide/feed-view.js';
import { Policies } from './decide/policy.js';
import { FeedDirectory } from './discovery/directory.js';
import { Engine } from './engine.js';
import { ExternalAdapterController } from './external-adapter/external-adapter.controller.js';
import { CarriedValues } from './external-adapter/value.js';
import { Heart } from './heart.js';
import { FeedsController } from './http/feeds.controller.js';
import { HealthController } from './http/health.controller.js';
import { Metrics } from './metrics/metrics.js';
import { MetricsController } from './metrics/metrics.controller.js';
import { NetRootSigner } from './net-roots/net-root-signer.js';
import { NetRoots } from './net-roots/net-roots.js';
import { NetRootsController } from './net-roots/net-roots.controller.js';
import { ChainClock, Clock, WallClock } from './platform/clock.js';
import { Config } from './platform/config.js';
import { Counters } from './platform/counters.js';
import { NodeKey, type Keys } from './platform/keys.js';
import { Caller } from './peers/caller.js';
import { Door } from './peers/door.js';
import { Peers } from './peers/peers.js';
import { PeersController } from './peers/peers.controller.js';
import { adaptersOf, planOf } from './plan/adapters-of.js';
import { Delivery } from './publish/delivery.js';
import { Leader } from './publish/leader.js';
import { LockLeader } from './publish/lock-leader.js';
import { Proposals } from './publish/proposals.js';
import { Quorum } from './publish/quorum.js';
import { SlotLeader } from './publish/slot-leader.js';
import { Submitter, SubmitterKey } from './publish/submitter.js';
import { ReportDomain } from './report/report.js';
import { Journal } from './signers/journal.js';
import { OwnSigner } from './signers/own-signer.js';
import { Adapters } from './sources/adapters.js';
import { Archive } from './storage/archive.js';
import { BackfillStore } from './storage/backfills.js';
import { Database } from './storage/database.js';
import { FeedStore } from './storage/feeds.js';
import { Memories } from './storage/memories.js';
import { ReportStore } from './storage/reports.js';
import { SigningStore } from './storage/signings.js';
import { SightingStore } from './storage/sightings.js';
import { Trace } from './storage/trace.js';
import { TransactionStore } from './storage/transactions.js';

@Module({})
export class AppModule {
  static with(config: Config, deployment: Deployment, own: OwnThings): DynamicModule {
    return {
      module: AppModule,
      controllers: [
        HealthController,
        FeedsController,
        PeersController,
        NetRootsController,
        MetricsController,
        ExternalAdapterController,
      ],
      providers: [
        ...outside(config, deployment, own),
        ...stores,
        ...committee,
        ...feeds,
        ...work,
        ...watch,
      ],
    };
  }
}

/** What this process alone has: its keys, and the journal of what it promised to sign. */
export interface OwnThings {
  keys: Keys;
  journal: Journal;
}

function outside(config: Config, deployment: Deployment, { keys, journal }: OwnThings): Provider[] {
  const address = deployment.addresses.OracleCommittee;
  const key = new NodeKey(keys.signer);
  return [
    { provide: Config, useValue: config },
    { provide: Clock, useValue: config.env.CLOCK === 'chain' ? new ChainClock() : new WallClock() },
    { provide: Rpc, useValue: new Rpc(config.env.RPC_URL) },
    { provide: ReportDomain, useValue: new ReportDomain(BigInt(deployment.chainId), address) },
    { provide: NodeKey, useValue: key },
    { provide: SubmitterKey, useValue: new SubmitterKey(keys.submitter) },
    { provide: Journal, useValue: journal },
    { provide: Leader, useClass: config.env.ORACLE_LEADER === 'slot' ? SlotLeader : LockLeader },
    { provide: Committee, inject: [Rpc], useFactory: (rpc: Rpc) => new Committee(rpc, address) },
    { provide: Policies, useValue: new Policies(planOf(config).policies) },
    {
      provide: Adapters,
      inject: [Rpc, Memories],
      useFactory: (rpc: Rpc, memories: Memories) =>
        adaptersOf(config, { rpc, memory: memories.of(key.address) }),
    },
  ];
}

const stores = [
  Database,
  Memories,
  Archive,
  BackfillStore,
  FeedStore,
  ReportStore,
  SigningStore,
  SightingStore,
  TransactionStore,
  Trace,
];
const committee = [
  FeedStates,
  Counters,
  Door,
  Caller,
  Peers,
  OwnSigner,
  Quorum,
  NetRootSigner,
  NetRoots,
];
const feeds = [FeedDirectory, Corrections, FeedDecision, FeedView, Backfills];
const work = [Submitter, Delivery, Proposals, Engine, Heart];
const watch = [Metrics, Canary, CanaryWatch, CarriedValues];
