import { $api } from '../api/client.ts';
import type { Person } from '../session/session.ts';

export type Waiting = Record<'tasks' | 'approvals' | 'inbox', number>;

/** How much waits for the person, for the counts beside their places. Looked at twice a minute. */
export function useWaiting(person: Person): Waiting {
  const counted = person.role === 'compliance' || person.role === 'issuer';
  const approvals = $api.useQuery(
    'get',
    '/api/v1/approvals',
    { params: { query: { state: 'pending' } } },
    { enabled: counted, refetchInterval: 30_000 },
  );
  return { tasks: 0, inbox: 0, approvals: approvals.data?.items.length ?? 0 };
}
