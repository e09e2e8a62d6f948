import { next, registeredName, reportMachine, type ReserveReport } from '@cadastre/core';
import { decodeBytes32String, encodeBytes32String } from 'ethers';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { toBytes, toHex } from '../chain/bytes.js';
import { textArg } from '../chain/ledger/decode.js';
import type { Fact } from '../chain/ledger/fact.js';
import { Ledger } from '../chain/ledger/ledger.js';
import { Outbox } from '../chain/outbox/outbox.js';
import { row as one } from '../chain/rows.js';
import { Config } from '../platform/config.js';
import type { Ctx } from '../platform/context.js';
import { Database } from '../platform/database.js';
import { encodeSetDocument } from '../tokens/token.contract.js';
import { REPORT_KEY } from './proof-of-reserve/report-signer.service.js';
import { Report } from './report.entity.js';

/** Writes the hash of a report's PDF into the token's register (ERC-1643), and hears that it is there. */
@Injectable()
export class ReportRegister implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly config: Config,
    private readonly ledger: Ledger,
    private readonly outbox: Outbox,
  ) {}

  onModuleInit(): void {
    this.ledger.on('AssetToken', 'DocumentUpdated', {
      apply: (_, fact) => this.move(fact, 'register'),
      retract: (_, fact) => this.move(fact, 'unregister'),
    });
  }

  /** @returns the operation that writes it */
  async enqueue(
    ctx: Ctx,
    { id, organisationId }: Report,
    report: ReserveReport,
    pdfSha256: string,
  ): Promise<string> {
    const url = new URL(`/api/v1/public/reports/${id}/report.pdf`, this.config.env.PUBLIC_URL);
    const name = encodeBytes32String(registeredName(id));
    const { operationId } = await this.outbox.enqueue({
      ctx,
      kind: 'report.register',
      signer: REPORT_KEY,
      to: report.inputs.token.address,
      data: encodeSetDocument(name, url.href, `0x${pdfSha256}`),
      subject: { type: 'report', id },
      organisationId,
    });
    return operationId;
  }

  private async move(fact: Fact, event: 'register' | 'unregister'): Promise<void> {
    const name = nameOf(textArg(fact.args, 'name'));
    const match = /^por\.([0-9a-f]{24})$/.exec(name)?.[1];
    if (match === undefined) return;
    const found = await one<{ id: string }>(
      this.db.em,
      `SELECT r.id FROM api.report r
       JOIN api.token t ON t.asset_id = r.asset_id
       JOIN api.document d ON d.id = r.pdf_document_id
       WHERE right(replace(r.id::text, '-', ''), 24) = $1 AND t.address = $2 AND d.sha256 = $3`,
      [match, toBytes(fact.address), toBytes(textArg(fact.args, 'documentHash'))],
    );
    if (!found) return;
    const report = await this.db.em.findOneOrFail(Report, {
      where: { id: found.id },
      lock: { mode: 'pessimistic_write' },
    });
    const registered = event === 'register';
    // A report that was corrected meanwhile stays superseded, and is registered all the same.
    if (report.state !== 'superseded') report.state = next(reportMachine, report.state, event);
    report.registeredBlock = registered ? BigInt(fact.blockNumber) : null;
    report.registeredTransaction = registered ? toBytes(fact.transactionHash) : null;
    await this.db.em.save(report);
  }
}

export const transactionOf = ({ registeredTransaction }: Report): string | null =>
  registeredTransaction ? toHex(registeredTransaction) : null;

/** A name that somebody else wrote need not be text. */
function nameOf(name: string): string {
  try {
    return decodeBytes32String(name);
  } catch {
    return name;
  }
}
