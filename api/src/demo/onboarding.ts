import { ensureAccount, ensureStaff } from './accounts.js';
import { ApiProblem } from './client.js';
import { reach } from './patience.js';
import { sampleLei } from './people.js';
import type { IssuerView } from './views.js';
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
