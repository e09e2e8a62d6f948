import { Injectable, type OnModuleInit } from '@nestjs/common';
import { textArg } from '../chain/ledger/decode.js';
import { ctxOf, type Fact, type LedgerContract } from '../chain/ledger/fact.js';
import { Ledger } from '../chain/ledger/ledger.js';
import type { SatelliteStepName } from './satellite.schema.js';
import { SatelliteStore } from './satellite-store.js';
import { Satellites } from './satellites.service.js';

/** Which event says that a step was done, and which argument names the satellite. */
const EVENTS: [SatelliteStepName, LedgerContract, event: string, argument: string][] = [
  ['launch', 'SatelliteFactory', 'SatelliteLaunched', 'satellite'],
  ['enrol', 'AccessHub', 'TargetEnrolled', 'target'],
  ['register', 'InvestorRegistry', 'WalletRegistered', 'wallet'],
  ['exempt', 'AssetToken', 'ExemptionChanged', 'account'],
];

/** What the chain's events mean to satellites: whoever made a call, it counts. */
@Injectable()
export class SatelliteFactsReader implements OnModuleInit {
  constructor(
    private readonly ledger: Ledger,
    private readonly store: SatelliteStore,
    private readonly satellites: Satellites,
  ) {}

  onModuleInit(): void {
    for (const [step, contract, event, argument] of EVENTS) {
      this.ledger.on(contract, event, {
        apply: (_, fact) => this.mark(fact, step, argument, true),
        retract: (_, fact) => this.mark(fact, step, argument, false),
      });
    }
  }

  private async mark(fact: Fact, step: SatelliteStepName, argument: string, done: boolean) {
    // An exemption may also be taken away.
    if (fact.args['exempt'] === false) return;
    const where = { block: fact.blockNumber, hash: fact.transactionHash };
    const satellite = textArg(fact.args, argument);
    const change = await this.store.mark(satellite, step, fact.address, done ? where : null);
    if (change) await this.satellites.changed(ctxOf(fact), change);
  }
}
