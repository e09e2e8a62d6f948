import type { EntityManager } from 'typeorm';

/**
 * Rows of any statement, also of UPDATE and DELETE … RETURNING, for which the driver adapter
 * would answer a pair of rows and count.
 */
export async function rows<Row>(
  em: EntityManager,
  text: string,
  parameters: unknown[] = [],
): Promise<Row[]> {
  const answer = await em.query<Row[] | [Row[], number]>(text, parameters);
  const isPair = answer.length === 2 && Array.isArray(answer[0]) && typeof answer[1] === 'number';
  return isPair ? (answer[0] as Row[]) : (answer as Row[]);
}

/** The only row of a statement, or undefined. */
export async function row<Row>(
  em: EntityManager,
  text: string,
  parameters: unknown[] = [],
): Promise<Row | undefined> {
  return (await rows<Row>(em, text, parameters))[0];
}
