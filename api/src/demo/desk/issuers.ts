import { ensureAccount } from '../accounts.js';
import { type ApiClient, orNull } from '../client.js';
import { uploadPaper } from '../files.js';
import { reach } from '../patience.js';
import type { Issuer } from '../people.js';
import type { IssuerView, KybCaseView } from '../views.js';
import type { World } from '../world.js';

const OWNERSHIP_PAPERS = [
  ['company_register', 'Company register extract'],
  ['ownership_chart', 'Ownership chart'],
] as const;

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
  await ownersAreKnown(client, officer, issuer);
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

/** The issuer says who owns it, and compliance approves that. */
async function ownersAreKnown(client: ApiClient, officer: ApiClient, issuer: Issuer) {
  const { owner } = issuer;
  const filed = await reach(
    () => orNull(client.get<KybCaseView>('/organisations/me/kyb')),
    (view) => view?.state === 'in_review' || view?.state === 'approved',
    async () => {
      await client.put('/organisations/me/kyb', {
        ...issuer.record,
        legalForm: 'LLC',
        owners: [{ ...owner, shareBps: 6_000, basis: 'ownership' }],
        largestUnlistedBps: 2_000,
      });
      for (const [type, title] of OWNERSHIP_PAPERS) {
        const { id } = await uploadPaper(client, `${type}.pdf`, 'kyc', {
          title,
          from: 'Sample registry',
          dated: '2026-04-01',
          paragraphs: [`${owner.fullName} holds 60 percent; nobody else holds more than 20.`],
        });
        await client.post('/organisations/me/kyb/documents', { documentId: id, type });
      }
      await client.post('/organisations/me/kyb/submit');
    },
    { what: `the owners of ${issuer.record.legalName} to be with compliance` },
  );
  const path = `/kyb-cases/${filed?.id ?? ''}`;
  await reach(
    () => officer.get<KybCaseView>(path),
    (view) => view.state === 'approved',
    () => officer.post(`${path}/approve`, { reason: 'Register extract and chart agree.' }),
    { what: `the owners of ${issuer.record.legalName} to be approved` },
  );
}
