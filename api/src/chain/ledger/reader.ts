import { Injectable } from '@nestjs/common';
import { Config } from '../../platform/config.js';
import { Database } from '../../platform/database.js';
import { Refused } from '../../platform/problem.js';
import { toAddress, toBytes, toHex } from '../bytes.js';
import { row, rows } from '../rows.js';
import { Node } from '../rpc/node.js';
import { Deployed } from '../deployed.js';
import { readCursor } from './cursor.js';
import {
  type Holder,
  holderCountAt,
  type HolderPage,
  holdersAt,
  holdersPage,
  streamHolders,
} from './holders.js';
import { type ParkedReport, parkedReports, type SomeParked } from './parked-reports.js';
import { readRegistration, type Registration } from './project-registry.js';

/** A block the ledger has made final. */
export interface FinalBlock {
  number: number;
  hash: string;
  time: Date;
}

/** An accepted report of a feed. `answer` in the feed's own decimals. */
export interface FeedRound {
  feed: string;
  round: bigint;
  answer: bigint;
  valuationTime: Date;
  updatedAt: Date;
  digest: string;
  blockNumber: number;
  blockHash: string;
  transactionHash: string;
}

/** An approval of a parked report, as the chain tells of it. */
export interface ReportApproval {
  approver: string;
  reason: string;
  evidenceHash: string;
  transactionHash: string;
}

/** What an address has of a token. */
export interface Holding extends Holder {
  token: string;
}

/** A mint or burn as the token's own event tells it. */
export interface SupplyMovement {
  kind: 'mint' | 'burn';
  spendId: bigint;
  holder: string;
  amountBaseUnits: bigint;
  blockNumber: number;
  blockTime: Date;
  transactionHash: string;
}

/** Questions to the ledger's projections. Everything is as of a final block; nothing is replayed. */
@Injectable()
export class LedgerReader {
  constructor(
    private readonly db: Database,
    private readonly node: Node,
    private readonly deployed: Deployed,
    private readonly config: Config,
  ) {}

  /** The last block whose facts are in the database; null before the first. */
  async cursor(): Promise<FinalBlock | null> {
    return readCursor(this.db.em, this.deployed.deployment.chainId);
  }

  /**
   * The block to answer as of: the given one, or the newest final one.
   * @throws Refused `block_not_final`, `block_before_deployment`
   */
  async finalBlock(number?: number): Promise<FinalBlock> {
    const cursor = await this.cursor();
    if (!cursor) {
      throw new Refused('ledger_starting', 'The ledger has read no block yet; ask again shortly.');
    }
    if (number === undefined || number === cursor.number) return cursor;
    if (number > cursor.number) {
      throw new Refused(
        'block_not_final',
        `Block ${number} is not final here; the newest final block is ${cursor.number}.`,
        { newestFinalBlock: cursor.number },
      );
    }
    const first = this.deployed.deployment.deployedAtBlock;
    if (number < first) {
      throw new Refused('block_before_deployment', `The contracts exist since block ${first}.`);
    }
    return this.headerOf(number);
  }

  /**
   * The block whose balances were in force at a time: the last one, up to the newest final one, that
   * is not later. Blocks without a log of ours change no balance and may be passed over.
   * @throws Refused `block_before_deployment`
   */
  async blockAt(time: Date): Promise<FinalBlock> {
    const newest = await this.finalBlock();
    const found = await row<{ number: string; hash: Buffer; time: Date }>(
      this.db.em,
      `SELECT number, hash, time FROM api.ledger_block WHERE time <= $1 AND number <= $2
       ORDER BY time DESC, number DESC LIMIT 1`,
      [time, newest.number],
    );
    if (found) return { number: Number(found.number), hash: toHex(found.hash), time: found.time };
    const first = this.deployed.deployment.deployedAtBlock;
    throw new Refused('block_before_deployment', `The contracts exist since block ${first}.`);
  }

  /** The block of a number, the one in force at a time (ISO 8601), or now. @throws as both */
  asOf({ block, at }: { block?: number; at?: string }): Promise<FinalBlock> {
    return at === undefined ? this.finalBlock(block) : this.blockAt(new Date(at));
  }

