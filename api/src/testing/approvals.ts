import type { Response } from 'supertest';
import type { ApprovalView } from '../approvals/approval.schema.js';
import type { Persona } from './test-app.js';

/** What somebody is shown of a request. */
export async function shownTo(who: Persona, approvalId: string): Promise<ApprovalView> {
  return (await who.http.get(`/approvals/${approvalId}`).expect(200)).body as ApprovalView;
}

/** Decides on exactly what `who` is shown, whatever comes of it. */
export async function decide(
  who: Persona,
  approvalId: string,
  verb: 'approve' | 'reject' = 'approve',
): Promise<Response> {
  const { payloadHash } = await shownTo(who, approvalId);
  return who.http.post(`/approvals/${approvalId}/${verb}`, { payloadHash, reason: 'In order.' });
}

/** Approves what is carried out at once; resolves to its operation, if it has one. */
export async function approve(who: Persona, approvalId: string): Promise<string> {
  const { status, body } = await decide(who, approvalId);
  if (status !== 200) throw new Error(`not approved: ${status} ${JSON.stringify(body)}`);
  return (body as { operationId: string }).operationId;
}

export async function reject(who: Persona, approvalId: string): Promise<void> {
  const { status, body } = await decide(who, approvalId, 'reject');
  if (status !== 200) throw new Error(`not rejected: ${status} ${JSON.stringify(body)}`);
}

/** Status and code of an approval that is refused. */
export async function notApproved(who: Persona, approvalId: string): Promise<[number, string]> {
  const { status, body } = await decide(who, approvalId);
  return [status, (body as { code: string }).code];
}
