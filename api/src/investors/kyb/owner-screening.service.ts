import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock.js';
import type { Ctx } from '../../platform/context.js';
import { Crypto } from '../../platform/crypto.js';
import { Database } from '../../platform/database.js';
import { nameFinding, type Screened, subjectText, targetOf } from '../screening/findings.js';
import { HitRegister } from '../screening/hit-register.service.js';
import type { ScreeningSubject } from '../screening/matcher.js';
import { namesOf, type ReadyLists, Screening } from '../screening/screening.service.js';
import { KybCase, KybParty } from './kyb.entity.js';
import type { KybState } from './kyb.machine.js';
import { type ListedPerson, openPerson } from './owner-data.js';

/** Whose owners are looked at again: all that hold an approval or wait for one. */
const LOOKED_AT: KybState[] = ['in_review', 'more_information', 'approved'];

/** Compares owners of organisations with the names on the lists. */
@Injectable()
export class OwnerScreening {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly crypto: Crypto,
    private readonly screening: Screening,
    private readonly register: HitRegister,
  ) {}

  /** Screens everybody of a case as it is handed in, and writes down with which editions. */
  async screen(ctx: Ctx, kybCase: KybCase, parties: readonly KybParty[]): Promise<void> {
    const ready = await this.screening.ready();
    const looked = parties.map((party) => this.lookAt(ready, party));
    await this.register.reconcile(ctx, looked, ready, null);
    kybCase.screeningLists = namesOf(ready.lists);
    kybCase.screenedAt = this.clock.now();
  }

  /** How many a run that looks at everybody has to look at. */
  async count(): Promise<number> {
    return this.inForce().getCount();
  }

  /** The next owners after one, locked, screened and on record. */
  async look(ready: ReadyLists, after: string | null, limit: number): Promise<Screened[]> {
    const parties = await this.inForce()
      .andWhere(after ? 'p.id > :after' : 'true', { after })
      .orderBy('p.id')
      .limit(limit)
      .setLock('pessimistic_write', undefined, ['p'])
      .getMany();
    const cases = [...new Set(parties.map(({ kybCaseId }) => kybCaseId))];
    if (cases.length > 0) {
      await this.db.sql(
        `UPDATE api.kyb_case SET screening_lists = $2, screened_at = $3 WHERE id = ANY($1::uuid[])`,
        [cases, JSON.stringify(namesOf(ready.lists)), this.clock.now()],
      );
    }
    return parties.map((party) => this.lookAt(ready, party));
  }

  private inForce() {
    return this.db.em
      .createQueryBuilder(KybParty, 'p')
      .innerJoin(KybCase, 'c', 'c.id = p.kybCaseId')
      .where('p.removedAt IS NULL AND c.state IN (:...states)', { states: LOOKED_AT });
  }

  private lookAt({ matcher }: ReadyLists, party: KybParty): Screened {
    const subject = subjectOf(openPerson(this.crypto, party));
    return {
      organisationId: party.organisationId,
      target: targetOf({ kybPartyId: party.id }),
      subject: subjectText(subject),
      findings: matcher.match(subject).map((match) => nameFinding(subject, match)),
      isListed: ({ party: listed }) => matcher.has(listed.entryNumber),
    };
  }
}

const subjectOf = ({ kind, fullName, dateOfBirth }: ListedPerson): ScreeningSubject => ({
  name: fullName,
  kind,
  dateOfBirth,
});
