import type { Crypto } from '../platform/crypto.js';

/** What each sealed column of a person is bound to: no value opens in another row or column. */
export const boundTo = {
  email: (userId: string) => `user_account.email:${userId}`,
  name: (userId: string) => `user_account.name:${userId}`,
  invitedEmail: (invitationId: string) => `invitation.email:${invitationId}`,
  invitedName: (invitationId: string) => `invitation.name:${invitationId}`,
};

/** E-mails are compared without case or surrounding space. */
export const emailIndexOf = (crypto: Crypto, email: string): Buffer =>
  crypto.blindIndex(email.trim().toLowerCase());

/** The secret of an invitation of an import: derived, so that whoever delivers it need not keep it. */
export const invitationTokenOf = (crypto: Crypto, invitationId: string): string =>
  crypto.blindIndex(`invitation.token:${invitationId}`).toString('base64url');
