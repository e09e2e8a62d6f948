import { hash, verify } from '@node-rs/argon2';

/** `Algorithm.Argon2id`, a const enum that does not exist at run time. */
const ARGON2ID = 2;

/** OWASP's parameters: 19 MiB, two passes, one lane. */
const OPTIONS = { algorithm: ARGON2ID, memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export const hashPassword = (password: string): Promise<string> => hash(password, OPTIONS);

let nobody: Promise<string> | undefined;

/** Whether the password fits; takes as long where there is no such user (`null`). */
export async function passwordFits(stored: string | null, password: string): Promise<boolean> {
  nobody ??= hashPassword('no password at all');
  const fits = await verify(stored ?? (await nobody), password);
  return fits && stored !== null;
}
