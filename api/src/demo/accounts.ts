import type { InvitationView } from '../accounts/account.schema.js';
import { ApiProblem } from './client.js';
import type { Person } from './people.js';
import type { Page } from './views.js';
import type { World } from './world.js';

/** Whether the person can sign in already; anything but wrong credentials is an error. */
async function canSignIn(world: World, person: Person): Promise<boolean> {
  try {
    await world.as(person);
    return true;
  } catch (error) {
    if (error instanceof ApiProblem && error.status === 401) return false;
    throw error;
  }
}

/** Repeats what may have worked although its answer was lost, until the person can sign in. */
async function untilSignedIn(world: World, person: Person, attempt: () => Promise<void>) {
  for (let round = 1; !(await canSignIn(world, person)); round += 1) {
    try {
      await attempt();
    } catch (error) {
      if (round >= 3) throw error;
    }
  }
}

/** Registers an organisation with its first member, unless the person is known. */
export async function ensureAccount(
  world: World,
  person: Person & { organisationName: string },
  kind: 'issuer' | 'investor',
): Promise<void> {
  const { email, password, name, organisationName } = person;
  await untilSignedIn(world, person, async () => {
    await world
      .stranger()
      .post('/auth/register', { email, password, name, kind, organisationName });
  });
}

/** Has the operator invite a member of the platform's staff, who accepts, unless the person is known. */
export async function ensureStaff(
  world: World,
  person: Person,
  role: 'compliance' | 'auditor',
): Promise<void> {
  const { email, password, name } = person;
  await untilSignedIn(world, person, async () => {
    const operator = await world.as(world.cast.operator);
    // One whose answer was lost waits, and is given again.
    const { items } = await operator.get<Page<{ id: string; email: string }>>('/invitations');
    const waiting = items.find((one) => one.email === email);
    const { invitationToken } = waiting
      ? await operator.post<InvitationView>(`/invitations/${waiting.id}/renew`)
      : await operator.post<InvitationView>('/members', { email, name, role });
    await world.stranger().post('/auth/invitations/accept', { token: invitationToken, password });
  });
}
