import {
  auditAnchor,
  type AnchoredLane,
  CoreError,
  type LaneHead,
  readAuditAnchor,
} from '@cadastre/core';
import { Injectable } from '@nestjs/common';
import { RpcError, RpcUnreachable } from '../chain/rpc/rpc.js';
import { ConfigError } from '../platform/config.js';
import { Database } from '../platform/database.js';
import { type Anchored, AuditAnchors } from './audit-anchors.service.js';
import { type Break, brokenAt, GENESIS } from './audit.chain.js';
import { AuditEntry } from './audit.entity.js';
import type { AuditVerification } from './audit.schema.js';

const BATCH = 1000;
const LANES = 16;

type AnchorCheck = AuditVerification['anchoring']['anchors'][number];

/** A lane as it was read: how far it goes, what is wrong, and the hashes at the places anchors name. */
interface LaneRead {
  entries: number;
  lastSeq: bigint;
  head: Buffer;
  breaks: AuditVerification['breaks'];
  hashAt: Map<bigint, string>;
}

/** Checks the audit log against itself and against what the chain was told of it. */
@Injectable()
export class AuditVerifier {
  constructor(
    private readonly db: Database,
    private readonly anchors: AuditAnchors,
  ) {}

  /**
   * Re-derives every hash of every lane, names each place where a chain does not hold, and compares
   * the log with each anchor. Whoever rewrites a lane from some entry on, hashes and all, leaves a
   * chain that holds: only the anchors tell.
   */
  async verify(): Promise<AuditVerification> {
    // Anchors first: entries that are written meanwhile are newer than any of them.
    const anchored = await this.readAnchors();
    const said = (anchored ?? []).map(({ uri }) => lanesOf(uri));
    const lanes = new Map<number, LaneRead>();
    for (let lane = 0; lane < LANES; lane += 1) {
      const places = said.flat().filter((one) => one.lane === lane);
      lanes.set(lane, await this.readLane(lane, new Set(places.map(({ seq }) => seq))));
    }
    const anchors = (anchored ?? []).map((anchor, i) => check(anchor, said[i] ?? [], lanes));
    const breaks = [...lanes.values()].flatMap((lane) => lane.breaks);
    breaks.push(...rewritten(said, lanes));
    const entries = [...lanes.values()].reduce((sum, lane) => sum + lane.entries, 0);
    return {
      intact: breaks.length === 0 && anchors.every(({ holds }) => holds),
      entries,
      lanes: [...lanes]
        .filter(([, read]) => read.entries > 0)
        .map(([lane, read]) => ({ lane, entries: read.entries, head: read.head.toString('hex') })),
      breaks,
      anchoring: {
        state: anchored ? 'checked' : 'unreachable',
        anchors,
        entriesSince: Math.max(0, entries - (anchors.at(-1)?.entries ?? 0)),
      },
    };
  }

  /** null where there is no chain to ask. */
  private async readAnchors(): Promise<Anchored[] | null> {
    try {
      return await this.anchors.list();
    } catch (error) {
      const nobody = [RpcUnreachable, RpcError, ConfigError];
      if (nobody.some((kind) => error instanceof kind)) return null;
      throw error;
    }
  }

  private async readLane(lane: number, places: ReadonlySet<bigint>): Promise<LaneRead> {
    const read: LaneRead = {
      entries: 0,
      lastSeq: 0n,
      head: GENESIS,
      breaks: [],
      hashAt: new Map(),
    };
    for (;;) {
      const rows = await this.db.em
        .createQueryBuilder(AuditEntry, 'entry')
        .where('entry.lane = :lane AND entry.seq > :seq', { lane, seq: read.lastSeq.toString() })
        .orderBy('entry.seq')
        .take(BATCH)
        .getMany();
      for (const entry of rows) {
        const why: Break | null = brokenAt(entry, read.lastSeq, read.head);
        if (why) read.breaks.push({ lane, seq: entry.seq.toString(), why });
        if (places.has(entry.seq)) read.hashAt.set(entry.seq, entry.hash.toString('hex'));
        [read.lastSeq, read.head] = [entry.seq, entry.hash];
      }
      read.entries += rows.length;
      if (rows.length < BATCH) return read;
    }
  }
}

/** Nothing where an anchor says nothing readable. */
function lanesOf(uri: string): AnchoredLane[] {
  try {
    return readAuditAnchor(uri);
  } catch (error) {
    if (error instanceof CoreError) return [];
    throw error;
  }
}

function check(
  { hash, blockNumber, at, transactionHash }: Anchored,
  said: AnchoredLane[],
  lanes: ReadonlyMap<number, LaneRead>,
): AnchorCheck {
  const heads = said.map(({ lane, seq }): LaneHead => ({
    lane,
    seq,
    hash: lanes.get(lane)?.hashAt.get(seq) ?? '',
  }));
  return {
    blockNumber,
    at: at.toISOString(),
    transactionHash,
    hash: hash.slice(2),
    entries: Number(said.reduce((sum, { seq }) => sum + seq, 0n)),
    holds: said.length > 0 && auditAnchor(heads).hash === hash,
  };
}

/** The earliest anchored entry of each lane that is gone, or is another one. */
function rewritten(
  said: AnchoredLane[][],
  lanes: ReadonlyMap<number, LaneRead>,
): AuditVerification['breaks'] {
  const first = new Map<number, AuditVerification['breaks'][number]>();
  for (const { lane, seq, begins } of said.flat()) {
    const found = lanes.get(lane)?.hashAt.get(seq);
    if (found?.startsWith(begins) || first.has(lane)) continue;
    const why = found === undefined ? 'entry_missing' : 'not_as_anchored';
    first.set(lane, { lane, seq: seq.toString(), why });
  }
  return [...first.values()];
}
