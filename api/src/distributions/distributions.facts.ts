import { payObstacleName } from '@cadastre/contracts';
import { can, distributionMachine } from '@cadastre/core';
import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { toBytes } from '../chain/bytes.js';
import { intArg, textArg } from '../chain/ledger/decode.js';
import { ctxOf, type Fact, seen, tellUnordered } from '../chain/ledger/fact.js';
import { Ledger } from '../chain/ledger/ledger.js';
import { Database } from '../platform/database.js';
import type { Distribution } from './distribution.entity.js';
import { DistributionStore } from './distribution-store.js';
import { IncomeNotices } from './income-notices.service.js';
import { allocateAgain } from './lines.sql.js';

/** What the chain's events mean to distributions: only they record, open, pay and close one. */
@Injectable()
export class DistributionFactsReader implements OnModuleInit {
  private readonly logger = new Logger('distributions');

  constructor(
    private readonly db: Database,
    private readonly ledger: Ledger,
    private readonly store: DistributionStore,
    private readonly notices: IncomeNotices,
  ) {}

  onModuleInit(): void {
    this.ledger.on('AssetToken', 'RecordDateOpened', {
      apply: (_, fact) => this.recorded(fact),
      retract: (_, fact) => this.unrecorded(fact),
    });
    this.ledger.on('Distributor', 'Distributed', {
      apply: (_, fact) => this.opened(fact),
      retract: (_, fact) => this.unopened(fact),
    });
    this.ledger.on('Distributor', 'Paid', {
      apply: (_, fact) => this.paid(fact),
      retract: (_, fact) => this.unpaid(fact),
    });
    this.ledger.on('Distributor', 'Skipped', {
      apply: (_, fact) => this.skipped(fact),
      retract: (_, fact) => this.unskipped(fact),
    });
    this.ledger.on('Distributor', 'ExpiryAnnounced', {
      apply: (_, fact) => this.announced(fact, intArg(fact.args, 'closesAt')),
      retract: (_, fact) => this.announced(fact, null),
    });
    this.ledger.on('Distributor', 'Closed', {
      apply: (_, fact) => this.closed(fact),
      retract: (_, fact) => this.unclosed(fact),
    });
  }

  private async recorded(fact: Fact): Promise<void> {
    const d = await this.store.byOperation('recordOperationId', fact.commandId);
    if (!d) return;
    Object.assign(d, {
      recordNumber: intArg(fact.args, 'id'),
      recordBlock: BigInt(fact.blockNumber),
      recordLogIndex: fact.logIndex,
      recordedAt: fact.blockTime,
      failureCode: null,
      failure: null,
    });
    if (can(distributionMachine, d.state, 'take_snapshot')) this.store.move(d, 'take_snapshot');
    await this.store.save(ctxOf(fact), d, 'recorded', seen(fact));
  }

  /** What was calculated from it is void; what was paid in for it waits, for it will be taken away too. */
  private async unrecorded(fact: Fact): Promise<void> {
    const d = await this.store.byOperation('recordOperationId', fact.commandId);
    if (!d || !can(distributionMachine, d.state, 'snapshot_retracted')) return;
    this.store.move(d, 'snapshot_retracted');
    Object.assign(d, NOT_RECORDED);
    await this.db.em.query('DELETE FROM api.distribution_line WHERE distribution_id = $1', [d.id]);
    await this.store.save(ctxOf(fact), d, 'record_retracted', seen(fact));
  }

  private async opened(fact: Fact): Promise<void> {
    const d = await this.store.byOperation('operationId', fact.commandId);
    if (!d || !can(distributionMachine, d.state, 'open')) {
      tellUnordered(this.logger, fact);
      return;
    }
    this.store.move(d, 'open');
    d.chainNumber = intArg(fact.args, 'id');
    d.distributor = toBytes(fact.address);
    d.openedBlock = BigInt(fact.blockNumber);
    const [allocated, eligible] = [intArg(fact.args, 'allocated'), intArg(fact.args, 'eligible')];
    if (eligible !== d.eligible) tellUnordered(this.logger, fact);
    if (allocated !== d.allocated || eligible !== d.eligible) {
      const totals = await allocateAgain(this.db.em, d.id, allocated, eligible);
      d.carriedIn = intArg(fact.args, 'carriedIn');
      d.allocated = allocated;
      d.eligible = eligible;
      d.remainder = allocated - totals.gross;
      d.withheld = totals.withheld;
      d.linesHash = totals.hash;
    }
    await this.store.save(ctxOf(fact), d, 'opened', seen(fact));
    await this.notices.tell(ctxOf(fact), d);
  }

