import { canonicalHash, canonicalJson } from '@cadastre/core';
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
  const { seq, prevHash } = entry;
  return Buffer.from(canonicalHash(hashed(entry, seq.toString(), prevHash.toString('hex'))), 'hex');
}

/** An entry whose place in its lane is not known yet. */
export type Unchained = Omit<AuditEntry, 'seq' | 'prevHash' | 'hash'>;

const GAP = '"prevHash":"","seq":""';

/** The text that is hashed, before and after the values of prevHash and seq, which stand side by side. */
export function aroundPlace(entry: Unchained): { before: string; after: string } {
  const text = canonicalJson(hashed(entry, '', ''));
  // The last one: `data` comes earlier and might hold the same fields.
  const gap = text.lastIndexOf(GAP);
  return {
    before: text.slice(0, gap + '"prevHash":"'.length),
    after: text.slice(gap + GAP.length - 1),
  };
}

function hashed(entry: Unchained, seq: string, prevHash: string): object {
  return {
    lane: entry.lane,
    seq,
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
    prevHash,
  };
}

export type Break = 'altered' | 'entry_missing' | 'chain_broken';

/** Why `entry` cannot follow the entry with `seq` and `hash` in its lane; null where it does. */
export function brokenAt(entry: AuditEntry, seq: bigint, hash: Buffer): Break | null {
  if (entry.seq !== seq + 1n) return 'entry_missing';
  if (!entry.prevHash.equals(hash)) return 'chain_broken';
  return entryHash(entry).equals(entry.hash) ? null : 'altered';
}
