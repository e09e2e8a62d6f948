import { z } from 'zod';
import { ROLES } from '../platform/context.js';
import { instant, line, uuid } from '../platform/fields.js';
import { pageOf } from '../platform/page.js';

const email = z.email('must be an e-mail address').max(254);
const password = z
  .string()
  .min(12, 'needs at least 12 characters')
  .max(200, 'may have at most 200 characters');

export const registerBody = z
  .strictObject({
    email,
    password,
    name: line(200),
    kind: z.enum(['issuer', 'investor']),
    organisationName: line(200).optional(),
  })
  .refine(({ kind, organisationName }) => kind === 'investor' || organisationName !== undefined, {
    path: ['organisationName'],
    message: 'is needed for an issuer',
  })
  .meta({
    example: {
      email: 'grace@cadastre.example',
      password: 'a long enough passphrase',
      name: 'Grace Example',
      kind: 'issuer',
      organisationName: 'Example Issuer Ltd',
    },
  });
export type RegisterBody = z.output<typeof registerBody>;

/** Lengths only: what is wrong with a password is nobody's business at the door. */
export const loginBody = z.strictObject({
  email: z.string().min(1).max(254),
  password: z.string().min(1).max(200),
});
export type LoginBody = z.output<typeof loginBody>;

export const inviteBody = z.strictObject({
  email,
  name: line(200),
  role: z.enum(['issuer', 'compliance', 'auditor', 'operator']),
});
export type InviteBody = z.output<typeof inviteBody>;

export const acceptBody = z.strictObject({ token: z.string().min(20).max(100), password });
export type AcceptBody = z.output<typeof acceptBody>;

export const role = z.enum(ROLES);

export const userView = z
  .object({
    id: uuid,
    name: z.string(),
    email: z.string(),
    role,
    organisationId: uuid,
    organisationName: z.string(),
  })
  .meta({ id: 'User' });
export type UserView = z.output<typeof userView>;

export const signedInView = z
  .object({
    accessToken: z.string(),
    expiresInSeconds: z.number().int(),
    user: userView,
  })
  .meta({ id: 'SignedIn' });
export type SignedInView = z.output<typeof signedInView>;

export const invitationView = z
  .object({
    id: uuid,
    role,
    expiresAt: instant,
    invitationToken: z.string().describe('Shown once: hand it to the person.'),
  })
  .meta({ id: 'Invitation' });
export type InvitationView = z.output<typeof invitationView>;

export const openInvitationView = z
  .object({
    id: uuid,
    name: z.string(),
    email: z.string(),
    role,
    invitedAt: instant,
    expiresAt: instant,
    expired: z.boolean().describe('its link opens nothing more: renew or withdraw it'),
  })
  .meta({ id: 'OpenInvitation' });
export type OpenInvitationView = z.output<typeof openInvitationView>;

export const openInvitationPage = pageOf(openInvitationView);

export const memberView = z
  .object({ id: uuid, userId: uuid, name: z.string(), email: z.string(), role, joinedAt: instant })
  .meta({ id: 'Member' });
export type MemberView = z.output<typeof memberView>;

export const memberPage = pageOf(memberView);
