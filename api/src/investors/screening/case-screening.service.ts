import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import type { KycCaseState } from '@cadastre/core';
import { Clock } from '../../platform/clock.js';
import type { Ctx } from '../../platform/context.js';
import { Crypto } from '../../platform/crypto.js';
import { Database } from '../../platform/database.js';
import { KycCase } from '../kyc-case.entity.js';
import { KycScreening } from '../kyc-records.entity.js';
import type { PersonalData } from '../kyc.schema.js';
import { openPersonal } from '../personal-data.js';
import { nameFinding, type Screened, subjectText, targetOf } from './findings.js';
import { type Delta, HitRegister } from './hit-register.service.js';
import type { ScreeningSubject } from './matcher.js';
import { namesOf, type ReadyLists, Screening, SCREENING_METHOD } from './screening.service.js';

/** Whose name is looked at again: all who hold an approval or wait for one. */
const LOOKED_AT: KycCaseState[] = [
  'submitted',
  'screening',
  'in_review',
  'more_information',
  'approved',
];

/** Compares the people of KYC cases with the names on the lists, and keeps a record of each look. */
@Injectable()
export class CaseScreening {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly crypto: Crypto,
    private readonly screening: Screening,
    private readonly register: HitRegister,
  ) {}

  /** Screens a case as it is handed in. @returns the editions and how many parties were met */
  async screen(
    ctx: Ctx,
    kycCase: KycCase,
    personal: Partial<PersonalData>,
  ): Promise<{ lists: ReadyLists['lists']; hitCount: number; delta: Delta }> {
    const ready = await this.screening.ready();
    const looked = this.lookAt(ready, kycCase, subjectOf(personal));
    const delta = await this.register.reconcile(ctx, [looked], ready, null);
    await this.keep(ready, [looked]);
    return { lists: namesOf(ready.lists), hitCount: looked.findings.length, delta };
  }

  count(): Promise<number> {
    return this.db.em.countBy(KycCase, { state: In(LOOKED_AT) });
  }

  /** The next cases after one, locked, screened and on record. */
  async look(ready: ReadyLists, after: string | null, limit: number): Promise<Screened[]> {
    const cases = await this.db.em
      .createQueryBuilder(KycCase, 'c')
      .where('c.state IN (:...states)', { states: LOOKED_AT })
      .andWhere(after ? 'c.id > :after' : 'true', { after })
      .orderBy('c.id')
      .limit(limit)
      .setLock('pessimistic_write')
      .getMany();
    const looked = cases.map((kycCase) =>
      this.lookAt(ready, kycCase, subjectOf(openPersonal(this.crypto, kycCase))),
    );
    await this.keep(ready, looked);
    return looked;
  }

  private lookAt({ matcher }: ReadyLists, kycCase: KycCase, subject: ScreeningSubject): Screened {
    return {
      organisationId: kycCase.organisationId,
      target: targetOf({ kycCaseId: kycCase.id }),
      subject: subjectText(subject),
      findings: matcher.match(subject).map((match) => nameFinding(subject, match)),
      isListed: ({ party }) => matcher.has(party.entryNumber),
    };
  }

  private async keep({ lists }: ReadyLists, looked: readonly Screened[]): Promise<void> {
    if (looked.length === 0) return;
    await this.db.em.insert(
      KycScreening,
      looked.flatMap(({ target, findings }) =>
        target.kycCaseId === null
          ? []
          : [
              {
                kycCaseId: target.kycCaseId,
                screenedAt: this.clock.now(),
                method: SCREENING_METHOD,
                lists: namesOf(lists),
                hitCount: findings.length,
              },
            ],
      ),
    );
  }
}

const subjectOf = ({
  fullName = '',
  kind,
  dateOfBirth,
}: Partial<PersonalData>): ScreeningSubject => ({ name: fullName, kind, dateOfBirth });
