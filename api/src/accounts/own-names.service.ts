import { Injectable } from '@nestjs/common';
import { Audit } from '../audit/audit.service.js';
import { rows } from '../chain/rows.js';
import type { Ctx } from '../platform/context.js';
import { Database } from '../platform/database.js';
import { Users } from './users.service.js';

interface Candidate {
  id: string;
  name: string;
  user_id: string;
}

/** Letters alone decide: not case, not width, not spaces. */
const plain = (text: string): string =>
  text.normalize('NFKC').toLowerCase().trim().replaceAll(/\s+/g, ' ');

/** Whether an organisation's name is the person's own: then it is kept sealed, with the person. */
export const isOwnName = (organisation: string, person: string): boolean =>
  plain(organisation) === plain(person);

/**
 * A private investor's own name was once kept as an organisation's, in the clear. At a start it is taken out of those
 * whose one member is called so; what is shown stays the same, since it is read from the person then.
 */
@Injectable()
export class OwnNames {
  constructor(
    private readonly db: Database,
    private readonly users: Users,
    private readonly audit: Audit,
  ) {}

  /** @returns how many were taken out */
  async takeOut(ctx: Ctx): Promise<number> {
    return this.db.transaction(async () => {
      const candidates = await this.db.sql<Candidate>(
        `SELECT o.id, o.name, min(m.user_id::text) AS user_id
         FROM api.organisation o JOIN api.membership m ON m.organisation_id = o.id
         WHERE o.kind = 'investor' AND o.name IS NOT NULL
         GROUP BY o.id HAVING count(*) = 1`,
      );
      const names = await this.users.names(candidates.map(({ user_id }) => user_id));
      const own = candidates.filter((one) => isOwnName(one.name, names.get(one.user_id) ?? ''));
      const taken = await rows<{ id: string }>(
        this.db.em,
        `UPDATE api.organisation SET name = NULL
         WHERE id = ANY($1) AND name IS NOT NULL RETURNING id`,
        [own.map(({ id }) => id)],
      );
      for (const { id } of taken) {
        await this.audit.record(ctx, {
          action: 'organisation.seal_name',
          subject: { type: 'organisation', id },
          organisationId: id,
          data: {},
        });
      }
      return taken.length;
    });
  }
}
