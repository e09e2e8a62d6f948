import { Column, Entity, PrimaryColumn } from 'typeorm';
import { BigintColumn, IdColumn, InstantColumn, UuidColumn } from '../platform/columns.js';

/** One fund statement; never changed once written, but for when it came into force. */
@Entity({ name: 'portfolio', schema: 'api' })
export class Portfolio {
  @IdColumn()
  id: string;

  @UuidColumn({ name: 'asset_id' })
  assetId: string;

  @Column({ type: 'integer' })
  version: number;

  @BigintColumn({ name: 'cash_cents' })
  cashCents: bigint;

  @BigintColumn({ name: 'liabilities_cents' })
  liabilitiesCents: bigint;

  @Column({ name: 'fee_bps_per_year', type: 'integer' })
  feeBpsPerYear: number;

  @Column({ name: 'fee_accrued_since', type: 'date' })
  feeAccruedSince: string;

  @BigintColumn({ name: 'seed_shares' })
  seedShares: bigint;

  @UuidColumn({ name: 'stated_by' })
  statedBy: string;

  @InstantColumn({ name: 'stated_at' })
  statedAt: Date;

  @UuidColumn({ name: 'approval_id', nullable: true })
  approvalId: string | null;

  @InstantColumn({ name: 'effective_at', nullable: true })
  effectiveAt: Date | null;

  @Column({ type: 'boolean', default: false })
  refused: boolean;
}

@Entity({ name: 'portfolio_position', schema: 'api' })
export class PortfolioPosition {
  @PrimaryColumn({ name: 'portfolio_id', type: 'uuid' })
  portfolioId: string;

  @PrimaryColumn({ type: 'text' })
  cusip: string;

  @BigintColumn({ name: 'face_cents' })
  faceCents: bigint;

  /** Dollars per 100 of face, six decimals, as text. */
  @Column({ name: 'cost_price_per100', type: 'numeric', precision: 12, scale: 6 })
  costPricePer100: string;
}
