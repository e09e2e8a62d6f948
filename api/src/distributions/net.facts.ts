import { can, distributionMachine } from '@cadastre/core';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { toBytes } from '../chain/bytes.js';
import { intArg, textArg } from '../chain/ledger/decode.js';
import { ctxOf, type Fact, seen } from '../chain/ledger/fact.js';
import { Ledger } from '../chain/ledger/ledger.js';
import type { Distribution } from './distribution.entity.js';
import { DistributionStore } from './distribution-store.js';
import { IncomeNotices } from './income-notices.service.js';
import { NetRoots } from './net-roots.service.js';

/** What the chain's events mean to distributions net of tax: opened, funded, under a root, tax paid. */
@Injectable()
export class NetFactsReader implements OnModuleInit {
  constructor(
    private readonly ledger: Ledger,
    private readonly store: DistributionStore,
    private readonly roots: NetRoots,
    private readonly notices: IncomeNotices,
  ) {}

  onModuleInit(): void {
    this.ledger.on('Distributor', 'NetOpened', {
      apply: (_, fact) => this.opened(fact),
      retract: (_, fact) => this.change(fact, 'opening_retracted', () => NOT_OPEN),
    });
    this.ledger.on('Distributor', 'Funded', {
      apply: (_, fact) => this.funded(fact),
      retract: (_, fact) => this.unfunded(fact),
    });
    this.ledger.on('Distributor', 'RootProposed', {
      apply: (_, fact) =>
        this.change(fact, 'root_proposed', () => ({
          root: toBytes(textArg(fact.args, 'root')),
          rootEffectiveAt: new Date(Number(intArg(fact.args, 'effectiveAt')) * 1000),
          rootRejectedAt: null,
        })),
      retract: (_, fact) => this.change(fact, 'root_retracted', () => ({ rootEffectiveAt: null })),
    });
    this.ledger.on('Distributor', 'RootRejected', {
      apply: (_, fact) =>
        this.change(fact, 'root_rejected', () => ({ rootRejectedAt: fact.blockTime })),
      retract: (_, fact) =>
        this.change(fact, 'rejection_retracted', () => ({ rootRejectedAt: null })),
    });
    this.ledger.on('Distributor', 'TaxRemitted', {
      apply: (_, fact) =>
        this.change(fact, 'tax_paid', (d) => ({
          remitted: d.remitted + intArg(fact.args, 'amount'),
        })),
      retract: (_, fact) =>
        this.change(fact, 'tax_retracted', (d) => ({
          remitted: d.remitted - intArg(fact.args, 'amount'),
        })),
    });
  }

  private async opened(fact: Fact): Promise<void> {
    const d = await this.store.byOperation('operationId', fact.commandId);
    if (d?.state !== 'funded') return;
    d.chainNumber = intArg(fact.args, 'id');
    d.distributor = toBytes(fact.address);
    d.openedBlock = BigInt(fact.blockNumber);
    await this.roots.fund(ctxOf(fact), d);
    await this.store.save(ctxOf(fact), d, 'opened', seen(fact));
  }

  private async funded(fact: Fact): Promise<void> {
    const d = await this.of(fact);
    if (!d || !can(distributionMachine, d.state, 'open')) return;
    this.store.move(d, 'open');
    await this.store.save(ctxOf(fact), d, 'funded', seen(fact));
    await this.notices.tell(ctxOf(fact), d);
    await this.roots.ask(ctxOf(fact), d);
  }

  private async unfunded(fact: Fact): Promise<void> {
    const d = await this.of(fact);
    if (!d) return;
    this.store.move(d, 'opening_retracted');
    await this.store.save(ctxOf(fact), d, 'funding_retracted', seen(fact));
  }

  private async change(
    fact: Fact,
    verb: string,
    to: (d: Distribution) => Partial<Distribution>,
  ): Promise<void> {
    const d = await this.of(fact);
    if (!d) return;
    Object.assign(d, to(d));
    await this.store.save(ctxOf(fact), d, verb, seen(fact));
  }

  private of(fact: Fact): Promise<Distribution | null> {
    return this.store.byNumber(fact.address, intArg(fact.args, 'id'));
  }
}

const NOT_OPEN: Partial<Distribution> = { chainNumber: null, openedBlock: null };
