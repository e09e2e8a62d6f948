import { z } from 'zod';
import { instant, reason, uuid } from '../platform/fields.js';
import { pageOf, pageQuery } from '../platform/page.js';
import { recoveryMachine } from './wallet-recovery.machine.js';

export const recoverBody = z
  .strictObject({
    newWalletId: uuid.describe('another registered wallet of the same investor'),
    documentId: uuid.describe('the statement of loss, uploaded with purpose=kyc'),
    reason,
  })
  .meta({
    examples: [
      {
        newWalletId: '01963b1e-7c00-7000-8000-000000000002',
        documentId: '01963b1e-7c00-7000-8000-000000000001',
        reason: 'Hardware wallet destroyed by fire; identity checked in a video call.',
      },
    ],
  });
export type RecoverBody = z.output<typeof recoverBody>;

export const recoveryListQuery = pageQuery.extend({
  state: z.enum(recoveryMachine.states).optional(),
});
export type RecoveryListQuery = z.output<typeof recoveryListQuery>;

export const recoveryView = z
  .object({
    id: uuid,
    state: z.enum(recoveryMachine.states),
    organisationId: uuid,
    lostWalletId: uuid,
    lostAddress: z.string(),
    newWalletId: uuid,
    newAddress: z.string(),
    documentId: uuid,
    reason: z.string(),
    approvalId: uuid.describe('another officer decides; see /approvals'),
    operationId: uuid.nullable().describe('the replacement in the registry; see /operations'),
    failure: z.string().nullable(),
    tokens: z.array(
      z.object({
        token: z.string(),
        state: z.enum(['sent', 'moved', 'failed']),
        operationId: uuid,
        failure: z.string().nullable(),
      }),
    ),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'WalletRecovery' });
export type RecoveryView = z.output<typeof recoveryView>;
export const recoveryPage = pageOf(recoveryView);

export const resendBody = z.strictObject({ reason });
export type ResendBody = z.output<typeof resendBody>;

export const resendView = z
  .object({ recoveryId: uuid, token: z.string(), approvalId: uuid })
  .meta({ id: 'RecoveryResend' });
export type ResendView = z.output<typeof resendView>;
