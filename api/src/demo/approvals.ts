import { reach } from './patience.js';
import type { ApprovalView, Page } from './views.js';
import type { World } from './world.js';

/** The pending approval of a kind for a subject, as compliance finds it in the inbox. */
export async function pendingApproval(
  world: World,
  kind: string,
  subjectId: string,
): Promise<ApprovalView | undefined> {
  const officer = await world.as(world.cast.approver);
  const { items } = await officer.get<Page<ApprovalView>>('/approvals?state=pending&limit=200');
  return items.find((approval) => approval.kind === kind && approval.subject.id === subjectId);
}

/** The approver signs exactly what is shown: the hash of the payload goes with the word. */
export async function approve(world: World, approvalId: string, reason: string): Promise<void> {
  const officer = await world.as(world.cast.approver);
  const path = `/approvals/${approvalId}`;
  await reach(
    () => officer.get<ApprovalView>(path),
    (approval) => approval.state !== 'pending',
    (approval) => officer.post(`${path}/approve`, { payloadHash: approval.payloadHash, reason }),
    { what: `approval ${approvalId}` },
  );
}
