import { addDays } from '@cadastre/core';
import { Injectable } from '@nestjs/common';
import { Issuers } from '../issuers/issuers.service.js';
import { Clock } from '../platform/clock.js';
import type { Asset } from './asset.entity.js';
import { DueDiligence } from './due-diligence.service.js';
import { Portfolios } from './portfolio.service.js';

/** Days an appraisal counts as fresh. */
const APPRAISAL_GOOD_FOR_DAYS = 365;

/** What stands between an asset and its next step, in words a person can act on. */
@Injectable()
export class AssetReadiness {
  constructor(
    private readonly clock: Clock,
    private readonly issuers: Issuers,
    private readonly dueDiligence: DueDiligence,
    private readonly portfolios: Portfolios,
  ) {}

  /** Of the step its state waits for; nothing for states in which nobody waits. */
  blockers(asset: Asset): Promise<string[]> {
    if (asset.state === 'in_review') return this.forApproval(asset);
    if (asset.state === 'draft' || asset.state === 'changes_requested') {
      return this.forSubmission(asset);
    }
    return Promise.resolve([]);
  }

  forSubmission(asset: Asset): Promise<string[]> {
    return this.dueDiligence.missingEvidence(asset);
  }

  async forApproval(asset: Asset): Promise<string[]> {
    const issuerReady = await this.issuers.isApproved(asset.organisationId);
    return [
      ...(issuerReady ? [] : ['The issuer itself is not approved yet.']),
      ...(await this.dueDiligence.notAccepted(asset)),
      ...(await this.valuation(asset)),
    ];
  }

  private async valuation(asset: Asset): Promise<string[]> {
    if (asset.kind === 'treasury') return this.portfolios.blockers(asset.id);
    if ('appraisal' in asset.details) {
      const today = this.clock.now().toISOString().slice(0, 10);
      const { date } = asset.details.appraisal;
      return addDays(date, APPRAISAL_GOOD_FOR_DAYS) < today
        ? [`The appraisal of ${date} is older than ${APPRAISAL_GOOD_FOR_DAYS} days.`]
        : [];
    }
    return [];
  }
}
