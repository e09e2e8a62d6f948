import { CoreError } from '../errors.js';
import { sha256, type Hex } from './bytes.js';
import { canonicalJson } from './canonical.js';

/** An address of an anchor that says nothing. */
export class AuditAnchorError extends CoreError {}

/** Where one lane of the audit log stood: the number of its last entry and that entry's hash, 64 hex digits. */
export interface LaneHead {
  lane: number;
  seq: bigint;
  hash: string;
}

/** What an anchor says of a lane in the open: enough to find the entry, and to name the lane that changed. */
export interface AnchoredLane {
  lane: number;
  seq: bigint;
  /** First eight hex digits of the entry's hash. */
  begins: string;
}

/** The name under which the platform's document register keeps the audit log's head. */
export const AUDIT_ANCHOR_NAME = 'audit-log';

const SCHEME = 'cadastre:audit-log?';
const SHOWN = 8;

/**
 * The head of a log of several lanes as the chain keeps it: the hash binds every lane's last entry, the address
 * says which entries they are. Whoever has the log and the anchor needs nothing else to compare them.
 */
export function auditAnchor(heads: readonly LaneHead[]): { uri: string; hash: Hex } {
  const lanes = [...heads].sort((a, b) => a.lane - b.lane);
  const shown = lanes.map(({ lane, seq, hash }) => `${lane}=${seq}.${hash.slice(0, SHOWN)}`);
  const bound = lanes.map(({ lane, seq, hash }) => ({ lane, seq: seq.toString(), hash }));
  return { uri: SCHEME + shown.join('&'), hash: `0x${sha256(canonicalJson(bound))}` };
}

/**
 * What the address of an anchor says of each lane, ascending.
 * @throws AuditAnchorError `anchor_malformed`
 */
export function readAuditAnchor(uri: string): AnchoredLane[] {
  const parts = uri.startsWith(SCHEME) ? uri.slice(SCHEME.length).split('&') : [];
  const lanes = parts.map((part) => /^(\d{1,4})=(\d{1,15})\.([0-9a-f]{8})$/.exec(part));
  const read = lanes.flatMap((found) =>
    found ? [{ lane: Number(found[1]), seq: BigInt(found[2] ?? 0), begins: found[3] ?? '' }] : [],
  );
  const ascending = read.every(({ lane }, i) => i === 0 || lane > (read[i - 1]?.lane ?? lane));
  if (read.length === 0 || read.length !== parts.length || !ascending) {
    throw new AuditAnchorError('anchor_malformed', `Not an anchor of the audit log: "${uri}".`);
  }
  return read;
}
