import { Injectable, type OnModuleInit } from '@nestjs/common';
import { textArg } from '../chain/ledger/decode.js';
import { ctxOf } from '../chain/ledger/fact.js';
import { Ledger } from '../chain/ledger/ledger.js';
import { ParkedReports } from './parked.service.js';

/** What the ledger's events mean to reports that wait for approval. */
@Injectable()
export class ParkedFactsReader implements OnModuleInit {
  constructor(
    private readonly ledger: Ledger,
    private readonly parked: ParkedReports,
  ) {}

  onModuleInit(): void {
    this.ledger.on('OracleCommittee', 'ReportApproved', {
      apply: (_, fact) =>
        this.parked.approved(ctxOf(fact), textArg(fact.args, 'feed'), textArg(fact.args, 'digest')),
      // The command that wrote it is sent again by itself; nothing was derived from the fact but the
      // next command, which the contract takes once.
      retract: () => Promise.resolve(),
    });
  }
}
