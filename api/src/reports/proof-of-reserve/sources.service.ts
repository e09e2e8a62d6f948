import { sha256 } from '@cadastre/core';
import { Injectable } from '@nestjs/common';
import type { PaperType } from '../../assets/asset.schema.js';
import { Assets } from '../../assets/assets.service.js';
import { TreasuryData } from '../../assets/treasury-data.service.js';
import { Documents } from '../../documents/documents.service.js';
import type { AttestationFacts } from '../../reserves/attestations/attestations.service.js';
import { EvidenceLines, type EvidencePlace } from './evidence-lines.service.js';

/** A paper of the documents behind a report, or an official file that is not among them yet. */
export interface ReportSource {
  kept: { documentId: string } | { bytes: Buffer };
  sha256: string;
  name: string;
  mediaType: string;
  sizeBytes: number;
  role: string;
}

/** Papers of an asset that speak of its reserves. */
const PAPERS: readonly PaperType[] = [
  'custodian_statement',
  'bar_list',
  'appraisal_report',
  'rent_roll',
  'title_report',
];

/** The raw papers and files a report's inputs were taken from. */
@Injectable()
export class ReportSources {
  constructor(
    private readonly assets: Assets,
    private readonly documents: Documents,
    private readonly treasury: TreasuryData,
    private readonly lines: EvidenceLines,
  ) {}

  /** Each once, by hash: papers filed up to the block, the attestations' own, the official files. */
  async gather(place: EvidencePlace, stated: readonly AttestationFacts[]): Promise<ReportSource[]> {
    const { asset, block } = place;
    const papers = (await this.assets.papers(asset.id)).filter(
      ({ type, addedAt }) => PAPERS.includes(type) && new Date(addedAt) <= block.time,
    );
    const kept: ReportSource[] = papers.map((paper) => ({
      kept: { documentId: paper.documentId },
      sha256: paper.sha256,
      name: paper.fileName,
      mediaType: paper.mediaType,
      sizeBytes: paper.sizeBytes,
      role: paper.type,
    }));
    const ids = stated.flatMap(({ documentId }) => (documentId === null ? [] : [documentId]));
    for (const document of await this.documents.describe([...new Set(ids)])) {
      const { id, sha256, fileName: name, mediaType, sizeBytes } = document;
      kept.push({
        kept: { documentId: id },
        sha256,
        name,
        mediaType,
        sizeBytes,
        role: 'attestation',
      });
    }
    if (asset.kind === 'treasury') kept.push(...this.official(place));
    const once = new Map(kept.map((one) => [one.sha256, one]));
    return [...once.values()].sort((a, b) => (a.sha256 < b.sha256 ? -1 : 1));
  }

  private official(place: EvidencePlace): ReportSource[] {
    const { curve } = this.lines.curve(place);
    return this.treasury.originals(curve).map(({ name, role, bytes }) => ({
      kept: { bytes },
      sha256: sha256(bytes),
      name,
      mediaType: 'text/csv',
      sizeBytes: bytes.length,
      role,
    }));
  }
}
