import { canonicalHash } from '@cadastre/core';
import type { AuditEntry } from './audit.entity.js';

/** The hash before a lane's first entry. */
export const GENESIS = Buffer.alloc(32);

/** Lanes are independent chains; an organisation's entries all lie in one. */
export const laneOf = (organisationId: string | null): number =>
  organisationId === null ? 0 : Number.parseInt(organisationId.slice(-1), 16);

/**
 * SHA-256 over the canonical JSON (RFC 8785) of every column but the hash itself; prevHash among
 * them makes the lane a chain. Anybody can re-derive it from an export.
 */
export function entryHash(entry: Omit<AuditEntry, 'hash'>): Buffer {
  const hash = canonicalHash({
    lane: entry.lane,
    seq: entry.seq.toString(),
    id: entry.id,
    at: entry.at.toISOString(),
    actorUserId: entry.actorUserId,
    actorOrganisationId: entry.actorOrganisationId,
    actorRole: entry.actorRole,
    action: entry.action,
    subjectType: entry.subjectType,
    subjectId: entry.subjectId,
    organisationId: entry.organisationId,
    data: entry.data,
    correlationId: entry.correlationId,
    prevHash: entry.prevHash.toString('hex'),
  });
  return Buffer.from(hash, 'hex');
}

export type Break = 'altered' | 'entry_missing' | 'chain_broken';

/** Why `entry` cannot follow the entry with `seq` and `hash` in its lane; null where it does. */
export function brokenAt(entry: AuditEntry, seq: bigint, hash: Buffer): Break | null {
  if (entry.seq !== seq + 1n) return 'entry_missing';
  if (!entry.prevHash.equals(hash)) return 'chain_broken';
  return entryHash(entry).equals(entry.hash) ? null : 'altered';
}
