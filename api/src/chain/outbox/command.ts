import type { EntityManager } from 'typeorm';
import type { Ctx } from '../../platform/context.js';
import type { RevertReason } from './revert-reason.js';

/** The platform's own accounts; which contract role each holds is set at deployment. */
export const SIGNER_ROLES = [
  'deployer',
  'registrar',
  'issuance',
  'compliance',
  'factory',
  'treasurer',
] as const;
export type SignerRole = (typeof SIGNER_ROLES)[number];

export interface Subject {
  type: string;
  id: string;
}

/** What a domain asks of the chain. `data` is the encoded call; no ether is ever sent along. */
export interface NewCommand {
  ctx: Ctx;
  /** e.g. `token.mint`; outcomes are routed by it. */
  kind: string;
  signer: SignerRole;
  to: string;
  data: string;
  subject: Subject;
  organisationId: string | null;
}

/** A command whose operation has its id already: it stands in a row or an answer. */
export type NamedCommand = NewCommand & { operationId: string };

/** A command as its domain learns of it when it ends. */
export interface CommandOutcome {
  operationId: string;
  kind: string;
  subject: Subject;
  organisationId: string | null;
  transactionHash: string | null;
  blockNumber: number | null;
  /** Why it was rejected or reverted: the contract's own error, and a sentence for people. */
  reason: { code: string; sentence: string } | null;
}

export type OutcomeHandler = (em: EntityManager, command: CommandOutcome) => Promise<void>;

/**
 * A last look at a command before it is signed: why it may not go out any more, or null. For what a
 * call cannot say itself, e.g. the price it was approved at.
 */
export type LastLook = (command: { id: string; subject: Subject }) => Promise<RevertReason | null>;

/** Called in the transaction that records the outcome. Success itself is learnt from the ledger. */
export interface OutcomeHandlers {
  rejected?: OutcomeHandler;
  reverted?: OutcomeHandler;
  confirmed?: OutcomeHandler;
}
