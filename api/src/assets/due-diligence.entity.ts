import { Column, Entity } from 'typeorm';
import { BytesColumn, IdColumn, InstantColumn, UuidColumn } from '../platform/columns.js';
import type { ItemState } from './due-diligence.machine.js';

@Entity({ name: 'due_diligence_item', schema: 'api' })
export class DueDiligenceItem {
  @IdColumn()
  id: string;

  @UuidColumn({ name: 'asset_id' })
  assetId: string;

  @Column({ type: 'text' })
  key: string;

  @Column({ type: 'smallint' })
  position: number;

  @Column({ type: 'text' })
  state: ItemState;

  @UuidColumn({ name: 'decided_by', nullable: true })
  decidedBy: string | null;

  @InstantColumn({ name: 'decided_at', nullable: true })
  decidedAt: Date | null;

  @Column({ name: 'decision_reason', type: 'text', nullable: true })
  decisionReason: string | null;
}

@Entity({ name: 'due_diligence_evidence', schema: 'api' })
export class DueDiligenceEvidence {
  @IdColumn()
  id: string;

  @UuidColumn({ name: 'item_id' })
  itemId: string;

  @UuidColumn({ name: 'document_id' })
  documentId: string;

  @BytesColumn({ name: 'document_sha256' })
  documentSha256: Buffer;

  @Column({ type: 'text' })
  note: string;

  @UuidColumn({ name: 'added_by' })
  addedBy: string;

  @InstantColumn({ name: 'added_at' })
  addedAt: Date;
}
