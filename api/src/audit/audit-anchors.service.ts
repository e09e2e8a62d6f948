import { AUDIT_ANCHOR_NAME, auditAnchor, type LaneHead } from '@cadastre/core';
import { PropertyDeed__factory } from '@cadastre/contracts';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { encodeBytes32String } from 'ethers';
import { z } from 'zod';
import { Deployed } from '../chain/deployed.js';
import { Outbox } from '../chain/outbox/outbox.js';
import { type Log, Node } from '../chain/rpc/node.js';
import { rows } from '../chain/rows.js';
import type { Ctx } from '../platform/context.js';
import { Database } from '../platform/database.js';
import { type Job, Jobs } from '../platform/jobs/jobs.service.js';
import { Conflict } from '../platform/problem.js';
import type { AuditAnchorAnswer } from './audit.schema.js';
import { Audit } from './audit.service.js';

/** An anchor as the chain has it. */
export interface Anchored {
  uri: string;
  /** 0x and 64 hex digits. */
  hash: string;
  blockNumber: number;
  /** When the block was made. */
  at: Date;
  transactionHash: string;
}

const DAILY = '7 0 * * *';
const KIND = 'audit.anchor';
const REGISTER = PropertyDeed__factory.createInterface();
const NAME = encodeBytes32String(AUDIT_ANCHOR_NAME);
/** Blocks asked for in one request: what a public node answers for one contract. */
const RANGE = 10_000;

/**
 * The audit log's head, written once a day into the platform's document register (ERC-1643, that of the
 * register of deeds). The register shows the newest; its events keep all of them for ever, out of
 * reach of whoever administers the database.
 */
@Injectable()
export class AuditAnchors implements OnModuleInit {
  private job: Job<object>;

  constructor(
    private readonly db: Database,
    private readonly jobs: Jobs,
    private readonly audit: Audit,
    private readonly outbox: Outbox,
    private readonly deployed: Deployed,
    private readonly node: Node,
  ) {}

  onModuleInit(): void {
    this.job = this.jobs.define({
      name: KIND,
      schema: z.strictObject({}),
      handle: async (ctx) => {
        await this.anchor(ctx);
      },
      single: true,
    });
    this.job.schedule(DAILY, {});
  }

  /**
   * Has the last entry of every lane, as it is now, written on-chain.
   * @throws Conflict `audit_log_empty`, `contract_not_deployed`
   */
  async anchor(ctx: Ctx): Promise<AuditAnchorAnswer> {
    const heads = await this.heads();
    if (heads.length === 0) {
      throw new Conflict('audit_log_empty', 'Nothing has been recorded yet: there is no head.');
    }
    const { uri, hash } = auditAnchor(heads);
    const id = this.db.newId();
    const { operationId } = await this.outbox.enqueue({
      ctx,
      kind: KIND,
      signer: 'factory',
      to: this.deployed.optional('PropertyDeed'),
      data: REGISTER.encodeFunctionData('setDocument', [NAME, uri, hash]),
      subject: { type: 'audit_log', id },
      organisationId: null,
    });
    await this.audit.record(ctx, {
      action: KIND,
      subject: { type: 'audit_log', id },
      organisationId: null,
      data: { uri, hash, operationId },
    });
    return { operationId };
  }

  /** Every anchor on-chain, oldest first. @throws RpcUnreachable, RpcError */
  async list(): Promise<Anchored[]> {
    const { deployedAtBlock, addresses } = this.deployed.deployment;
    const register = addresses.PropertyDeed;
    if (!register) return [];
    const { number: head } = await this.node.head();
    const anchors: Anchored[] = [];
    for (let from = deployedAtBlock; from <= head; from += RANGE) {
      const to = Math.min(from + RANGE - 1, head);
      const { logs } = await this.node.logs(from, to, [register]);
      anchors.push(...(await this.read(logs)));
    }
    return anchors;
  }

  private async read(logs: Log[]): Promise<Anchored[]> {
    const topic = REGISTER.getEvent('DocumentUpdated').topicHash;
    const ours = logs.filter(({ topics }) => topics[0] === topic && topics[1] === NAME);
    const blocks = await this.node.blocks(ours.map(({ blockNumber }) => blockNumber));
    return ours.map((log, i): Anchored => {
      const [, uri, hash] = REGISTER.decodeEventLog(
        'DocumentUpdated',
        log.data,
        log.topics,
      ) as unknown as [string, string, string];
      const { blockNumber, transactionHash } = log;
      const at = new Date((blocks[i]?.timestamp ?? 0) * 1000);
      return { uri, hash, blockNumber, at, transactionHash };
    });
  }

  /** The last entry of each lane, all at one moment. */
  private async heads(): Promise<LaneHead[]> {
    const found = await rows<{ lane: number; seq: string; hash: Buffer }>(
      this.db.em,
      'SELECT DISTINCT ON (lane) lane, seq, hash FROM api.audit_entry ORDER BY lane, seq DESC',
    );
    return found.map(({ lane, seq, hash }) => ({
      lane,
      seq: BigInt(seq),
      hash: hash.toString('hex'),
    }));
  }
}
