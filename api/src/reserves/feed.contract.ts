import { ReportFeed__factory } from '@cadastre/contracts';
import type { Interface } from 'ethers';

/** What the reserves domain says to, and reads from, the feeds. */
export const FEED: Interface = ReportFeed__factory.createInterface();

/** `evidence` is the SHA-256 of the paper, 32 bytes 0x-hex. Reason and hash stand on-chain for ever. */
export const encodeApproveParked = (digest: string, reason: string, evidence: string): string =>
  FEED.encodeFunctionData('approveParked', [digest, reason, evidence]);

export const encodeRejectParked = (digest: string, reason: string): string =>
  FEED.encodeFunctionData('rejectParked', [digest, reason]);
