import type { LoggerService } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type Ctx, systemCtx } from '../../platform/context.js';
import { logLine } from '../../platform/logger.js';

export const LEDGER_CONTRACTS = [
  'AssetToken',
  'InvestorRegistry',
  'AssetFactory',
  'OracleCommittee',
  'AccessHub',
  'SatelliteFactory',
  'Distributor',
  'Offering',
  'RedemptionQueue',
  'BarVault',
  'Ballot',
  'CorporateActions',
  'Settlement',
  'PropertyDeed',
  'DeedVault',
] as const;
export type LedgerContract = (typeof LEDGER_CONTRACTS)[number];

/** An argument of an event as the ABI gives it; addresses checksummed, integers as bigint. */
export type FactValue = string | bigint | boolean | FactValue[];

/** One confirmed log of one of our contracts. */
export interface Fact {
  contract: LedgerContract;
  address: string;
  event: string;
  args: Record<string, FactValue>;
  blockNumber: number;
  blockHash: string;
  blockTime: Date;
  logIndex: number;
  transactionHash: string;
  /** The outbox command whose transaction wrote it; null for what others sent, or several together. */
  commandId: string | null;
}

/** Whose hand moves what a fact moves: nobody's, under the id of its command, or of its transaction. */
export const ctxOf = (fact: Fact): Ctx =>
  systemCtx(fact.commandId ?? `fact-${fact.transactionHash}`);

/** Where a fact is found again, for the audit entry of what it moved. */
export const seen = ({ transactionHash, blockNumber }: Fact) => ({ transactionHash, blockNumber });

/** Tells of a fact that nobody here asked for: it changes no row. */
export function tellUnordered(logger: LoggerService, fact: Fact): void {
  const { event, address: contract, transactionHash: tx, blockNumber: block } = fact;
  logger.error(logLine('fact_without_order', { event, contract, tx, block }));
}

/**
 * What an event means to a domain. Both run in the transaction that moves the cursor, in order:
 * `apply` exactly once, `retract` (newest first) when the fact's block is reorganised away.
 */
export interface FactHandler {
  apply(em: EntityManager, fact: Fact): Promise<void>;
  retract(em: EntityManager, fact: Fact): Promise<void>;
}
