import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database.js';
import { cut, openCursor, type Page, type PageQuery } from '../../platform/page.js';
import { toAddress, toHex } from '../bytes.js';
import type { SignerRole } from '../outbox/command.js';
import { row, rows } from '../rows.js';
import type { OperationView, ReconciliationView } from './operation.schema.js';

interface AttemptRow {
  hash: Buffer;
  gas_limit: string;
  max_fee_per_gas: string;
  max_priority_fee_per_gas: string;
  signed_at: Date;
  sent_at: Date | null;
}

interface ReconciliationRow {
  id: string;
  signer: SignerRole;
  signer_address: Buffer;
  at: Date;
  finding: ReconciliationView['finding'];
  stored_nonce: string;
  executed_nonce: string;
  pending_nonce: string;
  next_nonce: string;
  foreign_transactions: ReconciliationView['foreignTransactions'];
  sent_again: string[];
}

/** What went to the chain for operations, and what starts of the outbox found there. */
@Injectable()
export class Transactions {
  constructor(private readonly db: Database) {}

  /** The transaction that carries an operation now, with every attempt at it. */
  async of(operationId: string): Promise<OperationView['transaction']> {
    const carrier = await row<{
      id: string;
      commands: number;
      nonce: string;
      gas_used: string | null;
      fee_wei: string | null;
    }>(
      this.db.em,
      `SELECT k.id, k.commands, k.nonce, k.gas_used, k.fee_wei FROM api.chain_carrier k
       JOIN api.chain_command c ON c.carrier_id = k.id WHERE c.id = $1`,
      [operationId],
    );
    if (!carrier) return null;
    const attempts = await rows<AttemptRow>(
      this.db.em,
      `SELECT hash, gas_limit, max_fee_per_gas, max_priority_fee_per_gas, signed_at, sent_at
       FROM api.chain_command_attempt WHERE carrier_id = $1 ORDER BY id`,
      [carrier.id],
    );
    return {
      commands: carrier.commands,
      nonce: Number(carrier.nonce),
      gasUsed: carrier.gas_used,
      feeWei: carrier.fee_wei,
      attempts: attempts.map((r) => ({
        transactionHash: toHex(r.hash),
        gasLimit: r.gas_limit,
        maxFeePerGasWei: r.max_fee_per_gas,
        maxPriorityFeePerGasWei: r.max_priority_fee_per_gas,
        signedAt: r.signed_at.toISOString(),
        sentAt: r.sent_at?.toISOString() ?? null,
      })),
    };
  }

  /** What each start found when it compared nonces with the chain; newest first. */
  async reconciliations(query: PageQuery): Promise<Page<ReconciliationView>> {
    const found = await rows<ReconciliationRow>(
      this.db.em,
      `SELECT * FROM api.chain_reconciliation WHERE ($1::bigint IS NULL OR id < $1)
       ORDER BY id DESC LIMIT $2`,
      [query.after ? openCursor(query.after, /^\d{1,18}$/) : null, query.limit + 1],
    );
    return cut(
      found,
      query.limit,
      (shown) => shown.map(view),
      (r) => r.id,
    );
  }
}

const view = (r: ReconciliationRow): ReconciliationView => ({
  id: r.id,
  signer: r.signer,
  signerAddress: toAddress(r.signer_address),
  at: r.at.toISOString(),
  finding: r.finding,
  storedNonce: Number(r.stored_nonce),
  executedNonce: Number(r.executed_nonce),
  pendingNonce: Number(r.pending_nonce),
  nextNonce: Number(r.next_nonce),
  foreignTransactions: r.foreign_transactions,
  sentAgain: r.sent_again,
});
