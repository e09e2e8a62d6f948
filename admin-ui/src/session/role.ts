/** What a person is here. One person has one role in one organisation. */
export type Role = 'issuer' | 'investor' | 'compliance' | 'auditor' | 'operator';

export const roleNames: Record<Role, string> = {
  issuer: 'Issuer',
  investor: 'Investor',
  compliance: 'Compliance',
  auditor: 'Auditor',
  operator: 'Operator',
};
