import { kycCaseMachine } from '@cadastre/core';
import { Injectable } from '@nestjs/common';
import { Audit } from '../../audit/audit.service.js';
import { Clock } from '../../platform/clock.js';
import type { Ctx } from '../../platform/context.js';
import { Crypto } from '../../platform/crypto.js';
import { Database } from '../../platform/database.js';
import { Investors } from '../investors.service.js';
import { KycCase } from '../kyc-case.entity.js';
import type { PersonalData } from '../kyc.schema.js';
import { sealPersonal } from '../personal-data.js';

/** KYC cases that begin with what a file says; their owners bring papers and submit them. */
@Injectable()
export class ImportedCases {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly crypto: Crypto,
    private readonly audit: Audit,
    private readonly investors: Investors,
  ) {}

  /** @param officer who applied the file: a colleague decides these cases */
  async open(
    ctx: Ctx,
    officer: string,
    people: readonly { organisationId: string; personal: PersonalData }[],
  ): Promise<void> {
    if (people.length === 0) return;
    const numbered = await this.investors.numberAll(people.map((one) => one.organisationId));
    const now = this.clock.now();
    const cases = people.map(({ organisationId, personal }) => {
      const kycCase = this.db.em.create(KycCase, {
        id: this.db.newId(),
        organisationId,
        investorId: numbered.get(organisationId),
        state: kycCaseMachine.initial,
        openedBy: officer,
        createdAt: now,
        updatedAt: now,
      });
      sealPersonal(this.crypto, kycCase, personal);
      return kycCase;
    });
    await this.db.em.insert(KycCase, cases);
    for (const { id, organisationId } of cases) {
      const subject = { type: 'kyc_case', id };
      await this.audit.record(ctx, {
        action: 'kyc.open',
        subject,
        organisationId,
        data: { openedBy: officer },
      });
    }
  }
}
