import type { Report } from '../report/report.js';
import type { Sql } from '../storage/database.js';

/** This node led when it began, and does not any more: whatever it was about to do, another does now. */
export class LostLead extends Error {}

/** Which of the committee's nodes proposes and sends. The round check on-chain is the last fence, whatever else fails. */
export abstract class Leader {
  /** As far as this node knows without asking. */
  abstract readonly leading: boolean;

  /** Another value whenever another node may have led since, and written what this one does not know. */
  abstract readonly term: string;

  /** Whether this node may lead at all now, asked anew. */
  abstract lead(): Promise<boolean>;

  /** Whether this node proposes the next round of a feed. @throws RpcUnreachable */
  abstract leadsFeed(feed: string): Promise<boolean>;

  /** Whether this node may send these reports now, asked anew before each send. */
  abstract maySend(reports: readonly Report[]): Promise<boolean>;

  /** This node could not do what a leader has to: get signatures, or pay. */
  abstract stumbled(): void;

  /** It could. */
  abstract stands(): void;

  /**
   * Keeps a transaction that writes for a lead that is over from being committed.
   * @throws LostLead
   */
  abstract fence(sql: Sql): Promise<void>;

  /**
   * Whether the node that led before may have left promises at the others that are not in this node's database.
   */
  abstract readonly asksForPromises: boolean;
}
