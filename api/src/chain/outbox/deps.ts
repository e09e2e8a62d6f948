import type { Clock } from '../../platform/clock.js';
import type { Database } from '../../platform/database.js';
import type { Node } from '../rpc/node.js';
import type { Session } from '../session.js';
import type { Signer } from '../signers.js';
import type { SignerRole } from './command.js';
import type { Outbox } from './outbox.js';

/** What a revert meant: the contract's error name in snake_case, and a sentence for people. */
export type ExplainRevert = (data: string) => { code: string; sentence: string };

export interface DispatchSettings {
  chainId: number;
  confirmations: number;
  pollMs: number;
  maxFeeGwei: number;
  /** After this long without a receipt the node is asked whether it still has the transaction. */
  resendAfterMs: number;
}

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
