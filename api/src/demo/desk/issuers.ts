import { ensureAccount } from '../accounts.js';
import { orNull } from '../client.js';
import { reach } from '../patience.js';
import type { Issuer } from '../people.js';
import type { IssuerView } from '../views.js';
import type { World } from '../world.js';
import { ownersAreKnown } from './owners.js';

/** An organisation registers as issuer, says who owns it, and compliance vouches for it. @returns its id */
export async function admitIssuer(world: World, issuer: Issuer): Promise<string> {
  await ensureAccount(world, issuer, 'issuer');
  const client = await world.as(issuer);
  const submitted = await reach(
    () => orNull(client.get<IssuerView>('/issuers/me')),
    (view) => view?.state === 'submitted' || view?.state === 'approved',
    async () => {
      await client.put('/issuers/me', issuer.record);
      await client.post('/issuers/me/submit');
    },
    { what: `${issuer.record.legalName} to be submitted` },
  );
  const officer = await world.as(world.cast.approver);
  await ownersAreKnown(world, issuer, issuer);
  const issuerId = submitted?.id ?? '';
  await reach(
    () => officer.get<IssuerView>(`/issuers/${issuerId}`),
    (view) => view.state === 'approved',
    () =>
      officer.post(`/issuers/${issuerId}/approve`, {
        reason: 'Register extract, LEI record and ownership chart seen; no adverse findings.',
      }),
    { what: `${issuer.record.legalName} to be approved` },
  );
  return issuerId;
}
