import { ApiProblem } from '@cadastre/api/demo';
import type { Subject } from './subject.ts';

interface Person {
  userId: string;
  name: string;
}

interface Approval {
  kind: string;
  organisationId: string;
  requestedBy: Person;
  decidedBy: Person | null;
}

/** Whoever proposed did not decide, and the log of it all is unbroken. */
export async function checkPeople({ world, checks }: Subject): Promise<void> {
  const auditor = await world.as(world.cast.auditor);
  const { organisationId } = await auditor.get<{ organisationId: string }>(
    `/tokens/${world.know('tokenId')}`,
  );
  const { items } = await auditor.get<{ items: Approval[] }>('/approvals?state=approved&limit=200');
  const ours = items.filter((approval) => approval.organisationId === organisationId);
  checks.equal(
    'the custodian’s key, the deployment and both mints were approved',
    ours
      .map((approval) => approval.kind)
      .sort()
      .join(' '),
    'custodian.key token.deploy token.mint token.mint',
  );
  for (const approval of ours) {
    checks.holds(
      `${approval.kind} was decided by somebody else than its proposer`,
      approval.decidedBy !== null && approval.decidedBy.userId !== approval.requestedBy.userId,
      `${approval.requestedBy.name} ≠ ${approval.decidedBy?.name}`,
    );
  }
  const asset = await auditor.get<Record<'createdBy' | 'submittedBy' | 'decidedBy', string>>(
    `/assets/${world.know('assetId')}`,
  );
  checks.holds(
    'the fund was approved by somebody else than its author',
    asset.decidedBy !== asset.createdBy && asset.decidedBy !== asset.submittedBy,
    `${asset.submittedBy} ≠ ${asset.decidedBy}`,
  );
  const issuer = await world.as(world.cast.issuer);
  const refused = await issuer
    .post(`/assets/${world.know('assetId')}/approve`, { reason: 'My own fund.' })
    .then(
      () => 'no refusal',
      (error: unknown) => (error instanceof ApiProblem ? String(error.status) : String(error)),
    );
  checks.equal('the issuer cannot approve its own asset', refused, '403');
}

interface Verdict {
  intact: boolean;
  entries: number;
}

/** The hash chain of the audit log holds from the first entry to the last. */
export async function checkAudit({ world, checks }: Subject): Promise<void> {
  const auditor = await world.as(world.cast.auditor);
  const verdict = await auditor.get<Verdict>('/audit/verify');
  checks.holds('the audit log verifies', verdict.intact, `${verdict.entries} entries`);
}
