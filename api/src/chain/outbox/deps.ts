import type { Clock } from '../../platform/clock.js';
import type { Database } from '../../platform/database.js';
import type { Node } from '../rpc/node.js';
import type { Session } from '../session.js';
import type { Signer } from '../signers.js';
import type { SignerRole } from './command.js';
import type { Outbox } from './outbox.js';
import type { RevertReason } from './revert-reason.js';

/** Reads what a reverting call returned. */
export type ExplainRevert = (data: string) => RevertReason;

export interface DispatchSettings {
  chainId: number;
  confirmations: number;
  pollMs: number;
  maxFeeGwei: number;
  /** After this long without a receipt the node is asked whether it still has the transaction. */
  resendAfterMs: number;
  /** After this long, if blocks go by without it, a transaction is offered again for more. */
  replaceAfterMs?: number;
  /** Transactions of one signer that may wait to be mined. */
  maxInFlight?: number;
}

export const REPLACE_AFTER_MS = 60_000;
/** What the pools of common nodes keep for one account even if a nonce before is missing. */
export const MAX_IN_FLIGHT = 64;

/** Everything a signer's dispatcher works with. */
export interface DispatchDeps {
  db: Database;
  clock: Clock;
  node: Node;
  session: Session;
  outbox: Outbox;
  role: SignerRole;
  signer: Signer;
  explainRevert: ExplainRevert;
  settings: DispatchSettings;
}
