import type { SignerRole } from '@cadastre/api/chain';

/** What the test tells a worker process. */
export type ToWorker = { type: 'begin'; env: Record<string, string> } | { type: 'end' } | Accept;

/** A command to be accepted, once for its key. */
export interface Accept {
  type: 'accept';
  key: string;
  kind: string;
  signer: SignerRole;
  to: string;
  data: string;
}

/** What a worker process answers. */
export type FromWorker =
  | { type: 'warm' }
  | { type: 'began' }
  | { type: 'ended' }
  | { type: 'accepted'; key: string; operationId?: string; failure?: string };
