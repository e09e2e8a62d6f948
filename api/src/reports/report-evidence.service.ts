import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import type { DocumentView } from '../documents/document.schema.js';
import { Documents } from '../documents/documents.service.js';
import type { Ctx } from '../platform/context.js';
import { Conflict, NotFound } from '../platform/problem.js';
import { MerkleError, TreeIndexError } from '@cadastre/core';
import { bundleEntries, type BundleEntry, zipped } from './proof-of-reserve/bundle.js';
import { HoldersTrees } from './proof-of-reserve/holders-tree.service.js';
import type { InclusionProofView } from './report.schema.js';
import { Reports } from './reports.service.js';

/** What proves a report: its evidence bundle, and each holder's place in its tree. */
@Injectable()
export class ReportEvidence {
  constructor(
    private readonly reports: Reports,
    private readonly documents: Documents,
    private readonly trees: HoldersTrees,
  ) {}

  /** The bundle as a stream, and its name. @throws as `Reports.content` */
  async bundle(ctx: Ctx, id: string): Promise<{ fileName: string; stream: Readable }> {
    const { row, report } = await this.reports.content(ctx, id);
    const ids = [
      row.jsonDocumentId,
      row.pdfDocumentId,
      row.signatureDocumentId,
      row.holdersDocumentId,
      ...row.sourceDocumentIds,
    ].map((one) => one ?? id);
    const found = new Map((await this.documents.describe(ids)).map((one) => [one.id, one]));
    const [json, pdf, signature, holders, ...sources] = ids.map((one) => {
      const document = found.get(one);
      if (!document) throw new NotFound('report');
      return this.entry(document);
    });
    if (!json || !pdf || !signature || !holders) throw new NotFound('report');
    const entries = bundleEntries(report, { report: json, pdf, signature, holders, sources });
    return {
      fileName: `evidence-${report.inputs.token.symbol}-block-${report.inputs.asOf.block}.zip`,
      stream: Readable.from(zipped(entries)),
    };
  }

  /**
   * The proof that a holder's balance is in a report's total.
   * @throws NotFound also for an address that held nothing; Conflict `ledger_differs`; as `Reports.content`
   */
  async inclusion(ctx: Ctx, id: string, holder: string): Promise<InclusionProofView> {
    const { row, report } = await this.reports.content(ctx, id);
    const { token, asOf, holders } = report.inputs;
    if (!/^0x[0-9a-fA-F]{40}$/.test(holder) || holders.count === 0) throw new NotFound('holder');
    const subject = { chainId: token.chainId, token: token.address, block: asOf.block };
    const index = {
      firsts: row.treeFirsts ?? new Uint8Array(),
      roots: row.treeRoots ?? new Uint8Array(),
    };
    try {
      const { holding, proof } = await this.trees.prove(subject, index, holder);
      return {
        reportId: id,
        ...subject,
        holder: holding.holder,
        balance: holding.balance.toString(),
        index: proof.index,
        siblings: proof.siblings.map(({ hash, sum }) => ({ hash, sum: sum.toString() })),
        root: holders.root,
        sum: holders.sumBaseUnits,
      };
    } catch (error) {
      if (error instanceof MerkleError) throw new NotFound('holder');
      if (error instanceof TreeIndexError) {
        throw new Conflict('ledger_differs', `${error.message} Use the bundle's own list.`);
      }
      throw error;
    }
  }

  private entry({ id, sha256, sizeBytes }: DocumentView): Omit<BundleEntry, 'name'> {
    return { sha256, sizeBytes, open: () => this.documents.stream(id) };
  }
}
