import type { Message } from '../i18n/i18n.ts';

/** What a person is here. One person has one role in one organisation. */
export type Role = 'issuer' | 'investor' | 'compliance' | 'auditor' | 'operator';

export const roleNames: Record<Role, Message> = {
  issuer: 'Issuer',
  investor: 'Investor',
  compliance: 'Compliance',
  auditor: 'Auditor',
  operator: 'Operator',
};
