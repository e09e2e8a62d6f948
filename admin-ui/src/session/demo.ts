import { $api } from '../api/client.ts';
import { ApiProblem } from '../api/problem.ts';
import type { Answer } from '../api/types.ts';
import { useSession } from './session.ts';

export type Persona = Answer<'/api/v1/public/demo', 'get'>['personas'][number];

/** The people of the demonstration world; an empty list in a product that has none. */
export function usePersonas(): Persona[] {
  const query = $api.useQuery('get', '/api/v1/public/demo', undefined, {
    staleTime: Infinity,
    retry: (count, error) => count < 2 && !((error as unknown) instanceof ApiProblem),
  });
  return query.data?.personas ?? [];
}

/** The demo wallet of whoever is signed in, when the demonstration gave one. */
export function useDemoWallet(): NonNullable<Persona['wallet']> | null {
  const person = useSession();
  const personas = usePersonas();
  return personas.find((persona) => persona.email === person?.email)?.wallet ?? null;
}