  private async unopened(fact: Fact): Promise<void> {
    const d = await this.store.byNumber(fact.address, intArg(fact.args, 'id'));
    if (!d) return;
    this.store.move(d, 'opening_retracted');
    Object.assign(d, { chainNumber: null, openedBlock: null });
    await this.store.save(ctxOf(fact), d, 'opening_retracted', seen(fact));
  }

  private async paid(fact: Fact): Promise<void> {
    const args = [
      textArg(fact.args, 'account'),
      intArg(fact.args, 'amount'),
      toBytes(textArg(fact.args, 'payee')),
      fact.blockNumber,
      toBytes(fact.transactionHash),
    ];
    await this.line(
      fact,
      `state = 'paid', obstacle = NULL, paid = $4, payee = $5, paid_block = $6, paid_transaction = $7`,
      args,
    );
  }

  private async unpaid(fact: Fact): Promise<void> {
    await this.line(
      fact,
      `state = CASE WHEN l.operation_id IS NULL THEN 'due' ELSE 'pushing' END, paid = NULL,
       payee = NULL, paid_block = NULL, paid_transaction = NULL`,
      [textArg(fact.args, 'account')],
    );
  }

  /** One that claimed meanwhile is passed over as paid: that changes nothing. */
  private async skipped(fact: Fact): Promise<void> {
    const obstacle = payObstacleName(intArg(fact.args, 'obstacle'));
    const change = `state = 'skipped', obstacle = $4`;
    const args = [textArg(fact.args, 'account'), obstacle.toLowerCase()];
    await this.line(fact, change, args, `AND l.state = 'pushing'`);
  }

  private async unskipped(fact: Fact): Promise<void> {
    const change = `state = 'pushing', obstacle = NULL`;
    await this.line(fact, change, [textArg(fact.args, 'account')], `AND l.state = 'skipped'`);
  }

  private async announced(fact: Fact, closesAt: bigint | null): Promise<void> {
    const d = await this.store.byNumber(fact.address, intArg(fact.args, 'id'));
    if (!d) return;
    d.claimsEndAt = closesAt === null ? null : new Date(Number(closesAt) * 1000);
    d.expiryAnnouncedAt ??= fact.blockTime;
    await this.store.save(ctxOf(fact), d, 'expiry_announced', seen(fact));
  }

  private async closed(fact: Fact): Promise<void> {
    const d = await this.store.byNumber(fact.address, intArg(fact.args, 'id'));
    if (!d) return;
    this.store.move(d, 'close');
    d.carriedOut = intArg(fact.args, 'carriedOut');
    d.closedBlock = BigInt(fact.blockNumber);
    await this.store.save(ctxOf(fact), d, 'closed', seen(fact));
  }

  private async unclosed(fact: Fact): Promise<void> {
    const d = await this.store.byNumber(fact.address, intArg(fact.args, 'id'));
    if (!d) return;
    this.store.move(d, 'closing_retracted');
    Object.assign(d, { carriedOut: null, closedBlock: null });
    await this.store.save(ctxOf(fact), d, 'closing_retracted', seen(fact));
  }

  /** Changes the line a fact is about; `args` begin with its account, which is `$3`. */
  private async line(fact: Fact, set: string, args: unknown[], only = ''): Promise<void> {
    const [account, ...rest] = args;
    await this.db.em.query(
      `UPDATE api.distribution_line l SET ${set}
       FROM api.distribution d
       WHERE d.distributor = $1 AND d.chain_number = $2 AND l.distribution_id = d.id
         AND l.account = $3 ${only}`,
      [toBytes(fact.address), intArg(fact.args, 'id'), toBytes(String(account)), ...rest],
    );
  }
}

const NOT_RECORDED: Partial<Distribution> = {
  recordNumber: null,
  recordBlock: null,
  recordLogIndex: null,
  recordedAt: null,
  eligible: null,
  carriedIn: null,
  allocated: null,
  remainder: null,
  withheld: null,
  holders: null,
  unrated: null,
  linesHash: null,
  calculatedAt: null,
  approvalId: null,
};
