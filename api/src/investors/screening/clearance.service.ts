import { Injectable } from '@nestjs/common';
import { Refused } from '../../platform/problem.js';
import { Investors } from '../investors.service.js';
import { SanctionsLists } from './sanctions-lists.service.js';
import type { ScreeningHit } from './screening.entity.js';
import type { ListVersion } from './screening.schema.js';

/** Nobody is approved on old lists, with a hit undecided, or while on a list. */
@Injectable()
export class Clearance {
  constructor(
    private readonly investors: Investors,
    private readonly lists: SanctionsLists,
  ) {}

  /**
   * @param used the lists the last look was made with
   * @param hits those that have not lapsed
   * @throws Refused `sanctions_match`, `sanctions_list_outdated`, `screening_hits_open`, `screening_outdated`
   */
  async require(
    organisationId: string,
    used: readonly Pick<ListVersion, 'sha256'>[],
    hits: readonly ScreeningHit[],
  ): Promise<void> {
    await this.investors.refuseSanctioned(organisationId);
    const inForce = await this.lists.inForce();
    this.lists.refuseOutdated(inForce);
    const open = hits.filter((hit) => hit.decision === null);
    if (open.length > 0) {
      throw new Refused(
        'screening_hits_open',
        `${open.length} possible match(es) with listed parties are undecided: decide each first.`,
        { hits: open.map((hit) => hit.id) },
      );
    }
    const known = new Set(used.map(({ sha256 }) => sha256));
    const outdated = inForce.filter(
      (version) => version.source !== 'ofac.eth' && !known.has(version.sha256.toString('hex')),
    );
    if (outdated.length > 0) {
      throw new Refused(
        'screening_outdated',
        `${outdated.map(({ fileName }) => fileName).join(', ')} came into force after this case was screened: the run that looks at everybody again will reach it shortly.`,
      );
    }
  }
}
