import { orNull } from '../client.js';
import { uploadPaper } from '../files.js';
import { reach } from '../patience.js';
import type { Organisation, Person } from '../people.js';
import type { KybCaseView } from '../views.js';
import { chainDay, type World } from '../world.js';

const PAPERS = [
  ['company_register', 'Company register extract'],
  ['ownership_chart', 'Ownership chart'],
] as const;

/** An organisation's member says who owns it, and compliance approves that. */
export async function ownersAreKnown(
  world: World,
  member: Person,
  { record, owner }: Organisation,
): Promise<void> {
  const client = await world.as(member);
  const filed = await reach(
    () => orNull(client.get<KybCaseView>('/organisations/me/kyb')),
    (view) => view?.state === 'in_review' || view?.state === 'approved',
    async () => {
      await client.put('/organisations/me/kyb', {
        ...record,
        legalForm: 'LLC',
        owners: [{ ...owner, shareBps: 6_000, basis: 'ownership' }],
        largestUnlistedBps: 2_000,
      });
      for (const [type, title] of PAPERS) {
        const { id } = await uploadPaper(client, `${type}.pdf`, 'kyc', {
          title,
          from: 'Sample registry',
          dated: await chainDay(world.options.rpc),
          paragraphs: [`${owner.fullName} holds 60 percent; nobody else holds more than 20.`],
        });
        await client.post('/organisations/me/kyb/documents', { documentId: id, type });
      }
      await client.post('/organisations/me/kyb/submit');
    },
    { what: `the owners of ${record.legalName} to be with compliance` },
  );
  const officer = await world.as(world.cast.approver);
  const path = `/kyb-cases/${filed?.id ?? ''}`;
  await reach(
    () => officer.get<KybCaseView>(path),
    (view) => view.state === 'approved',
    () => officer.post(`${path}/approve`, { reason: 'Register extract and chart agree.' }),
    { what: `the owners of ${record.legalName} to be approved` },
  );
}