  private async headerOf(number: number): Promise<FinalBlock> {
    const kept = await row<{ hash: Buffer; time: Date }>(
      this.db.em,
      'SELECT hash, time FROM api.ledger_block WHERE number = $1',
      [number],
    );
    if (kept) return { number, hash: toHex(kept.hash), time: kept.time };
    // One request, so that one node answers; the ledger's own chain has the last word where it knows the next block.
    const [block, after] = await this.node.blocks([number, number + 1]);
    if (!block || !after) throw new Error(`the node lacks block ${block ? number + 1 : number}`);
    const next = await row<{ parent_hash: Buffer }>(
      this.db.em,
      'SELECT parent_hash FROM api.ledger_block WHERE number = $1',
      [number + 1],
    );
    const parent = next ? toHex(next.parent_hash) : after.parentHash;
    if (parent !== block.hash) {
      throw new Error(
        `the node says that block ${number} is ${block.hash}; the next one follows ${parent}`,
      );
    }
    return { number, hash: block.hash, time: new Date(block.timestamp * 1000) };
  }

  /** Base units of `token` held by `holder` after a block. */
  async balanceAt(token: string, holder: string, block: number): Promise<bigint> {
    const found = await row<{ balance: string }>(
      this.db.em,
      `SELECT balance FROM api.holding_change
       WHERE token = $1 AND holder = $2 AND block_number <= $3
       ORDER BY block_number DESC LIMIT 1`,
      [toBytes(token), toBytes(holder), block],
    );
    return BigInt(found?.balance ?? 0);
  }

  /** Total supply of `token` after a block, base units. */
  async supplyAt(token: string, block: number): Promise<bigint> {
    const found = await row<{ supply: string }>(
      this.db.em,
      `SELECT supply FROM api.token_supply_change
       WHERE token = $1 AND block_number <= $2 ORDER BY block_number DESC LIMIT 1`,
      [toBytes(token), block],
    );
    return BigInt(found?.supply ?? 0);
  }

  /** Everybody with a balance after a block, largest first, then by address. For small tokens. */
  holdersAt(token: string, block: number): Promise<Holder[]> {
    return holdersAt(this.db.em, token, block);
  }

  /** Holders after a block by address, from the one after `after` on; milliseconds for any token. */
  holdersPage(token: string, block: number, limit: number, after?: string): Promise<HolderPage> {
    return holdersPage(this.db.em, token, block, limit, after);
  }

  /** All holders after a final block by address, in batches, at constant memory. */
  streamHolders(token: string, block: number): AsyncGenerator<Holder[]> {
    return streamHolders(this.db.em, token, block);
  }

  /** How many have a balance after a block. */
  holderCountAt(token: string, block: number): Promise<number> {
    return holderCountAt(this.db.em, token, block);
  }

  /** Present balances above zero of some addresses, over all tokens, by token and holder; all, or some after one. */
  async holdingsOf(
    addresses: string[],
    { limit, after }: { limit?: number; after?: Pick<Holding, 'token' | 'address'> } = {},
  ): Promise<Holding[]> {
    const found = await rows<{ token: Buffer; holder: Buffer; balance: string }>(
      this.db.em,
      `SELECT token, holder, balance FROM api.holding
       WHERE holder = ANY($1) AND balance > 0 AND (token, holder) > ($2, $3)
       ORDER BY token, holder LIMIT $4`,
      [
        addresses.map(toBytes),
        toBytes(after?.token ?? '0x'),
        toBytes(after?.address ?? '0x'),
        limit ?? null,
      ],
    );
    return found.map((r) => ({
      token: toAddress(r.token),
      address: toAddress(r.holder),
      amountBaseUnits: BigInt(r.balance),
    }));
  }

  /** Tokens that one of these addresses holds or has held. */
  async tokensEverOf(addresses: string[]): Promise<string[]> {
    const found = await rows<{ token: Buffer }>(
      this.db.em,
      'SELECT DISTINCT token FROM api.holding WHERE holder = ANY($1)',
      [addresses.map(toBytes)],
    );
    return found.map(({ token }) => toAddress(token));
  }

