import { ensureStaff } from './accounts.js';
import { admitIssuer } from './desk/issuers.js';
import type { Step } from './world.js';

export const staffIsInvited: Step = {
  name: 'staff',
  title: 'the operator invites two compliance officers and an auditor',
  async run(world) {
    const { reviewer, approver, auditor } = world.cast;
    await ensureStaff(world, reviewer, 'compliance');
    await ensureStaff(world, approver, 'compliance');
    await ensureStaff(world, auditor, 'auditor');
    return { compliance: `${reviewer.email}, ${approver.email}`, auditor: auditor.email };
  },
};

export const issuerIsApproved: Step = {
  name: 'issuer',
  title: 'the issuer registers and compliance vouches for the organisation',
  async run(world) {
    const { issuer } = world.cast;
    const issuerId = world.learn('issuerId', await admitIssuer(world, issuer));
    return { issuer: issuerId, lei: issuer.record.lei };
  },
};
