import { Injectable } from '@nestjs/common';
import { LedgerReader } from '../../chain/ledger/reader.js';
import { actorOf, type Ctx } from '../../platform/context.js';
import { Database } from '../../platform/database.js';
import { Conflict, NotFound, Refused } from '../../platform/problem.js';
import { csvFile, type MadeFile, pdfFile } from '../file.js';
import type { PaperFormat } from '../statements/statement.schema.js';
import { distributionPdf } from './distribution-pdf.js';
import { distributionCsv, distributionTotals } from './distribution-report.js';
import { readDistribution, readLines } from './distribution-report.sql.js';

/** Forty pages; more is a file for machines. */
const MOST_PRINTED = 2_000;

/** What became of a distribution, holder by holder. */
@Injectable()
export class DistributionReports {
  constructor(
    private readonly db: Database,
    private readonly reader: LedgerReader,
  ) {}

  /**
   * The report as of now, for the issuer and for staff.
   * @throws NotFound; Conflict `not_calculated`; Refused `too_long_to_print`
   */
  async report(ctx: Ctx, id: string, format: PaperFormat): Promise<MadeFile> {
    const { role, organisationId } = actorOf(ctx);
    const issuer = role === 'issuer' ? organisationId : null;
    const distribution = await readDistribution(this.db.em, id, issuer);
    if (!distribution) throw new NotFound('distribution');
    if (!('linesHash' in distribution)) {
      throw new Conflict('not_calculated', `It is ${distribution.state}: nobody has a part yet.`);
    }
    const lines = await readLines(this.db.em, id);
    const totals = distributionTotals(distribution, lines);
    const report = { distribution, lines, totals, block: await this.reader.finalBlock() };
    const name = `distribution-${distribution.symbol}-${distribution.recordDate}`;
    if (format === 'csv') return csvFile(name, distributionCsv(report));
    if (lines.length > MOST_PRINTED) {
      throw new Refused(
        'too_long_to_print',
        `There are ${lines.length} holders: a PDF has at most ${MOST_PRINTED}, take the CSV.`,
      );
    }
    return pdfFile(name, await distributionPdf(report));
  }
}