  /** Mints and burns of a token up to a block, oldest first. */
  async supplyMovements(token: string, block: number): Promise<SupplyMovement[]> {
    const found = await rows<{
      event: string;
      args: Record<string, string>;
      block_number: string;
      block_time: Date;
      transaction_hash: Buffer;
    }>(
      this.db.em,
      `SELECT event, args, block_number, block_time, transaction_hash FROM api.ledger_log
       WHERE address = $1 AND event IN ('Minted', 'Burned') AND block_number <= $2
       ORDER BY block_number, log_index`,
      [toBytes(token), block],
    );
    return found.map((r) => ({
      kind: r.event === 'Minted' ? 'mint' : 'burn',
      spendId: BigInt(r.args['operationId'] ?? 0),
      holder: r.args['to'] ?? r.args['from'] ?? '',
      amountBaseUnits: BigInt(r.args['amount'] ?? 0),
      blockNumber: Number(r.block_number),
      blockTime: r.block_time,
      transactionHash: toHex(r.transaction_hash),
    }));
  }

  /** Accepted rounds of a feed, newest first, below `before` if given, up to a block. */
  async rounds(feed: string, limit: number, before?: bigint, block?: number): Promise<FeedRound[]> {
    const found = await rows<RoundRow>(
      this.db.em,
      `SELECT * FROM api.feed_round
       WHERE feed = $1 AND ($3::bigint IS NULL OR round < $3)
         AND ($4::bigint IS NULL OR block_number <= $4)
       ORDER BY round DESC LIMIT $2`,
      [toBytes(feed), limit, before ?? null, block ?? null],
    );
    return found.map(readRound);
  }

  /** The newest accepted round of a feed, or null before the first. */
  async latestRound(feed: string, block?: number): Promise<FeedRound | null> {
    return (await this.rounds(feed, 1, undefined, block))[0] ?? null;
  }

  /** The report that waits for approval on a feed, if there is one. */
  async parkedReport(feed: string): Promise<ParkedReport | null> {
    const [only] = await this.parkedReports(feed);
    return only ?? null;
  }

  /** Reports that wait for approval, of one feed or of all, the longest waiting first; all, or some after a log. */
  parkedReports(feed?: string, some?: SomeParked): Promise<ParkedReport[]> {
    return parkedReports(this.db.em, feed, some);
  }

  /** Who approved a parked report so far, in the order of the chain. */
  async approvalsOf(report: ParkedReport): Promise<ReportApproval[]> {
    const found = await rows<{ args: Record<string, string>; transaction_hash: Buffer }>(
      this.db.em,
      `SELECT args, transaction_hash FROM api.ledger_log
       WHERE address = $1 AND event = 'ReportApproved' AND block_number >= $2
         AND args ->> 'feed' = $3 AND args ->> 'digest' = $4
       ORDER BY block_number, log_index`,
      [
        toBytes(this.deployed.deployment.addresses.OracleCommittee),
        report.blockNumber,
        report.feed,
        report.digest,
      ],
    );
    return found.map(({ args, transaction_hash }) => ({
      approver: args['approver'] ?? '',
      reason: args['reason'] ?? '',
      evidenceHash: args['evidenceHash'] ?? '',
      transactionHash: toHex(transaction_hash),
    }));
  }

  /** Wallets' records in the registry as of the newest final block, by lower-case address. */
  async registrations(wallets: readonly string[]): Promise<Map<string, Registration>> {
    const found = await rows<{ wallet: Buffer } & Parameters<typeof readRegistration>[0]>(
      this.db.em,
      `SELECT wallet, investor_id, tier, country, flags, provider, expires_at, evidence_hash
       FROM api.registration WHERE wallet = ANY($1::bytea[])`,
      [wallets.map(toBytes)],
    );
    return new Map(found.map((one) => [toHex(one.wallet), readRegistration(one)]));
  }

  /** Blocks on top of (and including) a transaction's that make it final here. */
  get confirmations(): number {
    return this.config.env.CONFIRMATIONS;
  }
}

interface RoundRow {
  feed: Buffer;
  round: string;
  answer: string;
  valuation_time: Date;
  updated_at: Date;
  digest: Buffer;
  block_number: string;
  block_hash: Buffer;
  transaction_hash: Buffer;
}

const readRound = (r: RoundRow): FeedRound => ({
  feed: toAddress(r.feed),
  round: BigInt(r.round),
  answer: BigInt(r.answer),
  valuationTime: r.valuation_time,
  updatedAt: r.updated_at,
  digest: toHex(r.digest),
  blockNumber: Number(r.block_number),
  blockHash: toHex(r.block_hash),
  transactionHash: toHex(r.transaction_hash),
});
