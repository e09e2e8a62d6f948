import { next } from '@cadastre/core';
import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { Documents } from '../documents/documents.service.js';
import { Clock } from '../platform/clock.js';
import { actorOf, type Ctx } from '../platform/context.js';
import { Database } from '../platform/database.js';
import { Conflict, Forbidden, NotFound, Refused } from '../platform/problem.js';
import { type Asset, AssetPaper } from './asset.entity.js';
import type { AddEvidenceBody, DueDiligenceView, PaperType } from './asset.schema.js';
import { AssetStore } from './asset-store.service.js';
import { CHECKLIST, type ChecklistLine, checklistLine } from './due-diligence.checklist.js';
import { DueDiligenceEvidence, DueDiligenceItem } from './due-diligence.entity.js';
import { dueDiligenceMachine } from './due-diligence.machine.js';

export type Counts = Record<'required' | 'accepted' | 'filed' | 'rejected' | 'open', number>;

/** An item with its evidence and the words of its line. */
interface Line {
  line: ChecklistLine;
  item: DueDiligenceItem;
  evidence: (DueDiligenceEvidence & { type: PaperType })[];
}

/** The checklist of an asset: evidence filed by one person, judged by another. */
@Injectable()
export class DueDiligence {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly documents: Documents,
    private readonly store: AssetStore,
  ) {}

  /** Opens every line of the kind's checklist. */
  async open(asset: Asset): Promise<void> {
    await this.db.em.insert(
      DueDiligenceItem,
      CHECKLIST[asset.kind].map((line, position) => ({
        assetId: asset.id,
        key: line.key,
        position,
        state: dueDiligenceMachine.initial,
      })),
    );
  }

  async view(ctx: Ctx, assetId: string): Promise<DueDiligenceView> {
    return this.viewOf(await this.store.find(ctx, assetId));
  }

  /**
   * Files a paper of the asset as evidence for a line.
   * @throws Conflict `asset_not_editable`, `evidence_already_filed`; Refused `evidence_not_a_paper`,
   *   `evidence_wrong_type`
   */
  async addEvidence(
    ctx: Ctx,
    assetId: string,
    key: string,
    body: AddEvidenceBody,
  ): Promise<DueDiligenceView> {
    const asset = await this.store.lockEditable(ctx, assetId);
    const { line, item } = await this.lockItem(asset, key);
    const paper = await this.paperFor(asset, line, body.documentId);
    if (await this.db.em.existsBy(DueDiligenceEvidence, pick(item, body.documentId))) {
      throw new Conflict('evidence_already_filed', 'This document is already filed for this line.');
    }
    const { sha256 } = await this.documents.get(ctx, body.documentId);
    await this.db.em.insert(DueDiligenceEvidence, {
      ...pick(item, body.documentId),
      documentSha256: Buffer.from(sha256, 'hex'),
      note: body.note,
      addedBy: actorOf(ctx).userId,
      addedAt: this.clock.now(),
    });
    item.state = next(dueDiligenceMachine, item.state, 'file');
    item.decidedBy = item.decidedAt = item.decisionReason = null;
    await this.db.em.save(item);
    await this.store.record(ctx, asset, 'asset.file_evidence', { key, type: paper.type, sha256 });
    return this.viewOf(asset);
  }

  /**
   * Compliance's word on one line.
   * @throws Conflict `asset_not_in_review`; Forbidden `own_evidence`; Refused `evidence_missing`
   */
  async decide(
    ctx: Ctx,
    assetId: string,
    key: string,
    verdict: 'accept' | 'reject',
    reason: string,
  ): Promise<DueDiligenceView> {
    const asset = await this.store.lock(ctx, assetId);
    if (asset.state !== 'in_review') {
      throw new Conflict(
        'asset_not_in_review',
        `The asset is ${asset.state.replaceAll('_', ' ')}: evidence is judged while it is in review.`,
      );
    }
    const { item } = await this.lockItem(asset, key);
    const { userId } = actorOf(ctx);
    const filed = (await this.lines(asset)).find((row) => row.item.id === item.id);
    if (filed?.evidence.some((evidence) => evidence.addedBy === userId)) {
      throw new Forbidden('own_evidence', 'Nobody judges evidence of their own: ask a colleague.');
    }
    const missing = filed ? missingTypes(filed) : [];
    if (verdict === 'accept' && missing.length > 0) {
      throw new Refused('evidence_missing', `Still to be filed: ${missing.join(', ')}.`);
    }
    item.state = next(dueDiligenceMachine, item.state, verdict);
    item.decidedBy = userId;
    item.decidedAt = this.clock.now();
    item.decisionReason = reason;
    await this.db.em.save(item);
    await this.store.record(ctx, asset, `asset.${verdict}_evidence`, { key, reason });
    return this.viewOf(asset);
  }

  async counts(asset: Asset): Promise<Counts> {
    const lines = await this.lines(asset);
    const count = (state: string) => lines.filter(({ item }) => item.state === state).length;
    return {
      required: lines.filter(({ line }) => line.required).length,
      accepted: count('accepted'),
      filed: count('filed'),
      rejected: count('rejected'),
      open: count('open'),
    };
  }

  /** Required lines whose evidence is not all there yet, in words. */
  async missingEvidence(asset: Asset): Promise<string[]> {
    return (await this.lines(asset))
      .filter(({ line, item }) => line.required && item.state !== 'accepted')
      .flatMap((row) =>
        missingTypes(row).map(
          (type) => `${row.line.title}: ${type.replaceAll('_', ' ')} is missing.`,
        ),
      );
  }

  /** Required lines compliance has not accepted, in words. */
  async notAccepted(asset: Asset): Promise<string[]> {
    return (await this.lines(asset))
      .filter(({ line, item }) => line.required && item.state !== 'accepted')
      .map(({ line, item }) => `${line.title}: ${item.state}, not accepted.`);
  }

  /** Everybody who filed evidence for the asset. */
  async authors(asset: Asset): Promise<Set<string>> {
    const lines = await this.lines(asset);
    return new Set(lines.flatMap(({ evidence }) => evidence.map((row) => row.addedBy)));
  }

  private async paperFor(
    asset: Asset,
    line: ChecklistLine,
    documentId: string,
  ): Promise<AssetPaper> {
    const papers = await this.db.em.findBy(AssetPaper, { assetId: asset.id, documentId });
    if (papers.length === 0) {
      throw new Refused(
        'evidence_not_a_paper',
        'File the document as a paper of this asset first, then name it as evidence.',
      );
    }
    const fitting = papers.find((paper) => line.evidence.includes(paper.type));
    if (fitting) return fitting;
    throw new Refused(
      'evidence_wrong_type',
      `This line asks for ${line.evidence.join(' or ')}; the document is filed as ${papers[0]?.type}.`,
    );
  }

  private async lockItem(
    asset: Asset,
    key: string,
  ): Promise<{ line: ChecklistLine; item: DueDiligenceItem }> {
    const line = checklistLine(asset.kind, key);
    const item = await this.db.em.findOne(DueDiligenceItem, {
      where: { assetId: asset.id, key },
      lock: { mode: 'pessimistic_write' },
    });
    if (!line || !item) throw new NotFound('line of this checklist');
    return { line, item };
  }

  private async lines(asset: Asset): Promise<Line[]> {
    const items = await this.db.em.find(DueDiligenceItem, {
      where: { assetId: asset.id },
      order: { position: 'ASC' },
    });
    const evidence = await this.db.em.find(DueDiligenceEvidence, {
      where: { itemId: In(items.map((item) => item.id)) },
      order: { id: 'ASC' },
    });
    const papers = await this.db.em.findBy(AssetPaper, { assetId: asset.id });
    return items.flatMap((item) => {
      const line = checklistLine(asset.kind, item.key);
      if (!line) return [];
      const filed = evidence
        .filter((row) => row.itemId === item.id)
        .map((row) => Object.assign(row, { type: typeOf(line, papers, row.documentId) }));
      return [{ line, item, evidence: filed }];
    });
  }

  private async viewOf(asset: Asset): Promise<DueDiligenceView> {
    const lines = await this.lines(asset);
    const ids = lines.flatMap(({ evidence }) => evidence.map((row) => row.documentId));
    const files = new Map((await this.documents.describe(ids)).map((file) => [file.id, file]));
    return {
      items: lines.map((row) => ({
        key: row.line.key,
        title: row.line.title,
        why: row.line.why,
        required: row.line.required,
        evidenceTypes: [...row.line.evidence],
        sources: [...row.line.sources],
        state: row.item.state,
        missingTypes: missingTypes(row),
        evidence: row.evidence.map((evidence) => ({
          id: evidence.id,
          documentId: evidence.documentId,
          type: evidence.type,
          fileName: files.get(evidence.documentId)?.fileName ?? '',
          sha256: evidence.documentSha256.toString('hex'),
          note: evidence.note,
          addedBy: evidence.addedBy,
          addedAt: evidence.addedAt.toISOString(),
        })),
        decidedBy: row.item.decidedBy,
        decidedAt: row.item.decidedAt?.toISOString() ?? null,
        decisionReason: row.item.decisionReason,
      })),
    };
  }
}

const pick = (item: DueDiligenceItem, documentId: string) => ({ itemId: item.id, documentId });

function typeOf(line: ChecklistLine, papers: AssetPaper[], documentId: string): PaperType {
  const own = papers.filter((paper) => paper.documentId === documentId);
  return (own.find((paper) => line.evidence.includes(paper.type)) ?? own[0])?.type ?? 'other';
}

function missingTypes({ line, evidence }: Line): PaperType[] {
  return line.evidence.filter((type) => !evidence.some((row) => row.type === type));
}
