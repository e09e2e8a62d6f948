import { createHash, randomBytes } from 'node:crypto';

/** The secret of an invitation that is shown once: whoever has it chooses the password. */
export const newInvitationToken = (): string => randomBytes(32).toString('base64url');

/** What is kept of it. */
export const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest();
