import { Column, Entity } from 'typeorm';
import { BytesColumn, IdColumn, InstantColumn, UuidColumn } from '../../platform/columns.js';
import type { Tier } from '../kyc.tiers.js';

/** What an applicant answered for a tier: one set of answers a case, changed while the case is. */
@Entity({ name: 'kyc_questionnaire', schema: 'api' })
export class KycQuestionnaire {
  @IdColumn()
  id: string;

  @UuidColumn({ name: 'kyc_case_id' })
  kycCaseId: string;

  @Column({ type: 'text' })
  tier: Tier;

  @Column({ type: 'integer' })
  version: number;

  /** Sealed JSON (`Answers`), bound to the case id. */
  @BytesColumn({ name: 'answers' })
  answers: Buffer;

  @UuidColumn({ name: 'answered_by' })
  answeredBy: string;

  @InstantColumn({ name: 'answered_at' })
  answeredAt: Date;
}
