import { ensureAccount, ensureStaff } from './accounts.js';
import { type ApiClient, ApiProblem } from './client.js';
import { uploadPaper } from './files.js';
import { reach } from './patience.js';
import { sampleLei } from './people.js';
import type { IssuerView, KybCaseView } from './views.js';
import type { Step, World } from './world.js';

export const staffIsInvited: Step = {
  name: 'staff',
  title: 'the operator invites two compliance officers and an auditor',
  async run(world) {
    const { reviewer, approver, auditor } = world.cast;
    await ensureStaff(world, reviewer, 'compliance');
    await ensureStaff(world, approver, 'compliance');
    await ensureStaff(world, auditor, 'auditor');
    return { compliance: `${reviewer.email}, ${approver.email}`, auditor: auditor.email };
  },
};

export const issuerIsApproved: Step = {
  name: 'issuer',
  title: 'the issuer registers and compliance vouches for the organisation',
  async run(world) {
    const { issuer, approver } = world.cast;
    await ensureAccount(world, issuer, 'issuer');
    const client = await world.as(issuer);
    const record = issuerRecord(world);
    const mine = () => orNull(client.get<IssuerView>('/issuers/me'));
    const submitted = await reach(
      mine,
      (view) => view?.state === 'submitted' || view?.state === 'approved',
      async () => {
        await client.put('/issuers/me', record);
        await client.post('/issuers/me/submit');
      },
      { what: 'the issuer to be submitted' },
    );
    const officer = await world.as(approver);
    await ownersAreKnown(client, officer, world);
    const issuerId = world.learn('issuerId', submitted?.id ?? '');
    await reach(
      () => officer.get<IssuerView>(`/issuers/${issuerId}`),
      (view) => view.state === 'approved',
      () =>
        officer.post(`/issuers/${issuerId}/approve`, {
          reason: 'Register extract, LEI record and ownership chart seen; no adverse findings.',
        }),
      { what: 'the issuer to be approved' },
    );
    return { issuer: issuerId, lei: record.lei };
  },
};

/** The issuer says who owns it, and compliance approves that. */
async function ownersAreKnown(client: ApiClient, officer: ApiClient, world: World): Promise<void> {
  const mine = () => orNull(client.get<KybCaseView>('/organisations/me/kyb'));
  const filed = await reach(
    mine,
    (view) => view?.state === 'in_review' || view?.state === 'approved',
    async () => {
      await client.put('/organisations/me/kyb', ownersOf(world));
      for (const [type, title] of OWNERSHIP_PAPERS) {
        const { id } = await uploadPaper(client, `${type}.pdf`, 'kyc', {
          title,
          from: 'Sample registry',
          dated: '2026-04-01',
          paragraphs: ['Owen Raman holds 60 percent; nobody else holds more than 20.'],
        });
        await client.post('/organisations/me/kyb/documents', { documentId: id, type });
      }
      await client.post('/organisations/me/kyb/submit');
    },
    { what: 'the owners of the issuer to be with compliance' },
  );
  const path = `/kyb-cases/${filed?.id ?? ''}`;
  await reach(
    () => officer.get<KybCaseView>(path),
    (view) => view.state === 'approved',
    () => officer.post(`${path}/approve`, { reason: 'Register extract and chart agree.' }),
    { what: 'the owners of the issuer to be approved' },
  );
}

const OWNERSHIP_PAPERS = [
  ['company_register', 'Company register extract'],
  ['ownership_chart', 'Ownership chart'],
] as const;

const ownersOf = (world: World) => ({
  ...issuerRecord(world),
  legalForm: 'LLC',
  owners: [
    {
      fullName: 'Owen Raman',
      dateOfBirth: '1968-09-14',
      country: 'US',
      shareBps: 6_000,
      basis: 'ownership',
    },
  ],
  largestUnlistedBps: 2_000,
});

function issuerRecord(world: World) {
  return {
    legalName: world.cast.issuer.organisationName,
    lei: sampleLei(world.cast.runId),
    country: 'US',
    registrationNumber: `SAMPLE-${(world.cast.runId ?? '7702114').toUpperCase()}`,
    address: '40 Harbour Street, Suite 900, Boston, MA 02110',
  };
}

/** A 404 is an answer here: there is none yet. */
export async function orNull<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ApiProblem && error.status === 404) return null;
    throw error;
  }
}
