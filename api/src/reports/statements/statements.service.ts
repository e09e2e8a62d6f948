import { Injectable } from '@nestjs/common';
import type { Ctx } from '../../platform/context.js';
import { csvFile, type MadeFile, pdfFile } from '../file.js';
import { transactionsCsv } from './iso20022.js';
import { lotsCsv } from './lots.js';
import type { InvestorRecord } from './record.js';
import { InvestorRecords } from './record.service.js';
import type { PeriodQuery, StatementQuery } from './statement.schema.js';
import { statementOf } from './statement.js';
import { statementCsv } from './statement-csv.js';
import { statementPdf } from './statement-pdf.js';

/** An investor's papers for a period; all throw what `InvestorRecords.gather` throws. */
@Injectable()
export class Statements {
  constructor(private readonly records: InvestorRecords) {}

  /** Positions at NAV, movements, income, tax withheld and fees. */
  async statement(ctx: Ctx, reference: string, query: StatementQuery): Promise<MadeFile> {
    const { format, ...period } = query;
    const record = await this.records.gather(ctx, reference, period);
    const statement = statementOf(record);
    return format === 'csv'
      ? csvFile(named('statement', record), statementCsv(statement))
      : pdfFile(named('statement', record), await statementPdf(statement));
  }

  /** Lots by first in, first out. */
  async taxLots(ctx: Ctx, reference: string, query: PeriodQuery): Promise<MadeFile> {
    const record = await this.records.gather(ctx, reference, query);
    return csvFile(named('tax-lots', record), lotsCsv(record));
  }

  /** What happened, in the words of ISO 20022. */
  async transactions(ctx: Ctx, reference: string, query: PeriodQuery): Promise<MadeFile> {
    const record = await this.records.gather(ctx, reference, query);
    return csvFile(named('transactions', record), transactionsCsv(record));
  }
}

const named = (what: string, { reference, period }: InvestorRecord): string =>
  `${what}-${reference}-${period.from}-${period.to}`;
