import { chainCommandMachine } from '@cadastre/core';
import { Injectable, type MessageEvent } from '@nestjs/common';
import { Observable } from 'rxjs';
import { actorOf, type Ctx } from '../../platform/context.js';
import { Database } from '../../platform/database.js';
import { cut, openCursor, type Page } from '../../platform/page.js';
import { NotFound } from '../../platform/problem.js';
import { toAddress, toHex } from '../bytes.js';
import type { SignerRole } from '../outbox/command.js';
import { OPERATION_CHANNEL } from '../outbox/outbox.js';
import { row, rows } from '../rows.js';
import { Session } from '../session.js';
import { Wake } from '../wake.js';
import type {
  OperationEventView,
  OperationsQuery,
  OperationSummary,
  OperationView,
} from './operation.schema.js';
import { Transactions } from './transactions.service.js';

/** How long a stream waits at most before it looks for itself (and keeps proxies awake). */
const LOOK_MS = 5_000;

interface OperationRow {
  id: string;
  kind: string;
  signer: SignerRole;
  signer_address: Buffer;
  to_address: Buffer;
  state: OperationSummary['state'];
  subject_type: string;
  subject_id: string;
  organisation_id: string | null;
  nonce: string | null;
  transaction_hash: Buffer | null;
  block_number: string | null;
  block_hash: Buffer | null;
  gas_used: string | null;
  fee_wei: string | null;
  reason_code: string | null;
  reason: string | null;
  correlation_id: string;
  created_at: Date;
  updated_at: Date;
}

const view = (r: OperationRow): OperationSummary => ({
  id: r.id,
  kind: r.kind,
  signer: r.signer,
  signerAddress: toAddress(r.signer_address),
  to: toAddress(r.to_address),
  state: r.state,
  subject: { type: r.subject_type, id: r.subject_id },
  organisationId: r.organisation_id,
  nonce: r.nonce === null ? null : Number(r.nonce),
  transactionHash: r.transaction_hash && toHex(r.transaction_hash),
  blockNumber: r.block_number === null ? null : Number(r.block_number),
  blockHash: r.block_hash && toHex(r.block_hash),
  gasUsed: r.gas_used,
  feeWei: r.fee_wei,
  errorCode: r.reason_code,
  error: r.reason,
  correlationId: r.correlation_id,
  createdAt: r.created_at.toISOString(),
  updatedAt: r.updated_at.toISOString(),
});

/** What became of each command, for those it concerns. */
@Injectable()
export class Operations {
  constructor(
    private readonly db: Database,
    private readonly session: Session,
    private readonly transactions: Transactions,
  ) {}

  /** Own organisation's, or all for staff; newest first. */
  async list(ctx: Ctx, query: OperationsQuery): Promise<Page<OperationSummary>> {
    const found = await rows<OperationRow>(
      this.db.em,
      `SELECT * FROM api.chain_command
       WHERE ($1::uuid IS NULL OR organisation_id = $1) AND ($2::text IS NULL OR state = $2)
         AND ($3::text IS NULL OR kind = $3) AND ($4::uuid IS NULL OR subject_id = $4)
         AND ($5::uuid IS NULL OR id < $5)
       ORDER BY id DESC LIMIT $6`,
      [
        own(ctx),
        query.state ?? null,
        query.kind ?? null,
        query.subjectId ?? null,
        query.after ? openCursor(query.after) : null,
        query.limit + 1,
      ],
    );
    return cut(
      found,
      query.limit,
      (shown) => shown.map(view),
      (r) => r.id,
    );
  }

  /** @throws NotFound */
  async get(ctx: Ctx, id: string): Promise<OperationView> {
    const found = await row<OperationRow>(
      this.db.em,
      `SELECT * FROM api.chain_command
       WHERE id = $1 AND ($2::uuid IS NULL OR organisation_id = $2)`,
      [id, own(ctx)],
    );
    if (!found) throw new NotFound('operation');
    return {
      ...view(found),
      transaction: await this.transactions.of(id),
      timeline: await this.timeline(id, 0),
    };
  }

  /**
   * The timeline live, from the event after `lastEventId`; ends with the final state.
   * @throws NotFound before the first byte
   */
  async follow(ctx: Ctx, id: string, lastEventId: number): Promise<Observable<MessageEvent>> {
    await this.get(ctx, id);
    return new Observable((subscriber) => {
      const watch = new Wake();
      const work = async () => {
        const silence = await this.session.listen(OPERATION_CHANNEL, (heard) => {
          if (heard === id) watch.now();
        });
        subscriber.add(silence);
        let last = lastEventId;
        while (!subscriber.closed) {
          // Asked first: the timeline read after it then holds the final state too.
          const over = await this.ended(id);
          const fresh = await this.timeline(id, last);
          for (const event of fresh) {
            subscriber.next({ id: String(event.id), type: event.state, data: event });
            last = event.id;
          }
          if (over) break;
          if (fresh.length === 0) subscriber.next({ type: 'waiting', data: {} });
          await watch.wait(LOOK_MS);
        }
        subscriber.complete();
      };
      subscriber.add(() => watch.now());
      work().catch((error: unknown) => subscriber.error(error));
    });
  }

  private async ended(id: string): Promise<boolean> {
    const found = await row<{ state: OperationSummary['state'] }>(
      this.db.em,
      'SELECT state FROM api.chain_command WHERE id = $1',
      [id],
    );
    return found !== undefined && chainCommandMachine.finals.includes(found.state);
  }

  private async timeline(id: string, after: number): Promise<OperationEventView[]> {
    const found = await rows<{
      id: string;
      state: OperationSummary['state'];
      at: Date;
      data: Record<string, unknown>;
    }>(
      this.db.em,
      `SELECT id, state, at, data FROM api.chain_command_event
       WHERE command_id = $1 AND id > $2 ORDER BY id`,
      [id, after],
    );
    return found.map((r) => ({
      id: Number(r.id),
      state: r.state,
      at: r.at.toISOString(),
      data: r.data,
    }));
  }
}

/** The organisation whose operations the actor may see; null means all. */
function own(ctx: Ctx): string | null {
  const { role, organisationId } = actorOf(ctx);
  return role === 'issuer' || role === 'investor' ? organisationId : null;
}
